"""Relations that must hold for any headers and answers: folding, decoration, order of rows, counts of what is unread."""

from collections import Counter
from functools import cache

import hypothesis.strategies as st
from hypothesis import given, settings

from measures.exports.folding import answer_key, fold, header_forms, shown, words
from measures.exports.labels import answer_reader, as_number, cell_key
from measures.library import load_library, shipped_instruments
from tests.made_tables import coded, column, instrument, library, mapped

HOW_OFTEN = """
[responses.how_often]
options = [
  { code = 1, label = "Hardly ever or never", aliases = ["Hardly ever"] }, { code = 2, label = "Some of the time" },
  { code = 3, label = "Often" },
]
missing = ["Don't know"]
"""
CODES = {"Hardly ever or never": 1, "Hardly ever": 1, "Some of the time": 2, "Often": 3, "1": 1, "2": 2, "3": 3}
MISSING = ["", "Don't know", "99", "N/A"]
TEXTS = st.one_of(st.text(max_size=40), st.text(alphabet="ab1 _-–—’“”<>&;#./()\u00a0\u200b\u202eİßﬀ", max_size=30))


@cache
def feeling():
    return library(instrument("feel", HOW_OFTEN, {"left_out": ("How often do you feel left out?", "how_often", ())}))


@cache
def everything():
    return load_library(shipped_instruments())


@cache
def readers():
    return [
        (one, answer_reader(one, name), responses)
        for one in everything().values()
        for name, responses in one.responses.items()
    ]


@given(TEXTS)
@settings(deadline=None)
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)
    assert words(words(text)) == words(text)
    assert answer_key(answer_key(text)) == answer_key(text)
    assert cell_key(cell_key(text)) == cell_key(text)


@given(TEXTS)
@settings(deadline=None)
def test_a_header_is_among_its_own_forms(text):
    forms = header_forms(text)
    assert not words(text) or forms[0].words == words(text)
    assert len({form.words for form in forms}) == len(forms)


@given(TEXTS)
@settings(deadline=None)
def test_what_is_shown_is_one_printable_line(text):
    assert shown(text).isprintable() or all(
        sign == "\u00ad" or sign.isspace() for sign in shown(text) if not sign.isprintable()
    )
    assert len(shown(text)) <= 60


@given(st.data())
@settings(deadline=None)
def test_decorating_a_label_never_changes_its_code(data):
    """Spaces, case, quotes and the right code in front or behind, for every label of every shipped response list."""
    _, reader, responses = data.draw(st.sampled_from(readers()))
    option = data.draw(st.sampled_from(responses.options)) if responses.options else None
    if option is None:
        return
    label = data.draw(st.sampled_from([option.label, *option.aliases]))
    plain = reader.read(label)
    assert plain.kind == "code"
    dressed = data.draw(
        st.sampled_from(
            [label, label.upper(), label.lower(), label.replace("'", "\u2019"), label.replace("-", "\u2013")]
        )
    )
    if cell_key(label) == answer_key(label) and not label[:1].isdigit():
        dressed = data.draw(
            st.sampled_from(
                [
                    dressed,
                    f"{option.code} - {dressed}",
                    f"({option.code}) {dressed}",
                    f"{option.code}. {dressed}",
                    f"{dressed} ({option.code})",
                ]
            )
        )
    opening, closing = data.draw(
        st.sampled_from([("", ""), ("\u201c", "\u201d"), ("'", "'"), (" ", "\u00a0"), ("<b>", "</b>"), ("\t", "\n")])
    )
    read = reader.read(f"{opening}{dressed}{closing}")
    assert (read.kind, read.code) == ("code", plain.code), (reader.name, dressed)


@given(st.data())
@settings(deadline=None)
def test_a_wrong_code_beside_a_label_is_never_silent(data):
    plain = [entry for entry in readers() if len(entry[2].options) > 1 and entry[2].in_place_of is None]
    _, reader, responses = data.draw(st.sampled_from(plain))
    option, other = data.draw(st.permutations(responses.options))[:2]
    if not option.label[:1].isalpha():
        return
    assert reader.read(f"{other.code} - {option.label}").kind == "disagrees"


CELLS = st.lists(st.sampled_from([*CODES, *MISSING, "ofen", "Ofen ", "sometimes?", "7", "8"]), min_size=1, max_size=30)


@given(CELLS, st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_the_order_of_rows_never_matters(cells, random):
    rows = list(range(5, 5 + len(cells)))
    shuffled = list(zip(cells, rows, strict=True))
    random.shuffle(shuffled)
    question = "How often do you feel left out?"
    one = coded([(question, cells)], feeling(), rows=rows)
    other = coded([(question, [cell for cell, _ in shuffled])], feeling(), rows=[row for _, row in shuffled])
    assert one.missing == other.missing
    assert one.unread == other.unread
    assert set(map(str, one.issues)) == set(map(str, other.issues))
    if "feel.left_out" in one.frame.columns:
        by_row = dict(zip(column(other, "row"), column(other, "feel.left_out"), strict=True))
        assert column(one, "feel.left_out") == [by_row[row] for row in rows]


@given(CELLS)
@settings(max_examples=30, deadline=None)
def test_every_cell_is_a_code_a_missing_answer_or_reported(cells):
    found = coded([("How often do you feel left out?", [*cells, "Often"])], feeling())
    expected = [CODES.get(cell) for cell in [*cells, "Often"]]
    assert column(found, "feel.left_out") == expected
    unread = Counter(cell_key(cell) for cell in cells if cell not in CODES and cell not in MISSING)
    assert found.unread.get("feel.left_out", 0) == unread.total()
    assert sum(found.missing.values()) == sum(cell in MISSING for cell in cells)
    told = [issue for issue in found.issues if issue.code == "unknown_label"]
    numbers = {key for key in unread if as_number(key) is not None}
    assert len(told) == len(unread) - max(0, len(numbers) - 1)  # several numbers are told of in one
    if len(numbers) > 1:
        said = next(issue.message for issue in told if issue.message.startswith("These numbers are not"))
        for key in numbers:
            assert f" {key} ({'once' if unread[key] == 1 else f'{unread[key]} times'})" in said
    for key, n in unread.items():
        if len(numbers) > 1 and key in numbers:
            continue
        first = next(row for row, cell in enumerate(cells, start=2) if cell_key(cell) == key)
        times = "(once)" if n == 1 else f"({n} times)"
        assert any(f"row {first}" in issue.where and times in issue.message for issue in told)


HEADERS = st.lists(
    st.sampled_from(["How often do you feel left out?", "feel.left_out", "Your code", "Wave", "Age", "Email", "", "ID", "left_out", "X", "X2",
                     "How often do you ever feel left out?", "Before | x", "After | x", "Date"]),
    min_size=1, max_size=8,
)  # fmt: skip


@given(HEADERS, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_every_column_has_one_use_with_a_reason_whatever_the_order_of_columns(headers, random):
    columns = [(header, ["Often", "Hardly ever"]) for header in headers]
    found = mapped(columns, feeling())
    assert [use.position for use in found.uses] == list(range(len(headers)))
    assert all(use.why for use in found.uses)
    assert sum(use.item == "feel.left_out" for use in found.uses) <= 1
    order = list(range(len(headers)))
    random.shuffle(order)
    shuffled = mapped([columns[k] for k in order], feeling())
    assert Counter((use.header, use.role, use.item) for use in found.uses) == Counter(
        (use.header, use.role, use.item) for use in shuffled.uses
    )


@given(st.lists(st.tuples(TEXTS, st.lists(TEXTS, min_size=3, max_size=3)), min_size=1, max_size=5))
@settings(max_examples=40, deadline=None)
def test_no_table_breaks_the_reading(columns):
    found = coded(columns, feeling())
    assert len(found.map.uses) == len(columns)
    assert len(found.frame) == 3
    assert all(str(issue) for issue in (*found.map.issues, *found.issues))
