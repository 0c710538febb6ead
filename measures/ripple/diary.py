"""A one-person diary of ripples: when, what happened, what led to it, who led. One simple sheet becomes a map."""

from __future__ import annotations

from rapidfuzz import fuzz, process

from measures.exports.folding import words
from measures.ripple.faults import Faults, listed, quoted, rows_listed
from measures.ripple.parsing import parts
from measures.ripple.sheets import MapSheet

LIKE = 90  # token-sort ratio of two titles that may be one thing


def as_map(sheet: MapSheet, faults: Faults) -> list[MapSheet]:
    """A diary as sheets of nodes and links.

    An entry that something led to is an impact, any other an activity, unless a column `kind` says otherwise. What led
    to it names another entry by its words or by its row number in the file; words that are no entry become an
    activity of their own, openly. Several are parted by semicolons.
    """
    said, because = sheet.column("what_happened"), sheet.column("what_led_to_it")
    blank = [number for number, text in zip(sheet.numbers, said, strict=True) if not text]
    if blank:
        faults.say("check", "diary_blank", sheet.where, f"{rows_listed(blank)}: nothing happened; left out.",
                   "Write a few words under 'what happened', or delete the row.")  # fmt: skip
    entries = [k for k, text in enumerate(said) if text]
    ids = {k: f"row {sheet.numbers[k]}" for k in entries}
    by_words: dict[str, str] = {}
    for k in entries:
        by_words.setdefault(words(said[k]), ids[k])
    by_row = {str(sheet.numbers[k]): ids[k] for k in entries}
    added: dict[str, tuple[str, str]] = {}
    links: list[tuple[str, ...]] = []
    for k in entries:
        for cause in parts(because[k]):
            found = by_row.get(cause.casefold().removeprefix("row").strip().removesuffix(".0")) or by_words.get(
                words(cause)
            )
            if found is None:
                found, _ = added.setdefault(words(cause), (f"before {len(added) + 1}", cause))
            links.append((found, ids[k]))
    _say_added(
        sheet, {key: text for key, (_, text) in added.items()}, {words(said[k]): said[k] for k in entries}, faults
    )
    kinds, led_by, dates = sheet.column("kind"), sheet.column("who_led"), sheet.column("date")
    quotes, categories = sheet.column("quote"), sheet.column("category")
    nodes = [
        (ids[k], kinds[k] or ("impact" if parts(because[k]) else "activity"), said[k], dates[k], led_by[k], quotes[k],
         categories[k])
        for k in entries
    ]  # fmt: skip
    nodes += [(name, "activity", text, "", "", "", "") for name, text in added.values()]
    numbers = tuple(sheet.numbers[k] for k in entries) + (0,) * len(added)
    headers = ("node_id", "kind", "title", "date_start", "led_by", "quote", "category")
    return [
        MapSheet("nodes", sheet.where, sheet.file, headers, tuple(nodes), numbers),
        MapSheet("links", sheet.where, sheet.file, ("source", "target"), tuple(links), (0,) * len(links)),
    ]


def _say_added(sheet: MapSheet, added: dict[str, str], entries: dict[str, str], faults: Faults) -> None:
    """Name what led to something and is no entry, and entries it may mean."""
    if not added:
        return
    message = f"{quoted(list(added.values()))} led to something and has no row of its own; taken for an activity."
    faults.say("check", "diary_added", sheet.where, message, "Add a row with its date, in the same words.")
    near = [
        f"'{text}' may be '{entries[match[0]]}'"
        for key, text in added.items()
        if (match := process.extractOne(key, list(entries), scorer=fuzz.token_sort_ratio, score_cutoff=LIKE))
    ]
    if near:
        faults.say("decide", "diary_near", sheet.where, f"{listed(near)}.", "If so, use the same words in both places.")
