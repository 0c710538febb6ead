"""What a survey's own codebook says of the columns of its exports: the question behind a name, the label of a code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from measures.errors import FileError
from measures.exports.folding import fold, words
from measures.exports.tables import Table
from measures.results import Issue

MOST_OF_IT = 0.5
HAND_MADE = ("Excel", "CSV", "SPSS", "Stata", "Parquet")  # tables that no tool's signs were found on


@dataclass(frozen=True, slots=True)
class Variable:
    """One column of an export as its codebook describes it.

    `choices` maps codes to labels in the codebook's order; empty where an answer is no code.
    """

    question: str
    choices: Mapping[str, str] = field(default_factory=dict)
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Codebook:
    """The questions of one survey: `variables` by the name that a raw export gives the column.

    `platform` is the tool as `Table.platform` names it, `kind` what the file is in a reader's words. `beside_answers`
    is set where the same file holds other sheets too, which are read as answers.
    """

    name: str
    kind: str
    platform: str
    variables: Mapping[str, Variable] = field(repr=False)
    beside_answers: bool = False

    @property
    def says(self) -> str:
        """What the file is, in one sentence."""
        return f"It is {self.kind}: it names the questions of other files and holds no answers."


def with_codebook(table: Table, codebooks: Sequence[Codebook], stated: str | None = None) -> Table:
    """Describe a table by the codebook that belongs to it.

    Parameters
    ----------
    table : Table
    codebooks : sequence of Codebook
        All that were given. One belongs to a table of its own survey tool, or to a table without any tool's signs if
        it names at least half of its columns; of several the one that names most columns counts.
    stated : str, optional
        The name of the one the user says it is.

    Returns
    -------
    Table
        The table as `apply_codebook` gives it, with an issue that says so; unchanged where no codebook belongs to it.

    Raises
    ------
    FileError
        Two codebooks name the same number of its columns and say different things (`which_codebook`), or there is none
        of the stated name (`no_codebook`).
    """
    if stated is not None:
        codebooks = [codebook for codebook in codebooks if codebook.name == stated]
        if not codebooks:
            message = f"There is no codebook '{stated}' among the files."
            raise FileError(table.where, message, "Add it to the files, or correct its name.", code="no_codebook")
    named = [(codebook, _named(table, codebook)) for codebook in codebooks]
    fitting = [(codebook, found) for codebook, found in named if found and (stated or _belongs(table, codebook, found))]
    if not fitting:
        return table
    most = max(len(found) for _, found in fitting)
    best = [(codebook, found) for codebook, found in fitting if len(found) == most]
    codebook, found = best[0]
    if any(other != found for _, other in best[1:]):
        listed = " and ".join(f"'{other.name}'" for other, _ in best)
        message = f"It may be described by {listed}, which do not say the same."
        fix = 'Say which one in its entry of the study file, as in codebook = "...", or leave the other out.'
        raise FileError(table.where, message, fix, code="which_codebook")
    coded = sum(1 for variable in found.values() if variable.choices)
    message = (
        f"{len(found)} of its {len(table.headers)} columns are named by '{codebook.name}' ({codebook.kind}), which also"
        f" says what the codes of {coded} of them mean."
    )
    described = apply_codebook(table, codebook)
    return replace(described, issues=(*table.issues, Issue("note", "codebook_used", table.where, message)))


def apply_codebook(table: Table, codebook: Codebook) -> Table:
    """Give the columns a codebook names their question, the labels of their codes, and its mark of personal data.

    The headers stay as they stand in the file; labels of the file itself win over those of the codebook.
    """
    found = _named(table, codebook)
    choices = {position: variable.choices for position, variable in found.items() if variable.choices}
    return replace(
        table,
        questions={position: variable.question for position, variable in found.items() if variable.question},
        labels={**choices, **table.labels},
        personal=frozenset(position for position, variable in found.items() if variable.personal),
    )


def unused(codebooks: Sequence[Codebook], tables: Sequence[Table]) -> tuple[Issue, ...]:
    """Say which codebooks name no column of any table, by the issues of those that do."""
    told = [issue.message for table in tables for issue in table.issues if issue.code == "codebook_used"]
    fix = "Check that it belongs to these exports, and that they were exported with variable names."
    return tuple(
        Issue("check", "codebook_unused", codebook.name, "It describes none of the other files.", fix)
        for codebook in codebooks
        if not any(f"'{codebook.name}'" in message for message in told)
    )


def _named(table: Table, codebook: Codebook) -> dict[int, Variable]:
    """The columns of a table that a codebook names, by position: by their name, else by their question's text."""
    by_name = {fold(name): variable for name, variable in codebook.variables.items()}
    by_text: dict[str, list[Variable]] = {}
    for variable in codebook.variables.values():
        by_text.setdefault(words(variable.question), []).append(variable)
    found = {}
    for position, header in enumerate(table.headers):
        if position in table.metadata or not header.strip():
            continue
        name = fold(header)
        # LimeSurvey's "code & text" headers: `Q2[SQ001]. How often ...`
        described = by_name.get(name) or by_name.get(name.split(". ", 1)[0])
        if described is None and len(texts := by_text.get(words(header), [])) == 1:
            described = texts[0]
        if described is not None:
            found[position] = described
    return found


def _belongs(table: Table, codebook: Codebook, found: Mapping[int, Variable]) -> bool:
    if table.platform == codebook.platform:
        return True
    filled = [header for header in table.headers if header.strip()]
    return table.platform in HAND_MADE and len(found) >= MOST_OF_IT * len(filled)
