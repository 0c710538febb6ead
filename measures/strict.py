"""The strict, frozen pydantic base for everything a person writes in TOML, and its faults in an author's words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

FAULT_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not a key of this format: check the spelling",
    "string_type": "must be text in quotes",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list in square brackets",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "decimal_type": "must be a number",
    "float_type": "must be a number",
    "is_instance_of": "must be a number",
}


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


def faults(error: ValidationError) -> list[str]:
    """Say every fault of a validation in an author's words: where in the file, then what is wrong."""
    said: dict[str, None] = {}
    for fault in error.errors(include_url=False, include_context=True):
        place = _place(fault["loc"])
        if fault["type"] == "value_error":
            words = str(fault["ctx"]["error"])
        elif fault["type"] in ("literal_error", "enum"):
            words = f"must be one of {fault['ctx']['expected'].replace(' or ', ', ')}"
        else:
            words = FAULT_WORDS.get(fault["type"], fault["msg"].lower())
        said[f"{place}: {words}." if place else f"{words}."] = None
    return list(said)


def _place(location: tuple[int | str, ...]) -> str:
    """Write `('scales', 0, 'method')` as `scales, number 1, method`; pydantic's own type tags are left out."""
    words = []
    for part in location:
        if isinstance(part, int):
            words.append(f"number {part + 1}")
        elif "[" not in part and part not in ("str", "int", "decimal", "tuple"):
            words.append(part)
    return ", ".join(words)
