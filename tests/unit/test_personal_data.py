"""Personal data in columns and free text: found, counted, never repeated. Every number and address here is invented."""

from base64 import b32encode

import narwhals as nw
import pandas as pd
import pytest

from measures.exports.tables import Table
from measures.people.privacy import find_personal, pseudonym


def table(columns):
    headers = tuple(columns)
    frame = pd.DataFrame({f"c{i}": pd.Series(list(cells), dtype="str") for i, cells in enumerate(columns.values())})
    frame.insert(0, "row", range(2, len(frame) + 2))
    return Table("a.csv", "", headers, nw.from_native(frame, eager_only=True), "", "", 1, 2)


def found(cells, header="Anything else?"):
    return {each.kind: (each.cells, each.whole) for each in find_personal(table({header: cells}))}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("email addresses", "jo.bloggs+gl@example.org.uk"),
        ("phone numbers", "07700 900123"),  # 07700 900xxx: kept for drama by Ofcom
        ("phone numbers", "+44 7700 900123"),
        ("phone numbers", "0044 (0)7700 900 123"),
        ("phone numbers", "(01632) 960 001"),
        ("phone numbers", "020 7946 0018"),
        ("NHS numbers", "943 476 5919"),  # the example of the NHS Data Dictionary
        ("NHS numbers", "943-476-5919"),
        ("postcodes", "GL1 2EQ"),
        ("postcodes", "sw1a 1aa"),
        ("IP addresses", "192.0.2.17"),
        ("IP addresses", "2001:db8::8a2e:370:7334"),
        ("coordinates", "51.86420, -2.23820"),
        ("coordinates", "51.8642 -2.2382 0 4.5"),
        ("dates of birth", "born 12/03/1960"),
        ("dates of birth", "DOB: 12 March 1960"),
    ],
)
def test_found_alone_and_inside_text(kind, text):
    assert found([text, "", text]) == {kind: (2, True)}
    story = f"I told the group to write to {text} if they wanted to sing with me again one day."
    assert found([story, "I enjoyed it.", "So did I.", story, story]) == {kind: (3, False)}


@pytest.mark.parametrize(
    "text",
    [
        "I went 3 times in 2026 and 12 times in 2025",
        "10:30:45",
        "version 1.2.3",
        "ratio 4.75",
        "me@home",
        "943 476 5918",  # the check digit is wrong
        "000 000 0000",
        "999.1.1.1",
        "AB12CD",  # a code, though letters and digits fall like a postcode's
        "QQ1 2EQ",  # there is no such postcode area
        "12345678901234567890",
        "Brought up in 1960 by my aunt",
        "Session 1 2AB",
    ],
)
def test_not_found(text):
    assert found([text, f"well, {text} it was"]) == {}


def test_columns_are_named_by_their_header():
    columns = {
        "First name": ["Jo", ""],
        "Name of your group": ["Singers", "Walkers"],
        "Email": ["anonymous", "anonymous"],
    }
    assert [(each.header, each.kind, each.cells, each.whole) for each in find_personal(table(columns))] == [
        ("First name", "names", 1, True),
        ("Email", "email addresses", 2, True),
    ]


def test_one_column_may_hold_several_kinds():
    assert found(["a@b.org or 07700 900123", "GL1 2EQ"]) == {
        "email addresses": (1, False),
        "phone numbers": (1, False),
        "postcodes": (1, False),
    }


def test_bare_numbers_of_ten_digits_are_nhs_numbers_only_in_company():
    # 9434765919 passes modulus 11; the others fail by their last digit, as ten in eleven random numbers do
    assert found(["9434765919", "9434765918", "9434765910"]) == {}
    assert found(["9434765919", "9434765919", "9434765910"]) == {"NHS numbers": (2, True)}
    # random numbers of any length, one of which passes
    assert found(["9434765919", "123456789", "98765432", "12345678"]) == {}


def test_what_was_found_never_says_what_it_says():
    secret = find_personal(table({"x": ["jo.bloggs@example.org"]}))
    assert "bloggs" not in repr(secret)


def test_a_pseudonym_is_steady_and_needs_its_secret():
    key, other = b"k" * 32, b"o" * 32
    assert pseudonym(key, "AB12CD") == pseudonym(key, "AB12CD")
    assert pseudonym(key, "AB12CD") != pseudonym(other, "AB12CD")
    assert pseudonym(key, "AB12CD") != pseudonym(key, "AB12CE")
    assert len(pseudonym(key, "")) == 16
    with pytest.raises(ValueError, match="at least 16 bytes"):
        pseudonym(b"short", "AB12CD")


def test_a_pseudonym_is_the_published_hmac():
    """RFC 4231, test case 1: key 20 times 0x0b, "Hi There", digest b0344c61d8db38535ca8...; its first ten bytes."""
    assert pseudonym(b"\x0b" * 20, "Hi There") == b32encode(bytes.fromhex("b0344c61d8db38535ca8")).decode()
