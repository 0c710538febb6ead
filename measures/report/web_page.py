"""The HTML report: one self-contained page without scripts, to be opened, printed or put on a website."""

from __future__ import annotations

import base64
import html
from collections.abc import Collection, Iterable, Sequence

from measures.disclosure import Protected
from measures.report import theme, words
from measures.report.briefing import Briefing, briefing
from measures.report.charts import Picture, before_after, by_group
from measures.report.hidden_words import adding_up
from measures.report.phrases import breakdown_name, inside
from measures.report.tables import Table, group_table, methods_table, numbers_of, scale_table
from measures.results import Evaluation, Row, ScaleFacts

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
NOTHING_SHOWN = "No figure of this measure can be shown without giving away what somebody answered."
STYLE = (
    f"body{{font:16px/1.55 {theme.FONT};color:{theme.INK};background:{theme.PAPER};max-width:760px;"
    "margin:2rem auto;padding:0 1rem}h1{font-size:1.8rem;line-height:1.25}h2{font-size:1.3rem;margin-top:2.2rem}"
    "h3{font-size:1.05rem;margin-top:1.6rem}figure{margin:1rem 0}img{max-width:100%;height:auto}"
    f"blockquote{{margin:1rem 0;padding-left:1rem;border-left:4px solid {theme.AFTER}}}"
    "caption{text-align:left}.wide{overflow-x:auto}"
    "table{border-collapse:collapse;font-variant-numeric:tabular-nums;margin:.6rem 0}"
    f"th,td{{text-align:left;padding:.3rem .8rem .3rem 0;border-bottom:1px solid {theme.FAINT};vertical-align:top}}"
    f".number{{text-align:right}}summary{{cursor:pointer;color:{theme.AFTER}}}small,footer{{color:{theme.QUIET}}}"
    "@media print{details{display:none}}"
)


def html_report(protected: Protected[Evaluation], quotes: tuple[str, ...] = ()) -> bytes:
    """The page as UTF-8: the same parts as the Word page, then every scale with its chart, tables and methods.

    Everything that comes from files is escaped; the page's own content policy lets no script and no request through.
    """
    found = briefing(protected, quotes)
    evaluation = protected.value
    body = [f"<h1>{_text(found.title)}</h1>", *_lines(found.about)]
    body += ["<h2>What changed</h2>", _list(found.findings)]
    body += _lines(filter(None, (found.further("below"),)))
    body += ["<h2>In people's words</h2>", *(f"<blockquote>{_text(quote)}</blockquote>" for quote in found.quoted)]
    for part in found.parts:
        body += [f"<h2>{_text(part.heading)}</h2>", *_lines(part.lines)]
    body.append("<h2>Each measure</h2>")
    said = {*found.findings, *(line for part in found.parts for line in part.lines)}
    for facts in words.in_domain_order(evaluation.scales):
        body += _scale(protected, facts, said)
    body.append(_foot(found))
    head = (
        '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{_text(found.title)}</title><style>{STYLE}</style></head>\n<body><main>\n"
    )
    return (head + "\n".join(body) + "\n</main></body></html>\n").encode()


def _scale(protected: Protected[Evaluation], facts: ScaleFacts, above: Collection[str]) -> list[str]:
    """One measure with all that is shown of it; what stands `above` on the page to the letter is not said again."""
    rows = protected.value.rows(instrument=facts.instrument, scale=facts.scale)
    said = [f"<h3>{_text(facts.title)}</h3>"]
    if {row.status for row in rows} - {"x"} == {"c"}:
        return [*said, *_lines((NOTHING_SHOWN,))]
    sentence, not_heard = words.change_sentence(facts, rows), words.not_heard_sentence(facts, rows)
    said += _lines(line for line in (sentence,) if line not in above)
    said += [_figure(before_after(protected, facts)), _table(scale_table(facts, rows), facts.title)]
    said += _lines(filter(None, (adding_up(protected.value.issues),)))
    said += _lines(line for line in (not_heard,) if line and not any(one.endswith(inside(line)) for one in above))
    for group_by in _breakdowns(rows):
        said += _group(protected, facts, rows, group_by)
    methods = _table(methods_table(facts, rows), f"How {facts.title} was worked out")
    return [*said, f"<details><summary>How we worked this out</summary>{methods}</details>"]


def _group(protected: Protected[Evaluation], facts: ScaleFacts, rows: Sequence[Row], group_by: str) -> list[str]:
    table = group_table(facts, rows, group_by)
    if not table:
        return []
    name = breakdown_name(group_by)
    shown = [_figure(by_group(protected, facts, group_by)), *_lines(words.group_sentences(facts, rows, group_by))]
    shown += [_table(table, f"{facts.title} by {name}"), *_lines(filter(None, (adding_up(protected.value.issues),)))]
    return [f"<details><summary>By {_text(name)}</summary>{''.join(shown)}</details>"]


def _breakdowns(rows: Iterable[Row]) -> list[str]:
    """Breakdowns of this scale that have a change or a share for each group."""
    wanted = ("mean_change", "headline_share")
    return list(dict.fromkeys(row.group_by for row in rows if row.group_by and row.measure in wanted))


def _figure(picture: Picture | None) -> str:
    if picture is None:
        return ""
    drawn = base64.b64encode(picture.svg().encode()).decode()
    return f'<figure><img src="data:image/svg+xml;base64,{drawn}" alt="{_text(picture.alt)}"></figure>'


def _table(table: Table, caption: str) -> str:
    if not table:
        return ""
    numbers = set(numbers_of(table))

    def cell(name: str, text: str, tag: str) -> str:
        kind = ' class="number"' if name in numbers else ""
        return f"<{tag}{kind}>{_text(text)}</{tag}>"

    head = "".join(cell(name, name, 'th scope="col"').replace('</th scope="col">', "</th>") for name in table[0])
    body = "".join(f"<tr>{''.join(cell(name, text, 'td') for name, text in line.items())}</tr>" for line in table)
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{_text(caption)}"><table><caption><small>'
        f"{_text(caption)}</small></caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _foot(found: Briefing) -> str:
    meaning = (words.HIDDEN_MEANING, words.ABSENT_MEANING, *found.small_print)
    return f"<footer>{''.join(f'<p><small>{_text(line)}</small></p>' for line in meaning)}</footer>"


def _list(lines: Sequence[str]) -> str:
    said = lines or ("Nothing could be worked out from these answers.",)
    return f"<ul>{''.join(f'<li>{_text(line)}</li>' for line in said)}</ul>"


def _lines(lines: Iterable[str]) -> list[str]:
    return [f"<p>{_text(line)}</p>" for line in lines]


def _text(text: str) -> str:
    return html.escape(text)
