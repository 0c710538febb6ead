"""What common answers about people mean: the kinds of breakdown whose wordings are known, and their standard labels.

Labels are those of the Census 2021 in England, so that participants can be set against residents. An answer that a kind
does not know stays as it is: nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from measures.equity.age_bands import band_of, written
from measures.exports.folding import words

PREFER_NOT = "Prefer not to say"
USUAL_AGES = (16, 25, 35, 50, 65)
"""Where ages are cut unless the study says otherwise: the bands of the bundled tables of residents."""

_CALLED = {
    "sex": "sex|sex at birth|legal sex",
    "gender": "gender|gender identity",
    "age": "age|ages|age band|age bands|age group|age range",
    "ethnic_group": "ethnic group|ethnic group 5|ethnicity|ethnicity 5|ethnic|ethnic background|race",
    "ethnic_group_19": "ethnic group 19|ethnicity 19",
    "disability": "disability|disabled|disability status",
    "deprivation": "deprivation|imd|imd decile|imd quintile|imd2025 decile|imd2025 quintile|imd2019 decile|"
    "imd2019 quintile",
    "rurality": "rurality|rural urban|rural|urban rural|rural or urban",
}
KINDS: Mapping[str, str] = MappingProxyType(
    {name: kind for kind, names in _CALLED.items() for name in names.split("|")}
)
"""Kinds by the words a study may name them with."""

_SILENT = (
    "not stated|not known|unknown|dont know|do not know|not recorded|not given|missing|n a|na|none given|not sure|"
    "not answered|no answer|blank"
)
NO_ANSWER = frozenset(_SILENT.split("|"))
RATHER_NOT = re.compile(
    r"(?:i )?(?:would )?(?:d )?(?:id )?(?:prefer|rather|do not wish|dont wish|do not want|dont want|choose|"
    "decline[ds]?)"
    r"(?: to)?(?: not)?(?: to)? (?:say|answer|disclose|state|share|tell(?: you)?|respond|specify)|refused|"
    "declined|pnts"
)

ASIAN = "Asian, Asian British or Asian Welsh"
BLACK = "Black, Black British, Black Welsh, Caribbean or African"
MIXED = "Mixed or Multiple ethnic groups"
OTHER = "Other ethnic group"
WHITE = "White"
WHITE_BRITISH = "White: English, Welsh, Scottish, Northern Irish or British"
ETHNIC_5 = (ASIAN, BLACK, MIXED, OTHER, WHITE)
_BROAD = {
    ASIAN: "asian|asian british|asian or asian british|asian asian british|asian welsh|south asian|asian background",
    BLACK: "black|black british|black or black british|black black british|black caribbean or african|"
           "black african caribbean or black british|black african caribbean black british|black welsh|"
           "black african or caribbean|black background|black caribbean african",
    MIXED: "mixed|mixed or multiple|mixed multiple|multiple|mixed ethnic group|mixed ethnicity|mixed race|"
           "dual heritage|"
           "mixed heritage|mixed multiple ethnic groups|mixed or multiple ethnic group|mixed background|"
           "multiple ethnic groups",
    OTHER: "other|another ethnic group|other ethnic groups|another ethnic background|other ethnicity|any other",
    WHITE: "white|white background|any white background",
}  # fmt: skip
_FINE = {
    ASIAN: {
        "Bangladeshi": "bangladeshi", "Chinese": "chinese", "Indian": "indian", "Pakistani": "pakistani",
        "Other Asian": "other asian|any other asian background|any other asian|"
                       "any other asian or asian british background",
    },
    BLACK: {
        "African": "african|black african", "Caribbean": "caribbean|black caribbean|african caribbean",
        "Other Black": "other black|any other black background|any other black|any other black african or caribbean "
                       "background|any other black black british or caribbean background|"
                       "any other black african caribbean background",
    },
    MIXED: {
        "White and Asian": "white and asian|white asian", "White and Black African": "white and black african|"
                                                                                     "white black african",
        "White and Black Caribbean": "white and black caribbean|white black caribbean",
        "Other Mixed or Multiple ethnic groups": "other mixed|any other mixed background|any other mixed|"
                                                 "other mixed background|"
                                                 "any other mixed or multiple background|"
                                                 "any other mixed or multiple ethnic "
                                                 "background|any other mixed multiple ethnic background",
    },
    OTHER: {"Arab": "arab", "Any other ethnic group": "any other ethnic group|any other ethnic background|"
                                                      "other ethnic group"},
    WHITE: {
        "English, Welsh, Scottish, Northern Irish or British": "white british|british|english|scottish|welsh|"
                                                               "northern irish|"
            "english welsh scottish northern irish british|english welsh scottish northern irish or british|"
            "white english",
        "Irish": "irish|white irish", "Gypsy or Irish Traveller": "gypsy or irish traveller|gypsy|irish traveller|"
                                                                  "gypsy traveller",
        "Roma": "roma", "Other White": "other white|white other|any other white background|any other white|"
                                       "white european",
    },
}  # fmt: skip
DETAILED: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        broad: {word: f"{broad}: {label}" for label, said in parts.items() for word in (*said.split("|"), words(label))}
        for broad, parts in _FINE.items()
    }
)
BROAD_OF: Mapping[str, str] = MappingProxyType(
    {label: broad for broad, parts in DETAILED.items() for label in parts.values()}
)
"""Each of the 19 detailed ethnic groups and the broad group it belongs to."""
_BROAD_WORDS = {word: broad for broad, said in _BROAD.items() for word in (*said.split("|"), words(broad))}
_FINE_WORDS = {word: label for parts in DETAILED.values() for word, label in parts.items()}

DISABLED, NOT_DISABLED = "Disabled under the Equality Act", "Not disabled under the Equality Act"
_SAID: Mapping[str, Mapping[str, str]] = {
    "sex": {
        "Female": "female|f|woman|women|girl|females|woman or girl|girls",
        "Male": "male|m|man|men|boy|males|man or boy|boys",
    },
    "gender": {
        "Woman": "woman|female|f|women|girl|woman or girl|woman including trans woman|trans woman|"
                 "transgender woman|females",
        "Man": "man|male|m|men|boy|man or boy|man including trans man|trans man|transgender man|males",
        "Non-binary": "non binary|nonbinary|nb|enby|genderqueer|genderfluid|gender fluid|agender",
        "Another gender": "other|another|another gender|other gender|prefer to self describe|self describe|"
                          "in another way|another way|i describe myself in another way|i use another term",
    },
    "disability": {
        DISABLED: "yes|y|disabled|limited a lot|limited a little|yes limited a lot|yes limited a little|yes a lot|"
                  "yes a little|"
                  "a lot|a little|has a disability|disabled person|day to day activities limited a lot|"
                  "day to day activities limited a little|disabled people|i am disabled|yes it limits me a lot|"
                  "yes it limits me a little|limited",
        NOT_DISABLED: "no|n|not disabled|non disabled|not limited|no disability|condition but not limited|not at all|"
                      "has a condition that does not limit|no condition|no not at all|not disabled people|none|"
                      "day to day activities not limited|i am not disabled|no not limited|yes but not limited",
    },
    "rurality": {
        "Rural": "rural|r|countryside|village|rural area|rural town and fringe|rural village|hamlet|"
                 "village or hamlet",
        "Urban": "urban|u|town|city|town or city|urban area|urban city and town",
    },
}  # fmt: skip
_WORDS = {
    kind: {word: label for label, said in labels.items() for word in (*said.split("|"), words(label))}
    for kind, labels in _SAID.items()
}
NUMBER = re.compile(r"(?:(?:imd|national|deprivation|quintile|decile|fifth|tenth|q|d) ?)*(10|[1-9])(?: \D*)?")
HALVES = re.compile(r"\s*(?::|\s[-\u2013>]\s|\s/\s(?=[^/]*$))\s*")


def kind_of(named: str) -> str | None:
    """The kind a study names, or `None` for one that is not known here.

    >>> kind_of("Ethnicity"), kind_of("rural_urban"), kind_of("shoe size")
    ('ethnic_group', 'rurality', None)
    """
    return KINDS.get(words(named))


def standard(kind: str, answer: str) -> str | None:
    """The standard label of an answer; "" where it says that nothing is said; `None` where the kind does not know it.

    Parameters
    ----------
    kind : str
        A value of `KINDS`.
    answer : str
        As somebody wrote or chose it.

    >>> standard("sex", " FEMALE "), standard("ethnic_group", "Asian or Asian British - Indian")
    ('Female', 'Asian, Asian British or Asian Welsh')
    >>> standard("disability", "I'd rather not say"), standard("sex", "unknown"), standard("sex", "x")
    ('Prefer not to say', '', None)
    """
    text = words(answer)
    if text in NO_ANSWER:
        return ""
    if RATHER_NOT.fullmatch(text):
        return PREFER_NOT
    known = READ.get(kind)
    return known(answer) if known is not None else _WORDS[kind].get(text)


def _age(answer: str) -> str | None:
    band = band_of(answer)
    return None if band is None else written(band)


def _deprivation(answer: str) -> str | None:
    number = NUMBER.fullmatch(words(answer)) if "%" not in answer else None  # "10% most deprived" is no decile 10
    return number[1] if number else None


def _rurality(answer: str) -> str | None:
    first = re.match(r"(?:(?:larger|smaller) )?(rural|urban)\b", words(answer))
    return first[1].capitalize() if first else _WORDS["rurality"].get(words(answer))


def _ethnic(answer: str, *, detailed: bool) -> str | None:
    """An ethnic group, from its own words or from a heading and what stands below it: `Asian - Indian`."""
    text = words(answer)
    head, *below = HALVES.split(answer.strip(), maxsplit=1)
    broad = _BROAD_WORDS.get(words(head)) if below else None
    fine = DETAILED[broad].get(words(below[0])) if broad else None
    if fine is None and broad and words(below[0]).startswith(("any other", "other", "another")):
        fine = next(label for label in DETAILED[broad].values() if ": Other" in label or ": Any other" in label)
    if not broad:
        # "Other ethnic group" is a broad group, though it is also said of its second part
        broad = _BROAD_WORDS.get(text)
        fine = None if broad else _FINE_WORDS.get(text)
    if detailed:
        return fine or broad
    return broad or (BROAD_OF[fine] if fine else None)


READ: Mapping[str, Callable[[str], str | None]] = MappingProxyType(
    {
        "ethnic_group": partial(_ethnic, detailed=False),
        "ethnic_group_19": partial(_ethnic, detailed=True),
        "age": _age,
        "deprivation": _deprivation,
        "rurality": _rurality,
    }
)
"""Kinds whose answers are read by more than a list of wordings."""
