"""A study file used again with the next export: which renamed file stands for which entry, and what is new."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from measures.exports.folding import fold, shown, words
from measures.exports.markers import IN_WORDS
from measures.exports.stated_columns import STATED
from measures.exports.tables import ColumnMap, ColumnUse, column_letter
from measures.results import Issue
from measures.study import Study

RESPONSES = re.compile(r"\(\s*\d+\s*[-\u2013]\s*\d+\s*\)")  # Microsoft Forms: `before(1-40).xlsx`
KNOWN = ("drop", "metadata")
MOST_LISTED = 12


def attach(study: Study, names: Sequence[str]) -> tuple[Study, tuple[Issue, ...]]:
    """Give files that have another name than last time to the study's entries they belong to.

    Parameters
    ----------
    study : Study
    names : sequence of str
        The names of the files at hand, without folders.

    Returns
    -------
    tuple of Study and Issues
        The study with the new names as paths, and an issue (`file_attached`) for each. A file goes to an entry only
        where its name has the same letters (numbers, dates and counts such as "(1-40)" aside), the same points in time
        ("T1", "wave 2"), and no other file and no other entry has them; every other entry stays as it is.
    """
    given = Counter(_letters(name) for name in names)
    stated = Counter(_letters(_last(file.path)) for file in study.files)
    new_name = {_letters(name): name for name in names}
    renamed: dict[str, str] = {}
    issues = []
    for file in study.files:
        key, old = _letters(_last(file.path)), _last(file.path)
        if old in names or given[key] != 1 or stated[key] != 1:
            continue
        renamed[file.path] = file.path.removesuffix(old) + new_name[key]
        message = f"The study names '{shown(old)}'; this file was taken in its place, as its name has the same letters."
        fix = "If it is another file, correct the path in the study file."
        issues.append(Issue("check", "file_attached", file.name or new_name[key], message, fix))
    files = tuple(
        file.model_copy(update={"path": renamed[file.path]}) if file.path in renamed else file for file in study.files
    )
    labels = {was.label: now.label for was, now in zip(study.files, files, strict=True)} | renamed
    column = tuple(
        rule.model_copy(update={"file": labels.get(rule.file, rule.file)}) if rule.file else rule
        for rule in study.column
    )
    return study.model_copy(update={"files": files, "column": column}), tuple(issues)


def new_columns(study: Study, found: ColumnMap) -> tuple[Issue, ...]:
    """Say which columns of a table nothing in a study names, though its `[columns]` are filled in.

    Left aside are the survey tool's own columns, personal data, and columns that are surely known by themselves.
    """
    if not study.columns:
        return ()
    named = {fold(rule.column) for rule in study.exclude} | ({fold(study.consent.column)} if study.consent else set())
    new = [use for use in found.uses if _is_new(use) and fold(use.header) not in named]
    if not new:
        return ()
    listed = ", ".join(f"{column_letter(use.position)} '{shown(use.header, 40)}'" for use in new[:MOST_LISTED])
    more = f" and {len(new) - MOST_LISTED} more" if len(new) > MOST_LISTED else ""
    message = f"Nothing says what column{'s' * (len(new) > 1)} {listed}{more} {'ask' if len(new) > 1 else 'asks'}."
    fix = "If it asks something that counts, say what in [columns]; otherwise nothing need be done."
    return (Issue("check", "new_columns", found.table.where, message, fix),)


def _is_new(use: ColumnUse) -> bool:
    known = use.role in KNOWN or use.why == STATED or (use.role != "unused" and use.sure)
    return bool(use.header.strip()) and not known


def _letters(name: str) -> tuple[str, tuple[str, ...]]:
    """The letters of a file's name, and the points in time it names."""
    plain = words(RESPONSES.sub(" ", name))
    return re.sub(r"[\W\d_]", "", plain), tuple(found.replace(" ", "") for found in IN_WORDS.findall(plain))


def _last(path: str) -> str:
    return path.replace("\\", "/").rsplit("/", 1)[-1]
