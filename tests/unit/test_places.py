import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measures.equity.finding import FATES, find_areas
from measures.equity.groups import GroupRule
from measures.equity.own_places import TEMPLATE, read_places
from measures.equity.place_checks import against_places
from measures.equity.places import TENTHS, labels_of, meaning, shipped_places
from measures.equity.placing import label_places, place_groups, with_areas
from measures.errors import FileError
from measures.exports.tables import ColumnMap, ColumnUse, Table, Upload

PLACES = shipped_places()
HOME = GroupRule(postcode="Home postcode")


def fates(texts, kind="postcode", places=PLACES):
    return [FATES[fate] for fate in find_areas(pa.array(texts, pa.string()), kind, places).fate]


def labels(texts, kind="postcode", imd=2025, places=PLACES):
    """The groups of each text, None where not known."""
    found = find_areas(pa.array(texts, pa.string()), kind, places)
    table = labels_of(places, imd)
    return [table.iloc[line].dropna().to_dict() if line >= 0 else None for line in found.line]


@pytest.mark.parametrize(
    ("text", "fate"),
    [
        ("GL1 1AA", "found"), ("gl11aa", "found"), (" GL1  1AA. ", "found"), ("GL1-1AA", "found"),
        ("12 High Street, Gloucester GL1 1AA", "found"), ("GL1", "partial"), ("gl1 1", "partial"), ("GL50", "partial"),
        ("BS1 4DJ", "outside"), ("SW1A 1AA", "outside"), ("I live near BS1 4DJ", "outside"),
        ("ZZ9 9ZZ", "nonsense"), ("n/a", "nonsense"), ("GL1 1A", "nonsense"), ("GL1 1AA or GL1 1AD", "nonsense"),
        ("12345", "nonsense"), ("", "blank"), ("   ", "blank"), (None, "blank"),
    ],
)  # fmt: skip
def test_what_becomes_of_a_postcode(text, fate):
    assert fates([text]) == [fate]


@given(st.text(max_size=30))
@settings(max_examples=200, deadline=None)
def test_any_text_has_exactly_one_fate_and_no_area_without_being_found(text):
    found = find_areas(pa.array([text], pa.string()), "postcode", PLACES)
    assert (found.line[0] >= 0) == (FATES[found.fate[0]] in ("found", "ended"))


@given(st.integers(0, 29412), st.sampled_from(["upper", "lower"]), st.sampled_from(["", " ", "  "]))
@settings(max_examples=60, deadline=None)
def test_case_and_spaces_of_a_postcode_change_nothing(number, case, gap):
    plain = PLACES.postcodes[number].as_py()
    typed = getattr(f"{plain[:-3]}{gap}{plain[-3:]}", case)()
    one, other = (find_areas(pa.array([text]), "postcode", PLACES).line[0] for text in (plain, typed))
    assert one == other >= 0


@given(st.lists(st.sampled_from(["GL1 1AA", "GL1", "BS1 4DJ", "x", "", "NP25 4LX"]), min_size=1, max_size=20))
@settings(max_examples=40, deadline=None)
def test_fates_do_not_depend_on_the_order_of_rows_and_add_up(texts):
    found = find_areas(pa.array(texts), "postcode", PLACES)
    assert sum(found.counts().values()) == len(texts)
    back = find_areas(pa.array(texts[::-1]), "postcode", PLACES)
    assert (back.line[::-1] == found.line).all()


def test_lsoas_of_both_years_are_known_by_code_and_name():
    # E01022158 (2011, Cheltenham) was split into two by the ONS lookup
    assert fates(["E01022100", "e01022158", "Cheltenham 008A", "E01000001", "W01000001", "8A"], "lsoa") == [
        "found", "found", "found", "outside", "outside", "nonsense",
    ]  # fmt: skip
    whole, split = labels(["E01022100", "E01022158"], "lsoa")
    assert whole == {
        "district": "Cheltenham", "imd_decile": "10", "imd_quintile": "5", "core20": "not Core20",
        "rural_urban": "Urban", "lsoa": "E01022100",
    }  # fmt: skip
    assert "lsoa" not in split
    assert split["district"] == "Cheltenham"


def test_a_ward_tells_the_district_and_no_deprivation():
    assert (
        labels(["All Saints", "E05015704", "all saints ward"], "ward")
        == [{"district": "Cheltenham", "rural_urban": "Urban"}] * 3
    )
    assert set(place_groups(GroupRule(ward="Ward"))) == {"district", "rural_urban"}


@pytest.mark.parametrize(
    ("text", "decile"),
    [("3", "3"), ("3.0", "3"), ("Decile 3", "3"), ("1 (most deprived)", "1"), ("10", "10"), ("10th", "10")],
)
def test_a_decile_as_people_write_it(text, decile):
    (found,) = labels([text], "decile")
    fifth = str((int(decile) + 1) // 2)
    core = "Core20" if int(decile) < 3 else "not Core20"
    assert found == {"imd_decile": decile, "imd_quintile": fifth, "core20": core}


@pytest.mark.parametrize("text", ["11", "0", "1 to 10", "10% most deprived", "none", "2 of 10"])
def test_what_is_no_decile(text):
    assert fates([text], "decile") == ["nonsense"]


def test_labels_say_that_deprivation_is_ranked_in_all_of_england():
    for group_by in ("imd_decile", "imd_quintile", "core20"):
        assert "England" in meaning(group_by)
        assert "2019" in meaning(group_by, 2019)
    assert meaning("gender") == ""


def column_map(texts, headers=("Home postcode",), role="group", labels=None):
    frame = pd.DataFrame({f"c{place}": texts for place in range(len(headers))} | {"row": range(2, len(texts) + 2)})
    table = Table(
        "one.csv", "", tuple(headers), nw.from_native(frame, eager_only=True), "by hand", "", 1, 2, labels=labels or {}
    )
    uses = tuple(ColumnUse(place, header, role, header) for place, header in enumerate(headers))
    return ColumnMap(table, uses)


def test_a_file_holds_areas_and_no_postcode_once_it_is_read():
    texts = ["GL1 1AA", "GL1", "BS1 4DJ", "my secret", "", "np25 4lx"]
    found = with_areas(column_map(texts), HOME, PLACES)
    held = found.table.frame["c0"].to_list()
    assert held == ["E01022287", "", "", "", "", "E01022263"]
    (issue,) = found.issues
    assert issue.code == "places"
    assert issue.severity == "check"
    assert issue.message == (
        "Of 6 rows, 2 state a postcode that was found; 1 only the first half of a postcode; "
        "1 one that the table of Gloucestershire does not hold; 1 something that is no postcode; 1 nothing. "
        "Each became its area."
    )
    assert not [text for text in texts if text and (text in issue.message or text in str(held))]


def test_words_the_study_names_as_missing_are_blank():
    rule = GroupRule(postcode="Home postcode", missing=("Prefer not to say",))
    found = with_areas(column_map(["GL1 1AA", "prefer not to say"]), rule, PLACES)
    assert "1 nothing" in found.issues[0].message
    assert found.issues[0].severity == "note"


def test_a_column_that_says_who_answered_is_left_alone_and_told_of():
    found = with_areas(column_map(["GL1 1AA"], role="participant"), HOME, PLACES)
    assert [issue.code for issue in found.issues] == ["place_column"]


def test_lsoas_of_two_years_in_one_column_are_told_of():
    rule = GroupRule(lsoa="LSOA")
    texts = ["E01022100", "E01022158", "E01034777"]  # in both years, only in 2011, only in 2021
    found = with_areas(column_map(texts, ("LSOA",)), rule, PLACES)
    assert [issue.code for issue in found.issues] == ["places", "mixed_vintages"]
    assert "mixes LSOAs of 2011 and of 2021" in found.issues[1].message
    only_old = with_areas(column_map(texts[:2], ("LSOA",)), rule, PLACES)
    assert only_old.issues[1].severity == "note"
    assert "imd = 2019" in only_old.issues[1].fix
    assert len(with_areas(column_map(texts[:1], ("LSOA",)), rule, PLACES).issues) == 1


def people(keys, **columns):
    frame = pd.DataFrame({"participant": [str(n) for n in range(len(keys))], "Home postcode": keys, **columns})
    return nw.from_native(frame, eager_only=True)


def test_people_get_their_groups_and_whatever_else_stood_there_is_gone():
    labelled = label_places(people(["E01022287", None, "GL1 1AA"]), HOME, PLACES)
    assert [None if pd.isna(one) else one for one in labelled["imd_quintile"].to_list()] == ["4", None, None]
    assert [None if pd.isna(one) else one for one in labelled["Home postcode"].to_list()] == ["E01022287", None, None]
    assert set(labelled.columns) >= {"district", "lsoa", "imd_decile", "imd_quintile", "core20", "rural_urban"}
    own = label_places(people(["E01022287"]), HOME, PLACES, but=("imd_quintile",))
    assert "imd_quintile" not in own.columns


def test_most_deprived_comes_first():
    groups = place_groups(HOME)
    assert groups["imd_decile"].ranked == TENTHS
    assert groups["core20"].ranked == ("Core20", "not Core20")
    assert "lsoa" not in groups


def everywhere(n=60):
    """The first keys of 2021 LSOAs and their deciles by both indices."""
    whole = PLACES.facts[PLACES.facts["now"] & PLACES.facts["imd2019"].notna()].iloc[:: 393 // n]
    return whole.index.tolist(), whole["imd2025"].astype(int).to_numpy(), whole["imd2019"].astype(int).to_numpy()


def checked(recorded, first="", kind="deprivation", imd=2025):
    keys, _, _ = everywhere()
    frame = people(keys, IMD=[str(one) for one in recorded])
    rule = GroupRule(column="IMD", kind=kind, first=first)
    return [
        issue.code for issue in against_places(frame, "imd", rule, GroupRule(postcode="Home postcode", imd=imd), PLACES)
    ]


def test_deprivation_recorded_backwards_is_noticed():
    _, now, _ = everywhere()
    fifths = (now + 1) // 2
    assert checked(now) == checked(fifths) == []
    assert checked(11 - now) == checked(6 - fifths) == ["deprivation_backwards"]
    assert checked(11 - now, first="least deprived") == []
    assert checked(now, first="least deprived") == ["deprivation_backwards"]


def test_a_few_slips_hide_no_backward_record_and_chance_makes_none():
    _, now, _ = everywhere()
    draw = np.random.default_rng(5)
    slipped = np.where(draw.random(len(now)) < 0.15, draw.integers(1, 11, len(now)), 11 - now)
    assert checked(slipped) == ["deprivation_backwards"]
    for seed in range(20):
        assert checked(np.random.default_rng(seed).permutation(now)) == []


def test_deciles_of_the_other_index_are_noticed():
    _, now, then = everywhere()
    assert (now == then).mean() < 0.7  # the two indices differ enough here to be told apart
    assert checked(then) == ["mixed_vintages"]
    assert checked(then, imd=2019) == checked(now) == []


def test_a_breakdown_that_is_no_deprivation_is_left_alone():
    _, now, _ = everywhere()
    keys = everywhere()[0]
    frame = people(keys, IMD=[str(11 - one) for one in now])
    assert list(against_places(frame, "choir", GroupRule(column="IMD"), HOME, PLACES)) == []


def own(text, name="places.csv"):
    return read_places(Upload(name, text.encode()), "Elsewhere")


def test_the_template_is_a_table_that_can_be_read():
    found = own(TEMPLATE)
    assert fates(["BS1 1AA", "bs11ab", "GL1 1AA"], places=found) == ["found", "ended", "outside"]
    assert labels(["BS1 1AA"], places=found)[0]["imd_quintile"] == "2"
    assert labels(["Name of the ward"], "ward", places=found) == [
        {"district": "Name of the district", "rural_urban": "Urban"}
    ]


def test_a_table_needs_only_what_leads_to_an_area_and_what_tells_of_it():
    found = own("lsoa;imd decile\nE01000001;3\nE01000002;9\n")
    assert labels(["E01000002"], "lsoa", places=found) == [
        {"imd_decile": "9", "imd_quintile": "5", "core20": "not Core20", "lsoa": "E01000002"}
    ]
    found = own("postcode,district\nBS1 1AA,Bristol\nBS1 1AB,Bath\n")
    assert labels(["bs1 1ab"], places=found) == [{"district": "Bath"}]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\n1\n", "nothing leads to an area"), ("postcode\nBS1 1AA\n", "tells nothing of an area"),
        ("lsoa,district\n", "no line below"), ("", "not readable"),
        ("postcode,district\nBS1 1AA,x\nBS1 1aa,y\n", "Line 3: a postcode that stood before"),
        ("postcode,district\nBS1,x\n", "Line 2: no whole postcode"),
        ("lsoa,district\nE02000001,x\n", "Line 2: no code of an LSOA"),
        ("postcode,lsoa,imd_decile\nBS1 1AA,E01000001,3\nBS1 1AB,E01000001,4\n", "Line 3: other facts of an LSOA"),
        ("lsoa,imd_decile\nE01000001,0\nE01000002,11\nE01000003,x\n", "Lines 2, 3, 4: the decile"),
        ("lsoa,rural_urban\nE01000001,Suburb\n", "Line 2: 'rural_urban' is neither"),
    ],
)  # fmt: skip
def test_every_fault_of_a_table_is_named_with_its_lines(text, said):
    with pytest.raises(FileError, match=said):
        own(text)
