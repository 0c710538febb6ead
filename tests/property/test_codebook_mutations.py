"""A damaged codebook is read, is none, or is refused with a reason: nothing else."""

from hypothesis import given, settings
from hypothesis import strategies as st

from measures.errors import FileError
from measures.exports.codebook_files import read_codebook
from measures.exports.codebooks import Codebook
from measures.exports.tables import Upload
from tests.export_files import csv_text

DICTIONARY = csv_text([
    ("Variable / Field Name", "Field Type", "Field Label", "Choices, Calculations, OR Slider Labels", "Identifier?"),
    ("a", "radio", "How often?", "1, Never | 2, Often", ""),
    ("b", "checkbox", "Why?", "1, Fun | 2, Friends", "y"),
]).encode()  # fmt: skip
SURVEY = b"""<?xml version="1.0" encoding="UTF-8"?><document><LimeSurveyDocType>Survey</LimeSurveyDocType>
<languages><language>en</language></languages><questions><rows><row><qid>1</qid><type>L</type><title>Q1</title>
<question>How often?</question></row></rows></questions><answers><rows><row><qid>1</qid><code>A1</code>
<answer>Never</answer><sortorder>1</sortorder></row></rows></answers></document>"""


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([DICTIONARY, SURVEY]),
    st.lists(st.tuples(st.integers(0, 10_000), st.binary(max_size=6), st.integers(0, 30)), max_size=4),
)
def test_a_damaged_codebook_is_read_or_refused(whole, changes):
    data = whole
    for at, new, gone in changes:
        place = at % len(data) if data else 0
        data = data[:place] + new + data[place + gone :]
    issues, found = (), None
    try:
        found = read_codebook(Upload("codebook", data))
    except FileError as refused:
        issues = refused.issues
    assert all(issue.message and issue.fix for issue in issues)
    assert found is None or (isinstance(found, Codebook) and found.variables)
