"""The two layouts of the sample are read as the same people with the same answers."""

from pathlib import Path

from measures.evaluate import people_of
from measures.exports.tables import Upload
from measures.library import load_library, shipped_instruments
from measures.reading import read
from measures.study import read_study

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"


def answers_of(name):
    study = read_study((SAMPLE / name).read_bytes(), name)
    uploads = {file.path: Upload(file.path, (SAMPLE / file.path).read_bytes()) for file in study.files}
    responses = people_of(read(study, uploads, load_library(shipped_instruments())), uploads)
    frame = responses.answers.to_native()
    items = sorted(set(frame.columns) - {"participant", "wave"})
    coded = frame.sort_values([*items, "wave"]).reset_index(drop=True)[["wave", *items]]
    return responses, coded


def test_forms_and_google_forms_hold_the_same_people_and_answers():
    forms, by_forms = answers_of("singing_microsoft_forms.toml")
    google, by_google = answers_of("singing_google_forms.toml")
    assert by_forms.equals(by_google)
    assert forms.stages == google.stages
    assert forms.waves == google.waves == ("before", "after")


def test_the_people_found_both_times_are_those_the_readme_counts():
    responses, coded = answers_of("singing_microsoft_forms.toml")
    assert sum(responses.stages.values()) == 76
    assert coded["wave"].value_counts().to_dict() == {"before": 118, "after": 82}
