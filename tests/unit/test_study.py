import re
from pathlib import Path
from typing import get_args

import pytest

from measures.errors import StudyError
from measures.strict import Strict
from measures.study import Study, StudyFile, read_study, write_study

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs/study_file.md").read_text(encoding="utf-8")


def documented():
    return re.search(r"```toml\n(.*?)```", DOCUMENT, re.DOTALL).group(1)


def messages(text):
    with pytest.raises(StudyError) as caught:
        read_study(text.encode(), "study.toml")
    return [str(issue) for issue in caught.value.issues]


def test_the_documented_study_file_is_one():
    study = read_study(documented().encode())
    assert study.waves.order == ("before", "after")
    assert study.columns["How often do you feel left out?"] == ("ucla3.left_out",)
    assert study.groups["imd_quintile"].labels == ("1", "2", "3", "4", "5")


def test_the_second_example_is_a_study_file_too():
    second = re.findall(r"```toml\n(.*?)```", DOCUMENT, re.DOTALL)[1]
    assert read_study(second.encode()).analysis.joined == "open"


def keys(model):
    for name, field in model.model_fields.items():
        yield field.alias or name
        yield from (key for inner in models_in(field.annotation) for key in keys(inner))


def models_in(annotation):
    if isinstance(annotation, type) and issubclass(annotation, Strict):
        return [annotation]
    return [model for part in get_args(annotation) for model in models_in(part)]


def test_the_document_names_every_key():
    unused = {"area", "ages", "describes", "rake"}  # of tables that are kept and not used
    assert [
        key for key in dict.fromkeys(keys(Study)) if key not in unused and not re.search(rf"\b{key}\b", DOCUMENT)
    ] == []


def test_writing_and_reading_gives_the_same_study():
    study = read_study(documented().encode())
    assert read_study(write_study(study)) == study


def test_a_study_of_defaults_is_written_in_one_line():
    assert write_study(Study()) == b"format = 1\n"


def test_every_fault_is_reported_at_once():
    found = messages("""
        format = 1
        titel = "x"
        [waves]
        order = "before"
        retrospective = "no"
        [disclosure]
        policy = "lax"
    """)
    text = "\n".join(found)
    assert len(found) == 3, found
    assert "titel: is not a key of this format" in text
    assert "waves, retrospective: must be true or false" in text
    assert "disclosure, policy: must be one of 'none', 'under_5', 'under_10', 'nhs'" in text


def test_faults_between_keys_are_reported_at_once():
    found = messages("""
        format = 1
        [[files]]
        path = "a/x.csv"
        wave = "later"
        [[files]]
        path = "b/x.csv"
        [waves]
        order = ["before", "after"]
        pair = ["before", "end"]
        [groups]
        age = { column = "Age", cuts = [25, 16] }
        place = { }
        [analysis]
        confidence = 95
    """)
    assert [fault.split(": ")[1] for fault in found] == [
        "waves, pair", "files, 'x.csv'", "files", "groups, 'age'", "groups, 'place'", "analysis, confidence",
    ]  # fmt: skip


def test_keys_that_contradict_each_other_or_speak_of_nothing_are_faults():
    found = messages("""
        format = 1
        [[files]]
        path = "x.csv"
        [files.participant]
        none = true
        columns = ["Initials", "Birth month"]
        [waves]
        order = ["before", "after", "before"]
        column = "When"
        values = { before = "First", end = "Last" }
        [participant]
        column = "Code"
        columns = ["Initials", "Birth month"]
        [[column]]
        header = "X"
        file = "y.csv"
        wave = "end"
        to = "drop"
        [weights]
        column = "w"
        rake = ["sex"]
    """)
    assert [fault.split(": ", 2)[1] + ": " + fault.split(": ", 2)[2].split(".")[0] for fault in found] == [
        "participant: column and columns both say where the code stands",
        "files, 'x.csv', participant: none = true says that there is no code, yet a column is named",
        "waves, order: 'before' stands twice",
        "column, 'X': its file 'y",
        "column, 'X': its wave 'end' is not in the order before, after, before",
        "weights: column and rake each say how people are weighted",
        "waves, values: 'end' is not in the stated order before, after, before",
    ]


def test_constants_that_no_figure_could_be_made_with_are_faults():
    found = messages("""
        format = 1
        [analysis]
        bootstrap = 0
        seed = -1
        [analysis.retest]
        "ucla3.total" = [0.5, 1.7]
        [analysis.reliability]
        "ucla3.total" = "sample"
        "mastery.total" = -0.1
        [analysis.minimum_important_change]
        "ucla3.total" = 0
        [analysis.functional]
        "ucla3.total" = { mean = 4, sd = 0 }
    """)
    assert {fault.split("analysis, ")[1].split(". ")[0] for fault in found} >= {
        "bootstrap: must be 1 or more", "seed: must be 0 or more", "retest, ucla3.total, number 2: must be at most 1",
        "reliability, mastery.total: must be 0 or more", "minimum_important_change, ucla3.total: must be more than 0",
        "functional, ucla3.total, sd: must be more than 0",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("value", "said"), [("1.2", "must be at most 1"), ('"smaple"', "must be one of 'sample' (did you mean 'sample'?)")]
)
def test_a_number_or_a_word_has_the_fault_of_what_was_meant(value, said):
    found = messages(f"""
        format = 1
        [analysis.reliability]
        "ucla3.total" = {value}
    """)
    assert [fault.split("ucla3.total: ")[1].split(". ")[0] for fault in found] == [said]


def test_a_comparison_needs_two_groups_and_a_retest_its_lower_value_first():
    found = messages("""
        format = 1
        [comparison]
        column = "arm"
        programme = "choir"
        comparison = "choir"
        [analysis.retest]
        "ucla3.total" = [0.8, 0.6]
    """)
    assert [fault.split(": ")[1] for fault in found] == ["comparison", "analysis, retest, 'ucla3.total'"]


@pytest.mark.parametrize("text", ["format = 1\ntitle = ", "\xff\xfe"])
def test_what_is_not_toml_says_so(text):
    (fault,) = messages(text)
    assert "not readable TOML" in fault


def test_a_file_goes_by_its_own_name_or_the_last_part_of_its_path():
    assert StudyFile(path="exports/2026/before.xlsx").label == "before.xlsx"
    assert StudyFile(path="exports\\before.xlsx").label == "before.xlsx"
    assert StudyFile(path="both.xlsx", name="after").label == "after"
