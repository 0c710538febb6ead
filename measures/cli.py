"""The command line: `python -m measures COMMAND`. Commands read words, call `measures`, write files; nothing else."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Annotated, Literal

import typer

from measures.errors import InputError, UsageError

SHOW_TRACEBACK = "MEASURES_TRACEBACK"
DONE, WORDS_ARE_OFF, INPUT_CANNOT_BE_USED = 0, 2, 3

EngineName = Literal["pandas", "polars", "duckdb", "pyspark"]
PolicyName = Literal["none", "under_5", "under_10", "nhs"]
FormKind = Literal["xlsform", "redcap", "docx", "html"]
Files = Annotated[list[Path] | None, typer.Argument(help="Export files: csv, tsv, xlsx, xls, sav, dta, parquet.")]
StudyPath = Annotated[Path | None, typer.Option(help="A study file: what was settled about the data.")]
OwnInstruments = Annotated[Path | None, typer.Option(help="A folder of your own instrument files.")]
OutPath = Annotated[Path | None, typer.Option("--out", help="Write the Excel summary here.")]
PolicyOption = Annotated[
    PolicyName | None, typer.Option("--policy", help="How results are protected; default under_5.")
]
JsonPath = Annotated[str | None, typer.Option("--json", help="Write JSON to this file, or - for standard output.")]

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Score before/after surveys of community health programmes and show what changed, for whom, how sure we are.",
)
library = typer.Typer(no_args_is_help=True, help="The instruments: list them, show one, check a file of your own.")
app.add_typer(library, name="instruments")
places = typer.Typer(no_args_is_help=True, help="A table of places of your own, for another part of England.")
app.add_typer(places, name="places")


def _commands() -> ModuleType:
    """What does the work. It is loaded by the command that needs it: that takes seconds, and `--help` needs none."""
    return import_module("measures.commands")


@app.command()
def inspect(
    files: Files = None,
    study: StudyPath = None,
    json: JsonPath = None,
    write_study: Annotated[Path | None, typer.Option(help="Write a first study file here, to be corrected.")] = None,
    instruments: OwnInstruments = None,
) -> None:
    """Say what each file is: platform and why, columns, waves, instruments, and what to settle before going on."""
    commands = _commands()
    commands.inspect(files or [], study, json, write_study, instruments)


@app.command()
def score(
    files: Files = None,
    out: Annotated[Path, typer.Option(help="Where the scores go: .csv, .parquet, or *personal_data*.xlsx.")] = ...,  # type: ignore[assignment] # typer's mark of a required option
    study: StudyPath = None,
    instruments: OwnInstruments = None,
    keep_ids: Annotated[bool, typer.Option("--keep-ids", help="Keep participants' codes as they are.")] = False,
) -> None:
    """Score every answer and write one row per person, wave and scale."""
    commands = _commands()
    commands.score(files or [], study, out, instruments, keep_ids=keep_ids)


@app.command()
def evaluate(
    files: Files = None,
    study: StudyPath = None,
    before: Annotated[Path | None, typer.Option(help="The export of the first time of asking.")] = None,
    after: Annotated[Path | None, typer.Option(help="The export of the last time of asking.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the Excel summary here.")] = None,
    json: JsonPath = None,
    docx: Annotated[Path | None, typer.Option(help="Write a one-side Word page here.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write a self-contained web page here, without scripts.")] = None,
    tidy: Annotated[Path | None, typer.Option(help="Write every figure as one table: .csv or .parquet.")] = None,
    engine: Annotated[EngineName, typer.Option(help="What holds the data while counting.")] = "pandas",
    instruments: OwnInstruments = None,
    policy: Annotated[PolicyName | None, typer.Option(help="How results are protected; default under_5.")] = None,
    earlier: Annotated[
        list[Path] | None, typer.Option(help="A results.json released before: warn of differences of a few people.")
    ] = None,
) -> None:
    """Say what changed between two waves, overall and by group, protected before it is written."""
    commands = _commands()
    commands.evaluate(
        commands.Inputs(tuple(files or ()), study, before, after, instruments),
        commands.Outputs(out, json, docx, html, tidy), engine=engine, policy=policy,
        earlier=tuple(earlier or ()),
    )  # fmt: skip


@app.command()
def network(
    files: Files = None,
    study: StudyPath = None,
    out: OutPath = None,
    json: JsonPath = None,
    undirected: Annotated[bool, typer.Option("--undirected", help="Ties have no direction.")] = False,
    policy: PolicyOption = None,
) -> None:
    """Measure connections: organisations and their ties, personal networks before and after, ladders of engagement."""
    commands = _commands()
    commands.network(files or [], study, commands.Outputs(out, json), policy=policy, undirected=undirected)


@app.command()
def ripple(
    files: Files = None,
    study: StudyPath = None,
    out: OutPath = None,
    json: JsonPath = None,
    policy: PolicyOption = None,
) -> None:
    """Measure ripple maps: a workbook of nodes, links and workshops, CSV files of them, or a diary; several merged."""
    commands = _commands()
    commands.ripple(files or [], study, commands.Outputs(out, json), policy=policy)


@app.command()
def membership(
    files: Files = None,
    study: StudyPath = None,
    out: OutPath = None,
    json: JsonPath = None,
    policy: PolicyOption = None,
) -> None:
    """Measure a membership and its growth, place by place, from counts at dates or a register of joining dates."""
    commands = _commands()
    commands.membership(files or [], study, commands.Outputs(out, json), policy=policy)


@app.command()
def overview(
    files: Annotated[list[Path], typer.Argument(help="The results.json of each evaluation.")],
    out: Annotated[Path | None, typer.Option(help="Write an Excel workbook here.")] = None,
    docx: Annotated[Path | None, typer.Option(help="Write a Word page here.")] = None,
) -> None:
    """Set many evaluations side by side, from their protected results; never ranked."""
    commands = _commands()
    commands.overview(files, out, docx)


@app.command()
def inequality(
    file: Annotated[Path, typer.Argument(help="Columns group_by, group, order, value, population, optional se.")],
    json: JsonPath = None,
) -> None:
    """Say how unequal published figures are across groups: gaps, slopes, concentration, Theil's index and more."""
    commands = _commands()
    commands.inequality(file, json)


@library.command("list")
def list_instruments(
    domain: Annotated[str | None, typer.Option(help="Only instruments that speak for this domain.")] = None,
    instruments: OwnInstruments = None,
) -> None:
    """List every instrument with its domains, length and what may be done with its wording."""
    commands = _commands()
    commands.list_instruments(domain, instruments)


@library.command("show")
def show_instrument(name: Annotated[str, typer.Argument(help="The id.")], instruments: OwnInstruments = None) -> None:
    """Show one instrument whole: questions, answers, scoring, bands, reliability, source, licence."""
    commands = _commands()
    commands.show_instrument(name, instruments)


@library.command("check")
def check_instruments(path: Annotated[Path, typer.Argument(help="A file, or a folder of files.")]) -> None:
    """Check instrument files and name every fault, in plain words."""
    commands = _commands()
    commands.check_instruments(path)


@library.command("form")
def make_form(
    names: Annotated[str, typer.Argument(help="Ids with commas between them, as in ons4,ucla3.")],
    kind: Annotated[FormKind, typer.Option("--as", help="What the questionnaire is for.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="Write it here.")],
    instruments: OwnInstruments = None,
    title: Annotated[str | None, typer.Option(help="What stands above it.")] = None,
) -> None:
    """Make a questionnaire of instruments: for Kobo or ODK, for REDCap, for Word, or to print."""
    commands = _commands()
    commands.make_form(names, kind, out, instruments, title)


@places.command("check")
def check_places(path: Annotated[Path, typer.Argument(help="Your table: CSV, as docs/study_file.md shows.")]) -> None:
    """Check a table of places and name every fault with its lines."""
    commands = _commands()
    commands.check_places(path)


@places.command("template")
def places_template(out: Annotated[Path, typer.Option("-o", "--out", help="Write it here.")]) -> None:
    """Write a table of places to begin with."""
    commands = _commands()
    commands.places_template(out)


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; messages go to standard error, never a traceback."""
    try:
        app(args=None if words is None else list(words), prog_name="python -m measures")
    except InputError as error:
        for issue in error.issues:
            typer.echo(str(issue), err=True)
        return INPUT_CANNOT_BE_USED
    except UsageError as error:
        typer.echo(str(error), err=True)
        return WORDS_ARE_OFF
    except Exception as error:  # a fault of ours: a traceback may carry answers, so its kind alone is shown
        if os.environ.get(SHOW_TRACEBACK):
            raise
        typer.echo(
            f"The tool itself failed ({type(error).__name__}); nothing was written. Please report the command and this "
            f"line. {SHOW_TRACEBACK}=1 shows more, which may include answers.",
            err=True,
        )
        return INPUT_CANNOT_BE_USED
    except SystemExit as end:  # how the parser ends every call, with 2 where the words are off
        return int(end.code or DONE)
    return DONE
