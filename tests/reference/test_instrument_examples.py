"""Every shipped instrument: its worked examples through the scoring, and the facts every file must keep."""

from collections import Counter
from decimal import Decimal
from itertools import pairwise

import pytest

from measures.instrument import DOMAINS, fold
from measures.library import load_library, shipped_instruments
from measures.scale_check import items_of
from measures.worked_examples import check_examples

LIBRARY = load_library(shipped_instruments())
EACH = [pytest.param(instrument, id=name) for name, instrument in LIBRARY.items()]
# the instruments that the reference pages specify, and the toolkit's own
WANTED = {
    "ucla3",
    "ons_lonely_direct",
    "ons_lonely_child",
    "djg6",
    "cel3",
    "lsns6",
    "mspss",
    "cls_community",
    "pearlin_mastery",
    "casp19",
    "casp12_share",
    "bpnsfs",
    "icecap_a",
    "icecap_o",
    "gas",
    "gse10",
    "ngse8",
    "al_selfeff",
    "ons4",
    "swemwbs",
    "wemwbs",
    "brs",
    "al_activity",
    "mycaw",
    "choice_independence",
    "ie4",
    "cdc_hrqol4",
    "hrqol_limited",
    "acs6",
    "wgss",
    "rand36_pf",
    "ipip_selfeff4",
    "gse3",
    "sils",
    "eheals",
    "ipip_via_r",
    "sop2",
    "ipip_optimism10",
    "ipip_selfesteem10",
    "flourishing8",
    "rses10",
    "who5",
    "bscs",
    "mos_sss",
    "kusiv3",
    "eqls_free",
    "hace",
    "wvs_freedom",
}
# whose wording the reference pages allow to be passed on (tier A), and the toolkit's own
WORDING_SHIPS = {
    "ucla3",
    "ons_lonely_direct",
    "cls_community",
    "kusiv3",
    "pearlin_mastery",
    "ie4",
    "cdc_hrqol4",
    "hrqol_limited",
    "acs6",
    "ipip_selfeff4",
    "gse10",
    "ipip_via_r",
    "ons4",
    "sop2",
    "ipip_optimism10",
    "ipip_selfesteem10",
    "choice_independence",
    "gas",
    "al_activity",
    "al_activity_days",
    "al_activity_child",
}


@pytest.mark.parametrize("instrument", EACH)
def test_worked_examples_come_out_as_written(instrument):
    assert check_examples(instrument) == []


def test_every_instrument_of_the_pages_is_there():
    assert set(LIBRARY) - WANTED == {"al_activity_days", "al_activity_child"}
    assert WANTED - set(LIBRARY) == set()


def test_a_file_is_named_after_its_instrument():
    assert {path.stem for path in shipped_instruments().glob("*.toml")} == set(LIBRARY)


def test_wording_stands_only_where_its_licence_lets_it():
    assert {name for name, found in LIBRARY.items() if found.source.wording != "topic"} == WORDING_SHIPS


def test_topics_are_labels_not_sentences():
    for instrument in LIBRARY.values():
        if instrument.source.wording == "topic":
            for item in instrument.items:
                assert len(item.topic.split()) <= 7, (instrument.id, item.topic)
                assert not item.topic.startswith(("I ", "My ", "How ", "Do ", "Are ")), (instrument.id, item.topic)
                # an alias may be a column's short name, never the question
                assert all(len(alias.split()) == 1 for alias in item.aliases), (instrument.id, item.aliases)


def test_every_domain_has_three_instruments_whose_wording_ships():
    shipping = Counter(domain for name in WORDING_SHIPS for domain in LIBRARY[name].domains if domain in DOMAINS)
    assert {domain: shipping[domain] for domain in DOMAINS if shipping[domain] < 3} == {}


def test_every_scale_says_where_its_rule_comes_from():
    for instrument in LIBRARY.values():
        for scale in instrument.scales:
            assert scale.source, (instrument.id, scale.id)


def test_project_wording_says_that_it_is_not_validated():
    own = LIBRARY["choice_independence"]
    assert not own.validated
    assert "not yet validated" in own.title
    assert all("not yet validated" in scale.title for scale in own.scales)


@pytest.mark.parametrize("instrument", EACH)
def test_reversed_items_are_shown_by_the_same_answer_throughout(instrument):
    """Giving one answer to everything must not give the highest or lowest score where items are reversed."""
    for scale in instrument.scales:
        turned = {name for name in scale.items if instrument.item(name).reverse or name in scale.reverse}
        if not turned:
            continue
        same = [
            example
            for example in instrument.examples
            if scale.id in example.scores and len({fold(str(example.answers[name])) for name in items_of(scale)}) == 1
        ]
        same += [  # end labels of mirrored questions differ in their words, not in their place
            example
            for example in instrument.examples
            if instrument.id == "sop2" and example.answers.get("pessimistic") == "Very pessimistic"
        ]
        assert same, f"{instrument.id}.{scale.id}"
        if len(turned) < len(scale.items):
            for example in same:
                assert example.scores[scale.id] not in scale.range, f"{instrument.id}.{scale.id}"


def test_a_column_name_leads_to_one_instrument():
    """Only statements that two public-domain scales share may be a name of both."""
    names = {}
    for instrument in LIBRARY.values():
        for item in instrument.items:
            for name in {fold(text) for text in (item.text or "", *item.aliases) if text}:
                names.setdefault(name, set()).add(instrument.id)
    shared = {frozenset(ids) for ids in names.values() if len(ids) > 1}
    assert shared == {frozenset({"ipip_optimism10", "ipip_selfesteem10"})}


def test_benchmarks_are_verified():
    assert {figure.status for found in LIBRARY.values() for figure in found.benchmarks} == {"verified"}


def test_published_examples_are_marked():
    published = {found.id for found in LIBRARY.values() for example in found.examples if example.published}
    assert published == {"mspss", "swemwbs", "icecap_o"}


def test_the_conversion_table_of_swemwbs():
    """29 entries, strictly rising, its ends unchanged; raw 23, 26 and 32 as in peer-reviewed papers (fact sheet, V59, V60)."""
    table = {int(raw): score for raw, score in LIBRARY["swemwbs"].scale("total").table.items()}
    assert sorted(table) == list(range(7, 36))
    assert all(low < high for low, high in pairwise(table[raw] for raw in sorted(table)))
    assert (table[7], table[35]) == (Decimal("7.00"), Decimal("35.00"))
    assert (table[23], table[26], table[32]) == (Decimal("20.73"), Decimal("23.21"), Decimal("29.31"))


@pytest.mark.parametrize(("name", "top", "bottom"), [("icecap_a", "1.000", "-0.001"), ("icecap_o", "1.0000", "0.0000")])
def test_the_ends_of_the_capability_tariffs(name, top, bottom):
    tariff = LIBRARY[name].scale("total").tariff
    assert sum(values["4"] for values in tariff.values()) == Decimal(top)
    assert sum(values["1"] for values in tariff.values()) == Decimal(bottom)
