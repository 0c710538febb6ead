"""A questionnaire as plain values: what every form says, whichever tool it is for.

Each form begins with what the answers are for, that any question may be skipped and how to withdraw, asks for consent,
for a code that puts the answers of one person together without a name, and when it is being answered. Questions go by
names that the tool finds again in the export (`ucla3_left_out`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from measures.errors import InstrumentError
from measures.instrument import Instrument, Item
from measures.results import Issue

GOALS = 3  # how many of a person's own goals a form has room for
MOST_TICKS = 10
PURPOSE = (
    (
        "These questions ask how things are for you. Your answers help us learn what changes for people who take part, "
        "and whether everybody gains. They are put together with those of others; nobody is named."
    ),
    "You may skip any question, and stop at any time. Nothing you are offered depends on your answers.",
    "To have your answers taken out later, tell us your code.",
)


@dataclass(frozen=True, slots=True)
class Question:
    """One question; `options` are codes and labels in display order, or a whole range of numbers from `low` to `high`.

    A number's `options` label some of its values. Where there are neither, any text may be answered.
    """

    name: str
    wording: str
    options: tuple[tuple[str, str], ...] = ()
    low: str = ""
    high: str = ""
    whole: bool = True

    @property
    def is_number(self) -> bool:
        """Whether a number is to be written down."""
        return bool(self.low or self.high)

    @property
    def ticks(self) -> tuple[str, ...]:
        """Every number that may be answered, where they are few enough to stand in one line; else none."""
        if not (self.low and self.high and self.whole) or int(self.high) - int(self.low) > MOST_TICKS:
            return ()
        return tuple(str(number) for number in range(int(self.low), int(self.high) + 1))

    @property
    def hint(self) -> str:
        """Which numbers may be answered, and what some of them mean."""
        if not self.is_number:
            return ""
        ends = "; ".join(f"{code} = {label}" for code, label in self.options)
        span = f"A number from {self.low} to {self.high}" if self.low and self.high else "A number"
        return f"{span} ({ends})" if ends else span


@dataclass(frozen=True, slots=True)
class Section:
    """The questions of one instrument, with its words above them and its credit below."""

    name: str
    title: str
    intro: str
    questions: tuple[Question, ...]
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A whole form."""

    title: str
    purpose: tuple[str, ...]
    first: Section
    sections: tuple[Section, ...]


CONSENT = Question(
    "consent", "I have read this and agree that my answers may be used.", (("yes", "Yes, I agree"), ("no", "No"))
)
CODE = Question(
    "participant_code",
    "Your own code, so that your answers belong together without your name. Write: the first two letters of your "
    "mother's first name (or of whoever brought you up), the day of the month you were born as two digits, and the "
    "first letter of the place you were born in. For example: MA07G",
)
WHEN = Question("wave", "When are you answering?", (("before", "The first time"), ("after", "A later time")))


def questionnaire(instruments: Sequence[Instrument], title: str = "How are things for you?") -> Questionnaire:
    """Put instruments together into one questionnaire, in the order given.

    Parameters
    ----------
    instruments : sequence of Instrument
        With their wording, whether shipped or the user's own.

    Raises
    ------
    InstrumentError
        An instrument has no questions, or no wording: every one of them is named.
    """
    faults = [fault for instrument in instruments if (fault := _why_not(instrument)) is not None]
    if faults:
        raise InstrumentError.of(faults)
    return Questionnaire(
        title, PURPOSE, Section("about", "Before you begin", "", (CONSENT, CODE, WHEN)),
        tuple(_section(one) for one in instruments),
    )  # fmt: skip


def _why_not(instrument: Instrument) -> Issue | None:
    where = f"{instrument.id}, {instrument.title}"
    if not instrument.items:
        message = "It has no questions of its own: its score comes ready-made with the data."
        return Issue("error", "no_questions", where, message, "Leave it out of the form.")
    if any(item.text is None for item in instrument.items):
        message = "Its wording is not here, because its licence does not let us pass it on."
        fix = "Put the wording you hold a licence for into an instrument file of your own and name its folder."
        return Issue("error", "no_wording", where, message, fix)
    return None


def _section(instrument: Instrument) -> Section:
    credit = instrument.source.attribution or instrument.source.citation
    # people are not told what a scale is called: "loneliness" above the questions would steer the answers
    return Section(
        instrument.id, "", instrument.intro, tuple(q for item in instrument.items for q in _asked(instrument, item)),
        credit,
    )  # fmt: skip


def _asked(instrument: Instrument, item: Item) -> list[Question]:
    name = f"{instrument.id}_{item.id}"
    if not item.repeat:
        return [_question(instrument, item, name, item.wording)]
    return [
        _question(instrument, item, f"{name}_{number}", item.wording.replace("{n}", str(number)))
        for number in range(1, GOALS + 1)
    ]


def _question(instrument: Instrument, item: Item, name: str, wording: str) -> Question:
    answers = instrument.responses_of(item.id)
    options = tuple((str(option.code), option.label) for option in answers.options)
    if not answers.is_numeric:
        return Question(name, wording, options)
    low, high = ("" if end is None else str(end) for end in (answers.minimum, answers.maximum))
    return Question(name, wording, options, low, high, whole=answers.step == int(answers.step))


def shared_options(section: Section) -> Mapping[str, str]:
    """Name of the first question with the same list of answers, by question: they can stand in one grid."""
    first: dict[tuple[tuple[str, str], ...], str] = {}
    return {
        question.name: first.setdefault(question.options, question.name)
        for question in section.questions
        if question.options and not question.is_number
    }
