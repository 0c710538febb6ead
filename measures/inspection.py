"""What files are, before anything is settled: platform, columns, waves, instruments, what a person must decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from measures.errors import InputError
from measures.evaluate import Progress, quiet
from measures.exports.codebooks import Codebook, unused
from measures.exports.files import TableReader, read_tables
from measures.exports.tables import CodedTable, Upload
from measures.instrument import Instrument
from measures.placed import places_of
from measures.reading import instruments_in, no_answers, read_codebooks, read_one, with_file_waves
from measures.results import Issue
from measures.study import Study, StudyFile
from measures.suggestion import suggest_study, waves_seen


@dataclass(frozen=True, slots=True)
class Finding:
    """One table of one file: what it is, or the issues that keep it from being read (`table` is None).

    A file that names the questions of the others has no table but a `codebook`.
    """

    file: StudyFile
    table: CodedTable | None
    waves: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()
    codebook: Codebook | None = None

    def as_json(self) -> dict[str, object]:
        """The finding in the words of the command line's JSON."""
        found: dict[str, object] = {
            "name": self.file.label, "platform": "", "why": "", "sheet": "", "sheets": [], "header_rows": 0, "rows": 0,
            "columns": [],
        }  # fmt: skip
        if self.codebook is not None:
            found |= {"platform": self.codebook.platform, "why": self.codebook.says}
        if self.table is not None:
            table = self.table.map.table
            found |= {
                "platform": table.platform, "why": table.why, "sheet": table.sheet, "sheets": list(table.sheets),
                "header_rows": table.header_rows, "rows": table.rows,
                "columns": [
                    {"position": use.position, "header": use.header, "role": use.role, "item": use.item, "why": use.why}
                    for use in self.table.map.uses
                ],
            }  # fmt: skip
        issues = [
            {"severity": one.severity, "code": one.code, "where": one.where, "message": one.message, "fix": one.fix}
            for one in self.issues
        ]
        return found | {"waves": list(self.waves), "instruments": list(self.instruments), "issues": issues}


@dataclass(frozen=True, slots=True)
class Inspection:
    """Every file's findings, and a study file to begin with."""

    findings: tuple[Finding, ...]
    suggested: Study

    @property
    def faults(self) -> tuple[Issue, ...]:
        """Why files could not be read, each reason once."""
        unread = [found for found in self.findings if found.table is None and found.codebook is None]
        return tuple(dict.fromkeys(issue for found in unread for issue in found.issues))

    def as_json(self) -> dict[str, object]:
        """`{"files": [...]}` as docs/command_line.md describes it."""
        return {"files": [found.as_json() for found in self.findings]}

    def as_text(self) -> str:
        """The same for a person to read."""
        lines: list[str] = []
        for found in self.findings:
            lines += [*_file_lines(found), ""]
        return "\n".join(lines).rstrip()


def inspect_study(
    study: Study,
    uploads: Mapping[str, Upload],
    library: Mapping[str, Instrument],
    *,
    limits: bool = True,
    said: Sequence[Issue] = (),
    progress: Progress = quiet,
    tables_of: TableReader = read_tables,
) -> Inspection:
    """Look at every file of a study by itself, faults included, and suggest what the study file should say.

    `said` holds issues from before the files were read; each goes to the file it names. `progress` is told the name of
    each stage as it begins. `tables_of` reads each file.
    """
    read: list[tuple[StudyFile, CodedTable]] = []
    codebooks, wrong = read_codebooks(study, uploads)
    known = tuple(codebooks.values())
    others = [Finding(file, None, issues=wrong[file.path]) for file in study.files if file.path in wrong]
    alone: list[StudyFile] = []
    try:
        places = places_of(study, uploads)
    except InputError as error:  # the study's own table of places, which is no export
        places = None
        others.append(Finding(StudyFile(path=error.issues[0].where), None, issues=error.issues))
    for file in study.files:
        if no_answers(file, codebooks) or file.path in wrong:
            continue
        progress(f"Reading {file.label}")
        try:
            tables = read_one(
                file, uploads[file.path], library, study, known, places=places, limits=limits, tables_of=tables_of
            )
            read += [(file, table) for table in tables]
        except InputError as error:
            if file.path in codebooks and len(study.files) > 1:  # the other sheets of a form need not be answers
                alone.append(file)
            else:
                others.append(Finding(file, None, issues=error.issues))
    progress("Looking at the files together")
    tables = with_file_waves([table for _, table in read])
    loose = unused(known, [table.map.table for table in tables])
    alone += [file for file in study.files if no_answers(file, codebooks)]
    others += [_of_codebook(file, codebooks[file.path], loose) for file in alone]
    findings = [_finding(file, table) for (file, _), table in zip(read, tables, strict=True)]
    order = {file.path: place for place, file in enumerate(study.files)}
    everything = sorted([*findings, *others], key=lambda found: order.get(found.file.path, len(order)))
    findings = [replace(found, issues=(*_of_file(found, said), *found.issues)) for found in everything]
    return Inspection(tuple(findings), suggest_study(study, tables))


def _of_file(found: Finding, said: Sequence[Issue]) -> list[Issue]:
    return [issue for issue in said if issue.where == found.file.label]


def _finding(file: StudyFile, table: CodedTable) -> Finding:
    found = instruments_in(table.map)
    issues = (*table.map.table.issues, *table.map.issues, *table.issues)
    if not found:
        count = len(table.map.uses)
        message = f"No instrument was found in it: none of its {count} columns asks a question of the library."
        fix = "Say in [columns] of a study file which column asks what, or add the instrument you used."
        issues = (*issues, Issue("decide", "no_instrument", table.map.table.name, message, fix))
    return Finding(file, table, waves_seen(table), found, tuple(dict.fromkeys(issues)))


def _of_codebook(file: StudyFile, codebook: Codebook, loose: Sequence[Issue]) -> Finding:
    is_codebook = Issue("note", "codebook", codebook.name, codebook.says)
    issues = (is_codebook, *(issue for issue in loose if issue.where == codebook.name))
    return Finding(file, None, issues=issues, codebook=codebook)


def _file_lines(found: Finding) -> list[str]:
    if found.table is None:
        return [found.file.label, *(f"  {issue}" for issue in found.issues)]
    table = found.table.map.table
    sheet = f", sheet '{table.sheet}'" if len(table.sheets) > 1 else ""
    lines = [
        f"{table.name}{sheet}",
        f"  {table.platform}: {table.why}",
        f"  {table.rows} rows below {table.header_rows} header row{'s' if table.header_rows != 1 else ''}",
        f"  Waves: {', '.join(found.waves) or 'not said in the file'}",
        f"  Instruments: {', '.join(found.instruments) or 'none found'}",
        "  Columns",
    ]
    lines += [f"    {use.role:<12}{use.item:<28}{use.header[:60]!r}: {use.why}" for use in found.table.map.uses]
    return [*lines, *(["  To look at"] if found.issues else []), *(f"    {issue}" for issue in found.issues)]
