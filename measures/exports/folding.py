"""Text folding: what two headers, or two answers, must have in common to count as the same words.

Exports carry HTML, curly quotes, odd dashes, invisible characters and stray spaces. Comparison happens on folded text
only; what a person reads is always the original, made safe for one line by `shown`.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

from measures.exports.tables import short

LOOKALIKES = {
    **dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u2032\u00b4\u02b9\u02bc\u0060"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"), '"'),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe58\ufe63\uff0d"), "-"),
}

BREAKING_TAG = re.compile(r"</?(?:br|p|div|li|ul|ol|tr|td|h\d)\b[^<>]*>", re.IGNORECASE)
TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
TO_UNDRESS = re.compile("[<&`]")
NOT_WORD = re.compile(r"[\W_]+")
QUESTION_NUMBER = re.compile(
    r"^(?:"
    r"(?:question|item)\s*\d+[a-z]?(?:\s*[.):-]+|\s)"  # Question 3:
    r"|q\s?\d+(?:[._]\d+)*(?:[._]?[a-z])?(?:\s*[.):-]+|\s)"  # Q3. / q5_1 - / Q2.a
    r"|[\[(]\d{1,3}[a-z]?[\])]"  # (3)
    r"|\d{1,3}(?:\.\d{1,3})*(?:\.?[a-z])?\s*(?:[.):]+|-(?=\s))"  # 12. / 3a) / 18.1.a. / 4 -
    r"|[a-z]\w*(?:\[\w+\])?\.(?=\s)"  # LimeSurvey: Q2[SQ001]. How often ...
    r")\s*(?=\S)"
)
SEPARATORS = (" | ", " - ", ": ", " > ", " / ")
SHORTEST_QUESTION = 4
INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn")
ANSWER_PARTS = frozenset({"response", "open ended response", "answer", "selected choice", "value"})


def fold(text: str) -> str:
    r"""Fold text for comparison: no HTML, no invisible characters, one kind of quote, dash and space, no case.

    Folding folded text changes nothing.

    >>> fold("  How\u00a0<b>often</b> \u2013 don\u2019t ")
    "how often - don't"
    """
    if text.isascii() and text.isprintable() and TO_UNDRESS.search(text) is None:  # most texts, and far quicker
        return " ".join(text.casefold().split())
    folded = _fold_once(text)
    while folded != text:
        text, folded = folded, _fold_once(folded)
    return folded


def words(text: str) -> str:
    r"""The words of a text alone, without case or punctuation: what two wordings of one question share.

    >>> words("Don\u2019t you feel: left_out?")
    'dont you feel left out'
    """
    return NOT_WORD.sub(" ", fold(text).replace("'", "").replace("&", " and ")).strip()


def answer_key(text: str) -> str:
    r"""What two spellings of one answer share; `!` and `?` count, as 'yes!' may be another answer than 'yes'.

    >>> answer_key(" \u201cOften / always.\u201d ")
    'often/always'
    """
    key = fold(text)
    while (bare := key.strip(" '\"").rstrip(".,;:")) != key:
        key = bare
    return re.sub(r"\s*([/-])\s*", r"\1", key)


def shown(text: str, longest: int = 60) -> str:
    """Text for a message: one short line, without control characters or marks that turn the reading direction."""
    if text.isprintable() and len(text) <= longest:
        return " ".join(text.split())
    spaced = "".join(" " if sign.isspace() else sign for sign in text)
    return short("".join(sign for sign in spaced if unicodedata.category(sign) not in INVISIBLE), longest)


@dataclass(frozen=True, slots=True)
class Form:
    """One way of reading a header: its words, and what was set aside to get there (empty: nothing)."""

    words: str
    without: str = ""


def header_forms(header: str) -> tuple[Form, ...]:
    """Every reading of a header that may equal a question's wording, the fullest first.

    A leading question number is set aside, then the other half of `question [row]`, `stem - item`, `stem | item` and of
    two header rows whose second only says "Response".
    """
    folded = fold(header)
    forms: dict[str, Form] = {}

    def add(text: str, without: str) -> None:
        key = words(text)
        if key:
            forms.setdefault(key, Form(key, without))

    for text in (folded, QUESTION_NUMBER.sub("", folded, count=1)):
        add(text, "")
    for stem, part in _halves(folded):
        if words(part) in ANSWER_PARTS:
            add(stem, "")
            add(QUESTION_NUMBER.sub("", stem, count=1), "")
        else:
            for text in (part, QUESTION_NUMBER.sub("", part, count=1)):
                add(text, shown(stem, 40))
    return tuple(forms.values())


def _halves(folded: str) -> list[tuple[str, str]]:
    """Every way a folded header falls into a stem and a part."""
    halves = []
    if bracketed := re.fullmatch(r"(.*?\S)\s*\[(.+)\]", folded):
        halves.append((bracketed[1], bracketed[2]))
    for separator in SEPARATORS:
        start = folded.find(separator)
        while start > 0:
            halves.append((folded[:start], folded[start + len(separator) :]))
            start = folded.find(separator, start + 1)
    if "/" in folded and " " not in folded.rsplit("/", 1)[0]:
        stem, part = folded.rsplit("/", 1)
        halves.append((stem, part))
    # KoboToolbox with labels: `group/question`; Qualtrics of old: `stem-item`. A few words may as well be an answer
    ends = [at for at, sign in enumerate(folded) if sign in "/-"]
    halves += [(folded[:at], folded[at + 1 :]) for at in ends if len(folded[at:].split()) >= SHORTEST_QUESTION]
    return [(stem, part) for stem, part in halves if words(stem) and words(part)]


def _fold_once(text: str) -> str:
    if "&" in text:
        text = html.unescape(text)
    if "<" in text:
        text = TAG.sub("", BREAKING_TAG.sub(" ", text))
    # signs are told apart before NFKC, which would take some of them to pieces
    plain = unicodedata.normalize("NFKC", text.translate(LOOKALIKES)).translate(LOOKALIKES)
    plain = " ".join(plain.casefold().split())
    if plain.isprintable():
        return plain
    return "".join(sign for sign in plain if unicodedata.category(sign) not in INVISIBLE)
