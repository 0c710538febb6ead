"""CSV and its kin: encodings, separators, records of odd length, hidden characters."""

import pytest

from measures.exports.text_files import sniff_separator
from tests.export_files import body, codes, csv_text, only, refusal, row_numbers

UK = [["Code", "What helped?"], ["a1", "It’s £20 – a “café” visit"], ["b2", "naïve"]]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", []),
        ("utf-8-sig", []),
        ("utf-16", []),
        ("utf-16-le", []),
        ("utf-16-be", []),
        ("cp1252", ["encoding_guessed"]),
        ("mac_roman", ["encoding_guessed"]),
    ],
)
def test_encodings(encoding, said):
    table = only(csv_text(UK).encode(encoding))
    assert table.headers == ("Code", "What helped?")
    assert body(table) == UK[1:]
    assert codes(table) == said


def test_a_stated_encoding_wins():
    table = only(csv_text([["Code", "Town"], ["a1", "Łódź"]]).encode("cp1250"), encoding="cp1250")
    assert body(table) == [["a1", "Łódź"]]
    assert refusal("Code,x\na,é\n".encode("cp1252"), encoding="utf-8").issues[0].code == "encoding"
    for unknown in ("latin99", "hex", "rot13"):
        assert refusal("Code,x\na,b\n", encoding=unknown).issues[0].code == "encoding"


def test_c7_two_encodings_in_one_file():
    rows = [b"Code,Said\r\n", *[f"a{k},“fine” – £3\r\n".encode() for k in range(5)], "b1,£5 café\r\n".encode("cp1252")]
    table = only(b"".join(rows))
    assert body(table)[-1] == ["b1", "£5 café"]
    assert body(table)[0] == ["a0", "“fine” – £3"]
    assert codes(table) == ["mixed_encoding"]


def test_c7_text_that_was_garbled_before():
    table = only("Code,Said\na1,Itâ€™s Â£5\n")
    assert body(table) == [["a1", "Itâ€™s Â£5"]]
    assert codes(table) == ["garbled_text"]


def test_c6_control_characters_are_removed_counted_and_said():
    table = only("Co\x00de,Said\na\x01b,x\x0by\nc,d\n")
    assert table.headers == ("Code", "Said")
    assert body(table) == [["ab", "xy"], ["c", "d"]]
    assert table.issues[0].message.startswith("3 control characters")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators(separator):
    rows = [
        ["Code", "Groups", "Score"],
        ["a1", "Choir; walking, bingo", "1,5"],
        ["b2", "Art | craft\tcafé", "2,5"],
        ["c3", "", "3,5"],
    ]
    table = only(csv_text(rows, separator))
    assert table.headers == ("Code", "Groups", "Score")
    assert body(table) == rows[1:]


def test_headers_of_one_letter_are_names_where_no_tick_stands_below():
    often, never = "Often", "Hardly ever or never"
    table = only(csv_text([["Code", "X", "X", "X"], ["K1", often, never, never], ["K2", never, often, often]]))
    assert table.headers == ("Code", "X", "X", "X")
    ticks = [["Date", "Choir", "Art"], ["1/5/2026", "x", ""], ["2/5/2026", "x", "x"]]
    assert only(csv_text(ticks)).headers == ("Date", "Choir", "Art")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ID;Q1;Q2\n1;2,5;3,5\n2;1,5;4,5\n", ";"),
        ("ID,Groups\n1,Choir;Walking;\n2,Art;Bingo;\n", ","),
        ("Score\n1\n2\n", ","),
        ('"a;b","c;d"\n"e;f","g;h"\n', ","),
    ],
)
def test_separators_that_are_easily_mistaken(text, found):
    assert sniff_separator(text.encode()) == found


def test_excels_own_hint_and_a_stated_separator():
    table = only("sep=;\r\nCode;Happy\r\na1;7\r\n")
    assert (table.headers, row_numbers(table)) == (("Code", "Happy"), [3])
    assert refusal(b"sep=\xc2\r\nCode;Happy\r\n").issues[0].code in ("no_table", "no_answers")
    assert body(only("Code^Happy\na1^7\n", separator="^")) == [["a1", "7"]]
    for wrong in ("", ";;", '"', "\n", "£"):
        assert refusal("a,b\n1,2\n", separator=wrong).issues[0].code == "separator"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_also_inside_cells(end):
    text = f'Code,Said{end}a1,"one\ntwo\r\nthree"{end}b2,"x{end}{end}y"{end}c3,z'
    table = only(text)
    assert row_numbers(table) == [2, 3, 4]
    assert body(table)[1] == ["b2", f"x{end}{end}y"]


def test_rows_that_end_early_are_padded_and_said():
    table = only("Code,A,B,C\na1,1,2,3\nb2,1\nc3,1,2,3\nd4,1,2,3\n")
    assert body(table)[1] == ["b2", "1", "", ""]
    assert table.issues[0].code == "short_rows"
    assert "Row 3 ended before the last column" in table.issues[0].message


def test_a_question_cut_in_two_at_its_own_comma_is_named():
    error = refusal("Code,Overall, how satisfied are you?\na1,7\nb2,6\nc3,5\n").issues[0]
    assert (error.code, error.where) == ("ragged", "answers.csv, row 1")
    assert "'Overall, how satisfied are you?'" in error.message
    names_too_many = only("Code,Happy,Later,Last\na1,7\nb2,6\nc3,5\n")  # columns that hold nothing
    assert names_too_many.issues[0].code == "short_rows"


def test_surplus_separators_at_the_end_of_some_rows():
    table = only("Code,A\na1,1,,\nb2,2\nc3,3\n")
    assert body(table) == [["a1", "1"], ["b2", "2"], ["c3", "3"]]


def test_d3_a_comma_without_quotation_marks():
    error = refusal("Code,Said,Happy\na1,fine,3\nb2,well, yes,4\nc3,good,5\n")
    assert error.issues[0].code == "ragged"
    assert error.issues[0].where == "answers.csv, row 3"
    assert "4 cells where the table has 3 columns" in str(error)
    assert "well" not in str(error)


def test_d3_a_line_break_without_quotation_marks():
    error = refusal("Code,Said,Happy,Calm\na1,fine,3,1\nb2,one\ntwo,4,2\nc3,good,5,1\nd4,good,5,1\n")
    assert error.issues[0].code == "ragged"
    assert "Rows 3 to 4 look like one record" in str(error)


def test_names_that_do_not_fit_the_columns():
    error = refusal('Happy,Calm\n"1",3,4\n"2",5,6\n')
    assert error.issues[0].code == "ragged"
    assert "do not fit" in str(error)


def test_b8_a_quotation_mark_that_never_closes():
    rows = "".join(f"p{k},3\n" for k in range(200))
    error = refusal(f'Code,Said\na1,1\nb2,"oh no\n{rows}')
    assert error.issues[0].code == "unclosed_quote"
    assert error.issues[0].where == "answers.csv, row 3"
    error = refusal(f'Code,Said\na1,1\nb2,"oh no\n{rows * 200}')
    assert "row 3" in error.issues[0].where


def test_b8_a_cell_longer_than_any_answer():
    for size in (32_768, 200_000, 5_000_000):
        error = refusal(f"Code,Said\na1,{'x' * size}\n")
        assert (error.issues[0].code, error.issues[0].where) == ("too_large", "answers.csv, row 2")
    assert only(f"Code,Said\na1,{'x' * 32_767}\n").rows == 1
    assert only(f"Code,Said\na1,{'é' * 32_767}\n").rows == 1


def test_quotation_marks_inside_words_are_words():
    table = only('Code,Said\na1,5\' 6" tall\nb2,"he said ""hi"""\n')
    assert body(table) == [["a1", "5' 6\" tall"], ["b2", 'he said "hi"']]


def test_b7_too_many_columns():
    text = ",".join(f"Q{k}" for k in range(16_500))
    error = refusal(f"{text}\n{text}\n")
    assert error.issues[0].code == "too_large"
    assert "on its side" in str(error)
    assert (
        len(only("\n".join([",".join(f"Q{k}x" for k in range(2_500)), ",".join("1" * 2_500)]), limits=False).headers)
        == 2_500
    )


def test_b9_too_many_rows():
    text = "Code,Happy\n" + "a,1\n" * 200_001
    assert refusal(text).issues[0].code == "too_large"
    assert only(text, limits=False).rows == 200_001


def test_too_many_bytes():
    text = "Code,Happy\n" + f"{'a' * 30_000},1\n" * 1_700
    assert refusal(text).issues[0].code == "too_large"
    assert only(text, limits=False).rows == 1_700


def test_formulas_of_attack_are_only_text():
    """C1: harmless on reading; writing makes them safe."""
    cells = ["=cmd|'/C calc'!A0", '=HYPERLINK("http://x")', "+1+1", "-2+3", "@SUM(1)", "＝1"]
    table = only(csv_text([["Code", "=1+1"], *[[f"p{k}", cell] for k, cell in enumerate(cells)]]))
    assert table.headers == ("Code", "=1+1")
    assert [row[1] for row in body(table)] == cells


SATISFIED = "Overall, how satisfied are you with your life nowadays?"


def test_semicolons_part_columns_where_every_comma_is_a_decimal_sign_or_in_a_sentence():
    rows = [["Code", SATISFIED], ["JS14MA", "9,0"], ["KP02LE", "7,5"]]
    table = only("".join(f"{';'.join(row)}\n" for row in rows))
    assert (table.headers, body(table)) == (("Code", SATISFIED), rows[1:])


def test_commas_part_columns_where_they_stand_between_words_though_semicolons_are_as_many():
    rows = [["Code;Site", "Sum"], ["a1;Stroud", "Often"], ["b2;Stroud", "Never"]]
    table = only("".join(f"{','.join(row)}\n" for row in rows))
    assert (table.headers, body(table)) == (("Code;Site", "Sum"), rows[1:])


def test_texts_that_are_kept_from_a_spreadsheet_as_formulas():
    table = only('Code,Said\r\n="0012","=""1-2"""\r\n="0013",2\r\n')
    assert body(table) == [["0012", "1-2"], ["0013", "2"]]
    table = only('Code,Said\r\n"=""0012""",=1+1\r\n"=""0013""","=""a""&""b"""\r\n')
    assert body(table) == [["0012", "=1+1"], ["0013", '="a"&"b"']]
