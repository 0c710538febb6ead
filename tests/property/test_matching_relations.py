"""Relations that hold whatever the codes are."""

import string

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from measures.people.identifiers import is_numbered, look_alike, normal_text, normalise, without_zeros
from measures.people.link import link
from measures.people.matching import match_codes, suggest
from measures.people.waves import ParticipantRules, WaveRules
from tests.coded_tables import answers_of, coded, pairs_of

ORDER = WaveRules(order=("before", "after"))
QUICK = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])

CONSONANTS = "BCDFGHJKMNPQRSTVWXYZ23456789"  # no words such as NULL or TEST, which are no codes
plain_codes = st.lists(st.text(CONSONANTS, min_size=3, max_size=6), unique=True, max_size=8)
any_codes = st.lists(
    st.sampled_from(["ab1", "AB1", "A B1", "ab1 ", "ABI", "ab l", "01", "1", "1.0", "o1", "", "n/a", "Zz9", "zz-9"]),
    max_size=8,
)


def waves(before, after):
    return [
        coded("before.csv", {"Code": before, "x.a": list(range(len(before)))}, wave="before"),
        coded("after.csv", {"Code": after, "x.a": list(range(100, 100 + len(after)))}, wave="after"),
    ]


def linked(before, after, matching="normalised"):
    return link(waves(before, after), ORDER, ParticipantRules(matching=matching))


def together(before, after, *, normalised):
    """Which rows, of both waves counted on, were taken for one person's."""
    code, distinct = pd.factorize(pd.Series([*before, *after], dtype="str"))
    wave = np.repeat([0, 1], [len(before), len(after)])
    linkage = match_codes(code, wave, pd.Series(distinct, dtype="str"), waves=ORDER.order, normalised=normalised)
    person = linkage.nodes.set_index(["code", "wave"])["person"].to_dict()
    people = [person[each] for each in zip(code.tolist(), wave.tolist(), strict=True)]
    return {(one, other) for one in range(len(people)) for other in range(len(people)) if people[one] == people[other]}


@settings(deadline=None)
@given(any_codes.filter(len), any_codes.filter(len))
def test_what_exact_matching_joins_the_ladder_joins_too(before, after):
    assert together(before, after, normalised=False) <= together(before, after, normalised=True)


@QUICK
@given(plain_codes.filter(len), plain_codes.filter(len), st.data())
def test_case_and_spaces_do_not_change_the_pairs(before, after, data):
    def damaged(code):
        ways = [
            code,
            code.lower(),
            f" {code}",
            f"{code} ",
            f"{code[:2]} {code[2:]}",
            f"{code[:1]}-{code[1:].lower()}",
            f"{code}\u200b",
        ]
        return data.draw(st.sampled_from(ways))

    clean = linked(before, after)
    messy = linked([damaged(code) for code in before], [damaged(code) for code in after])
    assert pairs_of(messy) == pairs_of(clean)
    assert sum(messy.stages.values()) == sum(clean.stages.values())


@QUICK
@given(plain_codes.filter(len), plain_codes.filter(len), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(before, after, random):
    def forms(codes, start):
        # everybody fills the form in twice, on days of their own
        days = [(code, day, month) for day, code in enumerate(codes, 1) for month in (1, 2)]
        return [(code, f"2026-{month:02d}-{day:02d}", start + 2 * day + month) for code, day, month in days]

    def tables(shuffled):
        made = []
        for name, codes, start in (("before", before, 0), ("after", after, 1000)):
            rows = forms(codes, start)
            if shuffled:
                random.shuffle(rows)
            code, date, answer = (list(column) for column in zip(*rows, strict=True))
            made.append(coded(f"{name}.csv", {"Code": code, "Date": date, "x.a": answer}, wave=name))
        return made

    still = answers_of(link(tables(shuffled=False), ORDER, ParticipantRules()))
    turned = answers_of(link(tables(shuffled=True), ORDER, ParticipantRules()))
    assert turned == still


@QUICK
@given(st.lists(st.sampled_from(["", " ", "n/a", "anonymous", "-"]), min_size=1, max_size=6), any_codes.filter(len))
def test_nobody_without_a_code_is_ever_paired(nothing, codes):
    responses = linked(nothing, codes)
    assert pairs_of(responses) == []
    assert len(answers_of(responses)) >= len(nothing)


@QUICK
@given(any_codes.filter(len), any_codes.filter(len))
def test_no_person_has_two_rows_in_a_wave_and_every_row_of_people_is_someone(before, after):
    responses = linked(before, after)
    frame = responses.answers.to_native()
    assert not frame.duplicated(["participant", "wave"]).any()
    assert sorted(set(frame["participant"])) == sorted(responses.people["participant"].to_list())


@settings(deadline=None)
@given(st.text(max_size=12))
def test_one_text_and_a_column_of_texts_are_normalised_alike(text):
    series = pd.Series([text, "plain"], dtype="str")
    if not text.isprintable() and any(0xD800 <= ord(letter) <= 0xDFFF for letter in text):
        return
    assert normalise(series).iloc[0] == normal_text(text)


@settings(deadline=None)
@given(st.text(string.ascii_letters + string.digits + " -|", max_size=10))
def test_each_stage_forgets_at_least_what_the_one_before_forgot(text):
    normal = normalise(pd.Series([text], dtype="str"))
    assert without_zeros(without_zeros(normal)).equals(without_zeros(normal))
    assert look_alike(without_zeros(normal)).equals(look_alike(normal))


@settings(deadline=None)
@given(st.lists(st.text("ABC1", min_size=6, max_size=8), unique=True, max_size=12), st.integers(0, 2**12 - 1))
def test_suggestions_are_those_of_comparing_everybody_with_everybody(codes, waves_of):
    seen = np.array([[not waves_of >> place & 1, bool(waves_of >> place & 1)] for place in range(len(codes))]).reshape(
        -1, 2
    )
    numbered = is_numbered(pd.Series(codes, dtype="str"))
    near = {
        one: [
            other
            for other in range(len(codes))
            if not (seen[one] & seen[other]).any()
            and not numbered[one]
            and not numbered[other]
            and OSA.distance(codes[one], codes[other]) <= 1
        ]
        for one in range(len(codes))
    }
    expected = {
        frozenset((one, *others)) for one, others in near.items() if len(others) == 1 and near[others[0]] == [one]
    }
    assert {frozenset(pair) for pair in suggest(codes, seen)} == expected
    assert all(seen[one][0] for one, _ in suggest(codes, seen))
