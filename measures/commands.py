"""What each command does: paths to uploads, a call, files written whole or not at all."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import typer

from measures.command_files import bytes_of, named_apart, relative_to, upload_of, with_instruments, write_whole
from measures.companions import companions
from measures.connected import evaluation_of, of_membership, of_networks
from measures.connections.settings import MembershipRules, NetworkRules
from measures.disclosure import Policy, Protected, audited, protect, withheld_figures
from measures.disclosure.repeats import repeat_issues
from measures.engines import Engine
from measures.equity.own_places import TEMPLATE, read_places
from measures.errors import FileError, InputError, InstrumentError, StudyError, UsageError
from measures.evaluate import evaluate_study
from measures.exports.tables import Upload
from measures.inspection import Inspection, inspect_study
from measures.instrument import Instrument
from measures.library import load_instrument, load_library, shipped_instruments
from measures.overview import overview as side_by_side
from measures.published import published_inequality
from measures.remembered import attach
from measures.report.instrument_text import describe, licence_sentence
from measures.report.participants import PERSONAL, participants_workbook
from measures.report.results_json import json_bytes, results_bytes
from measures.report.tidy import tidy_csv, tidy_parquet
from measures.report.workbook import summary_workbook
from measures.results import Evaluation, Issue
from measures.ripple.building import MapOptions
from measures.ripple.settings import RippleRules
from measures.rippled import evaluate_map
from measures.score_table import score_table
from measures.study import Study, StudyFile, read_study, write_study
from measures.worked_examples import check_examples


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the words of a call named: files, or a study, and a folder of own instruments."""

    files: Sequence[Path]
    study: Path | None = None
    before: Path | None = None
    after: Path | None = None
    instruments: Path | None = None


def inspect(files: Sequence[Path], study: Path | None, json_path: str | None, new_study: Path | None,
            own: Path | None) -> None:  # fmt: skip
    """Say what files are; write it as JSON, as text, and as a first study file."""
    settled, uploads = _study_and_uploads(Inputs(files, study, instruments=own))
    found = inspect_study(settled, uploads, _library(own, settled, study), limits=False)
    if json_path is not None:
        write_whole(json_path, json_bytes(found.as_json()))
    elif new_study is None:
        typer.echo(found.as_text())
    if new_study is not None:
        first = with_instruments(relative_to(found.suggested, files, new_study), own, new_study)
        write_whole(str(new_study), write_study(first))
        typer.echo(f"Wrote {new_study.name}: look through it before going on.", err=True)
    _stop_if_unreadable(found)


def score(files: Sequence[Path], study: Path | None, out: Path, own: Path | None, *, keep_ids: bool) -> None:
    """Write one row per person, wave and scale, under pseudonyms unless the codes are asked for."""
    if out.suffix not in (".csv", ".parquet", ".xlsx"):
        raise UsageError(f"--out {out.name}: scores are written as .csv, .parquet or .xlsx. Change the ending.")
    if (keep_ids or out.suffix == ".xlsx") and PERSONAL not in out.name:
        why = "with --keep-ids" if keep_ids else "for a workbook of single people's scores"
        raise UsageError(f"--out {out.name}: {why} the file's name must contain '{PERSONAL}'. Rename it.")
    settled, uploads = _study_and_uploads(Inputs(files, study, instruments=own))
    library = _library(own, settled, study)
    key = None if keep_ids else secrets.token_bytes(32)
    table = score_table(settled, uploads, library, key=key, limits=False, progress=_progress)
    if out.suffix == ".xlsx":
        _progress("Writing the workbook")
        content = participants_workbook(table, settled, library, codes=keep_ids)
    else:
        content = table.as_csv() if out.suffix == ".csv" else table.as_parquet()
    write_whole(str(out), content)
    _say_issues(table.issues)


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where the results of one call go; `json` may be standard output."""

    out: Path | None = None
    json: str | None = None
    docx: Path | None = None
    html: Path | None = None
    tidy: Path | None = None

    @property
    def files(self) -> tuple[tuple[str, Path, tuple[str, ...]], ...]:
        """The files that hold results for readers: the option that named each, its path, the endings it may have."""
        named = (
            ("--out", self.out, (".xlsx",)),
            ("--docx", self.docx, (".docx",)),
            ("--html", self.html, (".html",)),
            ("--tidy", self.tidy, (".csv", ".parquet")),
        )
        return tuple((option, path, endings) for option, path, endings in named if path is not None)


# Charts and Word take as long to load as a survey of a hundred thousand rows takes to read, so that they are loaded
# by the commands that write them.
def _word_page(protected: Protected[Evaluation]) -> bytes:
    from measures.report.document import word_page  # noqa: PLC0415  see above

    return word_page(protected)


def _web_page(protected: Protected[Evaluation]) -> bytes:
    from measures.report.web_page import html_report  # noqa: PLC0415  see above

    return html_report(protected)


REPORTS: Mapping[str, Callable[[Protected[Evaluation]], bytes]] = {
    ".xlsx": summary_workbook, ".docx": _word_page, ".html": _web_page, ".csv": tidy_csv, ".parquet": tidy_parquet,
}  # fmt: skip


def _check_outputs(outputs: Outputs, policy: str = "") -> None:
    """Refuse a call that writes nothing, a wrong ending, or unprotected figures under a name that does not say so."""
    if not outputs.files and outputs.json is None:
        raise UsageError("Nothing to write: name at least one output, as in --json PATH or --out results.xlsx.")
    for option, path, endings in outputs.files:
        if path.suffix not in endings:
            raise UsageError(f"{option} {path.name}: this output ends in {' or '.join(endings)}. Change the ending.")
        if policy == "none" and PERSONAL not in path.name:
            raise UsageError(f"{option} {path.name}: unprotected figures need '{PERSONAL}' in its name. Rename it.")


def evaluate(
    inputs: Inputs, outputs: Outputs, *, engine: Engine, policy: str | None, earlier: Sequence[Path] = ()
) -> None:
    """Evaluate, protect, and write what was asked for."""
    _check_outputs(outputs)
    settled, uploads = _study_and_uploads(inputs)
    library = _library(inputs.instruments, settled, inputs.study)
    chosen = settled.disclosure.chosen(policy)
    _check_outputs(outputs, chosen.name)
    with _solver_aside():
        evaluation = evaluate_study(settled, uploads, library, engine=engine, limits=False, progress=_progress)
        protected = protect(evaluation, chosen)
    before = [(path.name, bytes_of(path)) for path in earlier]
    repeated = repeat_issues(results_bytes(protected), before, chosen) if before else ()
    _write_audited(protected, outputs, evaluation)
    _say_issues((*evaluation.issues, *repeated))


def network(
    files: Sequence[Path], study: Path | None, outputs: Outputs, *, policy: str | None, undirected: bool
) -> None:
    """Measure networks, personal networks and ladders in files that need no survey beside them."""
    settled = _stated(study)
    rules = settled.network or NetworkRules()
    if undirected:
        rules = rules.model_copy(update={"directed": False})
    uploads = _part_uploads(files, study, rules.paths)
    found = of_networks(uploads, rules, level=float(settled.analysis.confidence), limits=False)
    _write_part(evaluation_of(found, uploads, rules), outputs, settled.disclosure.chosen(policy))


def membership(files: Sequence[Path], study: Path | None, outputs: Outputs, *, policy: str | None) -> None:
    """Measure membership and its growth in files that need no survey beside them."""
    settled = _stated(study)
    rules = settled.membership or MembershipRules()
    uploads = _part_uploads(files, study, rules.paths)
    found = of_membership(uploads, rules, level=float(settled.analysis.confidence), limits=False)
    _write_part(evaluation_of(found, uploads, rules), outputs, settled.disclosure.chosen(policy))


def ripple(files: Sequence[Path], study: Path | None, outputs: Outputs, *, policy: str | None) -> None:
    """Measure ripple maps in files that need no survey beside them."""
    settled = _stated(study)
    rules = settled.ripple or RippleRules()
    uploads = _part_uploads(files, study, rules.paths)
    options = MapOptions(rules.dates, rules.merge)
    evaluation, _ = evaluate_map(uploads, options, level=float(settled.analysis.confidence), limits=False)
    _write_part(evaluation, outputs, settled.disclosure.chosen(policy))


def _stated(study: Path | None) -> Study:
    return Study() if study is None else read_study(bytes_of(study), study.name)


def _part_uploads(files: Sequence[Path], study: Path | None, paths: Sequence[str]) -> list[Upload]:
    """The files of the call, or where it names none those of the study."""
    wanted = list(files) or [study.parent / path for path in paths if study is not None]
    if not wanted:
        raise UsageError("No file was named: give the files, or --study study.toml that names them.")
    return [upload_of(path) for path in wanted]


def _write_part(evaluation: Evaluation, outputs: Outputs, policy: Policy) -> None:
    """Protect what one part gave, and write it."""
    _check_outputs(outputs, policy.name)
    protected = protect(evaluation, policy)
    _write_audited(protected, outputs, evaluation)
    _say_issues(evaluation.issues)


def _write_audited(protected: Protected[Evaluation], outputs: Outputs, exact: Evaluation) -> None:
    """Make every file, audit what each really shows, and write them only if all of them may be handed on."""
    withheld = withheld_figures(exact.results, protected.value.results)
    made = {str(path): (path.name, REPORTS[path.suffix](protected)) for _, path, _ in outputs.files}
    if outputs.json is not None:
        made[outputs.json] = ("results.json", results_bytes(protected))
    for name, content in made.values():
        audited(name, content, protected, withheld=withheld)
    for path, (_, content) in made.items():
        write_whole(path, content)


def overview(files: Sequence[Path], out: Path | None, docx: Path | None) -> None:
    """Set many protected evaluations side by side."""
    from measures.report.overview_report import overview_page, overview_workbook  # noqa: PLC0415  see `REPORTS`

    wanted = (("--out", out, ".xlsx", overview_workbook), ("--docx", docx, ".docx", overview_page))
    outputs = [(option, path, ending, make) for option, path, ending, make in wanted if path is not None]
    if not outputs:
        raise UsageError("Nothing to write: name at least one output, --out overview.xlsx or --docx page.docx.")
    for option, path, ending, _ in outputs:
        if path.suffix != ending:
            raise UsageError(f"{option} {path.name}: this output ends in {ending}. Change the ending.")
    found = side_by_side([upload_of(path) for path in files])
    for _, path, _, make in outputs:
        write_whole(str(path), make(found))
    _say_issues(found.issues)


def inequality(file: Path, json_path: str | None) -> None:
    """Write every index of inequality of published figures, which hide nobody and so go through no protection."""
    if json_path is None:
        raise UsageError("Nothing to write: name the output, --json PATH or --json - for standard output.")
    found = published_inequality(upload_of(file))
    write_whole(json_path, results_bytes(protect(found, "none")))
    _say_issues(found.issues)


def list_instruments(domain: str | None, own: Path | None) -> None:
    """One line per instrument."""
    for instrument in load_library(shipped_instruments(), own).values():
        if domain is None or domain in instrument.domains:
            typer.echo(
                f"{instrument.id}\t{instrument.title}\t{', '.join(instrument.domains)}\t"
                f"{len(instrument.items)} items\t{licence_sentence(instrument)}"
            )


def show_instrument(name: str, own: Path | None) -> None:
    """Everything about one instrument, as text."""
    library = load_library(shipped_instruments(), own)
    if name not in library:
        raise UsageError(f"There is no instrument '{name}'. `instruments list` names them all.")
    typer.echo(describe(library[name]))


def make_form(names: str, kind: str, out: Path, own: Path | None, title: str | None) -> None:
    """Write a questionnaire of the instruments named."""
    library = load_library(shipped_instruments(), own)
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    if unknown := [name for name in wanted if name not in library]:
        raise UsageError(f"There is no instrument {', '.join(unknown)}. `instruments list` names them all.")
    if not wanted:
        raise UsageError("Name at least one instrument, as in `instruments form ons4,ucla3 --as docx -o form.docx`.")
    from measures.forms import FORMS, questionnaire  # noqa: PLC0415  see `REPORTS`

    maker, ending = FORMS[kind]
    if out.suffix != ending:
        raise UsageError(f"-o {out.name}: this kind of form ends in {ending}. Change the ending.")
    chosen = [library[name] for name in dict.fromkeys(wanted)]
    write_whole(str(out), maker(questionnaire(chosen, title) if title else questionnaire(chosen)))


def check_instruments(path: Path) -> None:
    """Check one file or every file of a folder; every fault is named."""
    if not path.exists():
        raise UsageError(f"{path.name}: there is no such file or folder.")
    paths = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    faults: list[Issue] = []
    for file in paths:
        try:
            instrument = load_instrument(file)
        except InputError as error:
            faults.extend(error.issues)
            continue
        wrong = check_examples(instrument)
        faults += [
            Issue("error", "example", file.name, fault, "Correct the example or the scoring.") for fault in wrong
        ]
        if not wrong:
            typer.echo(f"{file.name}: no faults found in '{instrument.title}', and its examples come out as written.")
    if faults:
        raise InstrumentError.of(faults)


def check_places(path: Path) -> None:
    """Check a user's own table of places; every fault is named with its lines."""
    found = read_places(upload_of(path))
    typer.echo(f"{path.name}: no faults found. {len(found.postcodes):,} postcodes, {len(found.facts) - 10:,} areas.")


def places_template(out: Path) -> None:
    """Write a table of places to begin with."""
    write_whole(str(out), TEMPLATE.encode())


def _study_and_uploads(inputs: Inputs) -> tuple[Study, Mapping[str, Upload]]:
    """The study that a call means, and the bytes of all its files by path."""
    study_file = next((path for path in inputs.files if path.suffix.lower() == ".toml"), None)
    if study_file is not None:
        raise UsageError(f"{study_file.name} is a study file, not an export. Name it after --study.")
    if inputs.study is not None:
        if inputs.files or inputs.before or inputs.after:
            raise UsageError("Give either files or --study: the study file names its own files.")
        study = _with_renamed(read_study(bytes_of(inputs.study), inputs.study.name), inputs.study.parent)
        wanted = [*(file.path for file in study.files), *companions(study)]
        return study, {path: upload_of(inputs.study.parent / path) for path in dict.fromkeys(wanted)}
    files = [StudyFile(path=str(path)) for path in inputs.files]
    for path, wave in ((inputs.before, "before"), (inputs.after, "after")):
        if path is not None:
            files.append(StudyFile(path=str(path), wave=wave))
    if not files:
        raise UsageError("No file was named: give export files, or --study study.toml.")
    study = Study(files=named_apart(files))
    if inputs.before and inputs.after:
        study = study.model_copy(update={"waves": study.waves.model_copy(update={"order": ("before", "after")})})
    return study, {file.path: upload_of(Path(file.path)) for file in files}


def _with_renamed(study: Study, folder: Path) -> Study:
    """The study with the new names of files that were renamed since it was saved, each said openly."""
    beside = [path.name for path in folder.iterdir() if path.is_file()] if folder.is_dir() else []
    here = [file for file in study.files if Path(file.path).name == file.path]
    if all(file.path in beside for file in here):
        return study
    found, issues = attach(study.model_copy(update={"files": tuple(here)}), beside)
    _say_issues(issues)
    renamed = {was.path: now for was, now in zip(here, found.files, strict=True)}
    files = tuple(renamed.get(file.path, file) for file in study.files)
    return study.model_copy(update={"files": files, "column": found.column})


def _library(own: Path | None, study: Study, study_path: Path | None) -> Mapping[str, Instrument]:
    """The shipped instruments and over them the user's own folder, from the call or the study file."""
    if own is None and study.instruments.folder is not None and study_path is not None:
        own = study_path.parent / study.instruments.folder
    if own is not None and not own.is_dir():
        raise StudyError(own.name, "There is no such folder of instruments.", "Correct the path.")
    return load_library(shipped_instruments(), own)


@contextmanager
def _solver_aside() -> Iterator[None]:
    """What the integer solver prints by itself goes to standard error: standard output is for results alone."""
    sys.stdout.flush()
    saved = os.dup(1)
    try:
        os.dup2(2, 1)
        yield
    finally:
        os.dup2(saved, 1)
        os.close(saved)


def _progress(stage: str) -> None:
    typer.echo(stage, err=True)


def _say_issues(issues: Sequence[Issue]) -> None:
    for issue in issues:
        typer.echo(str(issue), err=True)


def _stop_if_unreadable(found: Inspection) -> None:
    """A file that cannot be read is told of in the JSON and ends the call with its message."""
    if found.faults:
        raise FileError.of(found.faults)
