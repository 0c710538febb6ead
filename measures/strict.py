"""The strict, frozen pydantic base for everything a person writes in TOML, and its faults in an author's words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

FAULT_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not a key of this format: check the spelling",
    "greater_than": "must be more than 0",
    "finite_number": "must be a number with an end",
    "string_pattern_mismatch": "must start with a small letter and hold only small letters, digits and _",
}
KINDS = {
    "string_type": "text in quotes",
    "int_type": "a whole number",
    "decimal_type": "a number",
    "float_type": "a number",
    "is_instance_of": "a number",
    "bool_type": "true or false",
    "tuple_type": "a list in square brackets",
    "dict_type": "a table",
    "model_type": "a table",
}
TAGS = ("str", "int", "decimal", "tuple")


class Strict(BaseModel):
    """A frozen model that accepts exactly the stated keys and types."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", populate_by_name=True)


def _decimal(value: object) -> object:
    """Let a whole number stand where a decimal is wanted; anything else is judged by pydantic."""
    if isinstance(value, bool):
        return value
    return Decimal(str(value)) if isinstance(value, (int, float)) else value


def _one_or_many(value: object) -> object:
    """Let one text stand for a list of one."""
    return (value,) if isinstance(value, str) else value


Number = Annotated[Decimal, BeforeValidator(_decimal)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_one_or_many)]


def frozen(value: Any) -> Any:
    """Turn TOML's lists into tuples, all the way down, as the strict models want them."""
    if isinstance(value, Mapping):
        return {key: frozen(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return tuple(frozen(inner) for inner in value)
    return value


def faults(error: ValidationError, written: object = None) -> list[str]:
    """Say every fault of a validation in an author's words: where in the file, then what is wrong.

    Parameters
    ----------
    error : ValidationError
        What pydantic found.
    written : object
        The tables as they were read from the file: parts of a list are then named by their own id or label.
    """
    said: dict[str, str] = {}
    kinds: dict[str, list[str]] = {}
    found = [(_place(fault["loc"], written), fault) for fault in error.errors(include_url=False, include_context=True)]
    for number, (place, fault) in enumerate(found):
        alike = {other["type"] == "literal_error" for at, other in found if at == place}
        is_word = fault["type"] == "literal_error"
        if len(alike) > 1 and is_word != isinstance(
            fault["input"], str
        ):  # a number, or one of some words: one was meant
            continue
        if fault["type"] in KINDS:
            # a value that may be of several kinds has one fault for each: they are said as one
            wanted = kinds.setdefault(place, [])
            wanted.append(KINDS[fault["type"]])
            said[place] = f"must be {' or '.join(dict.fromkeys(wanted))}"
        else:
            said[f"{place}\n{number}"] = _words(fault)
    sentences = (f"{key.partition(chr(10))[0]}: {words}.".removeprefix(": ") for key, words in said.items())
    return list(dict.fromkeys(sentences))


def _words(fault: ErrorDetails) -> str:
    if fault["type"] == "value_error":
        return str(fault["ctx"]["error"])
    if fault["type"] in ("literal_error", "enum"):
        expected = fault["ctx"]["expected"]
        close = get_close_matches(str(fault["input"]), re.findall(r"'([^']*)'", expected), n=1)
        hint = f" (did you mean '{close[0]}'?)" if close else ""
        return f"must be one of {expected.replace(' or ', ', ')}{hint}"
    if fault["type"] == "greater_than_equal":
        return f"must be {fault['ctx']['ge']} or more"
    if fault["type"] == "less_than_equal":
        return f"must be at most {fault['ctx']['le']}"
    return FAULT_WORDS.get(fault["type"], fault["msg"].lower())


def _place(location: tuple[int | str, ...], written: object) -> str:
    """Write `('scales', 0, 'method')` as `scales, 'total', method`; pydantic's own type tags are left out."""
    words = []
    for part in location:
        if isinstance(part, int):
            written = written[part] if isinstance(written, (list, tuple)) and part < len(written) else None
            words.append(_name(written) or f"number {part + 1}")
        elif isinstance(written, Mapping) and part in written:
            written = written[part]
            words.append(part)
        elif "[" not in part and part not in TAGS:
            words.append(part)
    return ", ".join(words)


def _name(written: object) -> str:
    """What the author calls a part of a list: its id or label in quotes, if it has one."""
    if isinstance(written, Mapping):
        for key in ("id", "label"):
            if isinstance(written.get(key), str):
                return f"'{written[key]}'"
    return ""
