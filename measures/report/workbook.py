"""The Excel summary of a protected evaluation.

Sheets in order: Cover, Contents, Headline, Change_by_item, Completeness, Equity_reach, Equity_outcomes,
Networks_ripple, Value, Charts, What_you_told_us (each where there is something to say), Data_tidy, Data_dictionary,
Notes, Methods_version. All of them are made from the same rows; how they are written, safe and readable for everybody,
is in `measures.report.sheets`.
"""

from __future__ import annotations

from measures.disclosure import Protected
from measures.report.hidden_words import FLOW_ROUNDED, REACH_ROUNDED, adding_up
from measures.report.sheets import Line, Properties, write_book
from measures.report.words import DOMAIN_NAMES
from measures.report.workbook_charts import charts
from measures.report.workbook_cover import PERSONAL_SENTENCE, SHORTHAND, contents, cover, notes, protection
from measures.report.workbook_data import data_dictionary, data_tidy
from measures.report.workbook_fairness import equity_outcomes
from measures.report.workbook_figures import completeness, headline
from measures.report.workbook_items import change_by_item
from measures.report.workbook_methods import methods_version
from measures.report.workbook_reach import equity_reach
from measures.report.workbook_ripple import belongs, networks_ripple
from measures.report.workbook_told import told
from measures.report.workbook_value import value
from measures.results import Evaluation

UNTITLED = "What we found"


def summary_workbook(protected: Protected[Evaluation]) -> bytes:
    """The summary as an .xlsx file.

    Parameters
    ----------
    protected : Protected[Evaluation]
        What went through the gate; under the policy `none` the cover says that the workbook holds personal data.

    Returns
    -------
    bytes
        The file; the same bytes whenever it is made from the same evaluation with the same libraries.

    Raises
    ------
    UsageError
        There are more result rows than a sheet can hold.
    """
    evaluation, policy = protected.value, protected.policy
    about = evaluation.provenance
    title = str(about.get("title") or UNTITLED)
    tool = " ".join(str(about.get(key) or "") for key in ("tool", "version")).strip() or "measures"
    warning = () if policy.protects else (PERSONAL_SENTENCE,)
    one_table: tuple[Line, ...] = ("This sheet holds one table.", *warning)
    figures: tuple[Line, ...] = (
        *one_table, "Notes are on the sheet Notes.", *SHORTHAND, f"Source: {title}, by {tool}.",
    )  # fmt: skip
    of_parts, of_steps, of_reach = (
        (*figures, *filter(None, (adding_up(evaluation.issues, *also),)))
        for also in ((), (FLOW_ROUNDED,), (REACH_ROUNDED,))
    )
    plain: tuple[Line, ...] = (*one_table, SHORTHAND[-1])
    front = cover(evaluation, policy, title)
    beside = any(belongs(row) for row in evaluation.results)
    after = [
        *([headline(evaluation, of_parts, protects=policy.protects)] if evaluation.scales or not beside else []),
        *filter(None, (change_by_item(evaluation, of_parts),)),
        completeness(evaluation, of_steps),
        *filter(None, (equity_reach(evaluation.results, of_reach),)),
        *filter(None, (equity_outcomes(evaluation, of_parts),)),
        *([networks_ripple(evaluation.results, of_parts)] if beside else []),
        *filter(None, (value(evaluation.results, evaluation.scales, figures), charts(evaluation, of_parts))),
        *([told(evaluation)] if evaluation.scales else []),
        data_tidy(evaluation.results),
        data_dictionary(evaluation.results, plain),
        notes(evaluation, one_table),
        methods_version(about, policy, protection(policy), plain),
    ]
    sheets = [front, contents([front, *after], plain), *after]
    domains = {domain: None for facts in evaluation.scales for domain in facts.domains}
    return write_book(
        sheets,
        Properties(
            title=title,
            author=tool,
            subject="" if policy.protects else PERSONAL_SENTENCE,
            keywords=", ".join([*(DOMAIN_NAMES.get(domain, domain) for domain in domains), "before and after"]),
        ),
    )
