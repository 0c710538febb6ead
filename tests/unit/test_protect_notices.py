"""Flow, issues, notes and provenance go through the gate too."""

from dataclasses import replace

import pytest

from measures.disclosure import protect
from measures.disclosure.issue_words import ABOUT_FILES, WITHOUT_COUNTS
from measures.disclosure.notices import unquoted_issues
from measures.disclosure.rules import NEEDS, POLICIES, RULES
from measures.disclosure.wording import safe_note
from measures.results import FlowStep, Issue
from tests.evaluations import evaluation

PEOPLE = [(3, 4), (4, 4), (5, 3), (5, 6), (6, 5), (6, 6), (7, 5), (7, 7), (8, 6), (9, 9)] * 4
FOUND = evaluation({"all": {"everyone": PEOPLE + [(5, None)] * 12 + [(None, 5)] * 2}})


def flow_of(*steps, policy="under_5", found=FOUND):
    protected = protect(replace(found, flow=tuple(FlowStep(*step) for step in steps)), policy).value
    return [step.n for step in protected.flow], [issue.code for issue in protected.issues]


def test_numbers_far_apart_are_shown_as_they_are():
    assert flow_of(("rows_read", "before", 90), ("set_aside", "before", 12, "test"), ("people", "before", 78)) == (
        [90, 12, 78],
        [],
    )


def test_a_small_number_is_hidden_and_the_rest_rounded_so_that_it_does_not_come_back():
    steps = ("rows_read", "before", 64), ("set_aside", "before", 2, "withdrew"), ("people", "before", 62)
    assert flow_of(*steps) == ([65, None, 60], ["flow_rounded"])
    assert flow_of(*steps, policy="under_10") == ([60, None, 60], ["flow_rounded"])
    assert flow_of(*steps, policy="none") == ([64, 2, 62], [])


def test_numbers_a_small_count_apart_are_rounded_though_neither_is_small():
    assert flow_of(("rows_read", "", 64), ("people", "", 61)) == ([65, 60], ["flow_rounded"])
    # 41 people stand beside the 40 pairs that the figures show
    assert flow_of(("people", "after", 41), ("pairs_used", "", 40, "ucla3.total")) == ([40, 40], ["flow_rounded"])


def test_numbers_of_a_scale_are_shown_as_its_figures_show_them():
    steps = (
        ("scored", "before", 52, "ucla3.total"),
        ("scored", "after", 42, "ucla3.total"),
        ("pairs_used", "", 40, "ucla3.total"),
    )
    assert flow_of(*steps)[0] == [52, None, 40]  # 42 - 40 people were seen only afterwards
    assert flow_of(*steps, policy="nhs")[0] == [50, 40, 40]
    assert flow_of(("pairs_used", "", 40, "other.scale"))[0] == [None]  # no figure shows it


def issue_of(*parts):
    return protect(replace(FOUND, issues=(Issue(*parts),))).value.issues[0]


def test_issues_about_people_lose_rows_answers_and_numbers():
    where = "before.xlsx, column F 'How often do you feel left out?', row 14"
    found = issue_of(
        "check", "unknown_label", where, "'Offen' is not one of the answers.", "Say what 'Offen' stands for."
    )
    assert found.where == "before.xlsx, column F 'How often do you feel left out?'"
    assert "Offen" not in str(found)
    assert not any(character.isdigit() for character in str(found))
    repeated = issue_of(
        "check",
        "repeat_answers",
        "after.xlsx",
        "1 person answered more than once (rows 7 and 9).",
        "Please check these rows.",
    )
    assert str(repeated) == "after.xlsx: Some people answered more than once in a wave. Please check these rows."


def test_where_nothing_is_hidden_only_what_quotes_an_answer_is_reworded():
    aside = Issue("check", "rows_set_aside", "q.csv", "2 rows set aside: not finished.", 'Undo it: keep = ["partial"].')
    quoting = Issue("check", "unknown_label", "q.csv", "'Offen' is not one of the answers.", "")
    assert unquoted_issues([aside]) == (aside,)
    assert "Offen" not in str(unquoted_issues([quoting])[0])


def test_issues_about_files_and_words_without_numbers_pass():
    header = (
        "check",
        "header_found",
        "before.xlsx",
        "The column names were taken from row 3.",
        "Say which rows they are.",
    )
    assert issue_of(*header) == Issue(*header)
    plain = ("note", "never_seen", "waves", "The order was taken from the dates.", "")
    assert issue_of(*plain) == Issue(*plain)


@pytest.mark.parametrize("code", ["file_attached", "cross_unknown", "empty_group", "partial_errors", "new_columns"])
def test_issues_that_quote_names_of_files_columns_and_published_groups_pass(code):
    named = Issue("check", code, "figures.csv, 'fifth'", "Nothing is known of '2'.", "")
    assert issue_of("check", code, named.where, named.message, "") == named
    assert unquoted_issues([named]) == (named,)


def test_the_words_for_issues_hold_no_numbers_and_no_code_has_two_rules():
    assert not set(WITHOUT_COUNTS) & ABOUT_FILES
    for code, words in WITHOUT_COUNTS.items():
        assert words.endswith("."), code
        assert not any(character.isdigit() for character in words.replace("14 days", "")), code


@pytest.mark.parametrize(
    ("note", "kept"),
    [
        ("Uses the 30 of 41 whose score changed.", "Uses the 30 of 41 whose score changed."),
        ("Uses the 38 of 41 whose score changed.", ""),
        ("Uses the 1,203 of 1,206 whose score changed.", ""),
        ("4 people have no group. Wilson interval.", "Wilson interval."),
        ("95 % interval, alpha 0.83, 3.5 points.", "95 % interval, alpha 0.83, 3.5 points."),
        ("4 clusters, intracluster correlation 0.120.", "4 clusters, intracluster correlation 0.120."),
    ],
)
def test_notes_keep_the_sentences_without_small_counts(note, kept):
    assert safe_note(note, POLICIES["under_5"], exact=True) == kept


def test_notes_of_rounded_figures_keep_no_number():
    note = "6 clusters, intracluster correlation 0.120. Fewer than 10 clusters: the interval may be too narrow."
    assert (
        safe_note(note, POLICIES["under_5"], exact=False) == "Fewer than 10 clusters: the interval may be too narrow."
    )
    assert safe_note("Uses 30 of 41.", POLICIES["nhs"], exact=True) == ""


def test_provenance_passes_but_for_reasons_that_tell_of_a_few():
    given = {
        "version": "0.1.0",
        "files": [{"name": "before.xlsx", "sha256": "ab12"}],
        "mapping": [
            {"header": "Code", "why": "Looks like codes. 41 of 43 differ."},
            {"header": "Left out", "why": "85% like item 2"},
        ],
        "settings": {"seed": 4},
    }
    found = protect(replace(FOUND, provenance=given)).value.provenance
    assert found["mapping"] == [{"header": "Code", "why": "Looks like codes."}, {"header": "Left out", "why": ""}]
    assert {name: found[name] for name in ("version", "files", "settings")} == {
        name: given[name] for name in ("version", "files", "settings")
    }


def test_every_measure_of_an_evaluation_has_a_rule_and_every_rule_a_need():
    assert {row.measure for row in FOUND.results} <= set(RULES)
    assert {rule.kind for rule in RULES.values()} - set(NEEDS) == {"public", "things"}


def test_no_participant_is_told_of_in_what_is_shared():
    issue = Issue(
        "decide", "repeat_answers_far_apart", "before.xlsx", "2 people answered more than once (rows 3 and 8).", ""
    )
    protected = protect(replace(FOUND, issues=(issue,), flow=(FlowStep("set_aside", "before", 1, "withdrew"),)))
    assert "rows 3" not in repr(protected.value)
    assert "n=1," not in repr(protected.value.flow)


def test_the_label_that_a_headline_counts_stays_though_it_holds_numbers():
    kept = "Counts '8 or 9: lonely'."
    assert safe_note(f"{kept} Uses 3 of 41.", POLICIES["under_5"], exact=False) == kept
    assert safe_note(kept, POLICIES["nhs"], exact=True) == kept


@pytest.mark.parametrize("policy", ["under_5", "under_10"])
def test_what_a_number_was_rounded_to_stays_beside_it(policy):
    """Without it nobody, the audit neither, knows that a number of 20 people may be 18 to 22."""
    note = "Base: residents of Gloucestershire, 2021. Rounded to the nearest 10: 3 people more would tell of a few."
    assert safe_note("Rounded to the nearest 10: to protect people.", POLICIES[policy], exact=False)
    assert "3 people" not in safe_note(note, POLICIES[policy], exact=False)
