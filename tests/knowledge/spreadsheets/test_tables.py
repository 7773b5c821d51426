"""Files as people's programs write them: read right, or refused with the place of the fault."""

from __future__ import annotations

import csv
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import InvalidInput
from knowledge.spreadsheets.escaping import with_guard, without_guard
from knowledge.spreadsheets.tables import Formula, column_letters, is_formula, read_table
from knowledge.spreadsheets.workbooks import sheet_names
from knowledge.spreadsheets.writing import write_csv

# As openpyxl gives a date: without a zone.
DAY = datetime(2026, 3, 1)  # noqa: DTZ001


def write(folder: Path, data: bytes | str, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def workbook(folder: Path, rows: list[list[Any]], name: str = "list.xlsx", **more: Any) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "first"
    for row in rows:
        sheet.append(row)
    for title, content in more.items():
        other = book.create_sheet(title)
        for row in content:
            other.append(row)
    book.save(folder / name)
    return folder / name


def refusal(path: Path, sheet: str | None = None) -> str:
    with pytest.raises(InvalidInput) as caught:
        read_table(path, sheet)
    return "\n".join([str(caught.value), *caught.value.problems])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_usual_encodings(tmp_path: Path, encoding: str) -> None:
    table = read_table(write(tmp_path, "name,cost\r\nCafé “Zoë”,£5 – £6\r\n".encode(encoding)))
    assert table.headings == ("name", "cost")
    assert table.rows[0].values == ("Café “Zoë”", "£5 – £6")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_usual_separators(tmp_path: Path, separator: str) -> None:
    text = f'name{separator}"where, and; when"\nA{separator}"x{separator}y"\n'
    table = read_table(write(tmp_path, text))
    assert table.headings == ("name", "where, and; when")
    assert table.rows[0].values == ("A", f"x{separator}y")


def test_excels_own_separator_line_is_no_row(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, "sep=;\r\nname;a\r\nA;1\r\n"))
    assert table.headings == ("name", "a")
    assert table.rows[0].number == 2


def test_rows_are_numbered_as_the_spreadsheet_shows_them(tmp_path: Path) -> None:
    text = 'name,note\n\nA,"two\nlines"\n,\nB,x\n'
    table = read_table(write(tmp_path, text))
    assert [(row.number, row.values[0]) for row in table.rows] == [(3, "A"), (5, "B")]
    assert table.where(table.rows[1], "note") == "row 5, column B (note)"


def test_a_gap_between_columns_keeps_their_letters(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, "name,,phone\nA,,B\n"))
    assert table.where(table.rows[0], "phone") == "row 2, column C (phone)"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"\r\n\r\n", "holds no rows"),
        (b"name\x00\nA\n", "is not text"),
        (b"\x81\x8d\n", "is not text"),
        (
            b"name,Name\nA,B\n",
            "row 1: the heading 'Name' stands twice, the second time in column B",
        ),
        (b"name\nA,B\n", "row 2, column B: there is a value ('B') but no heading above it"),
        (b'name\nA\n"B\nC\n', "row 3: a quotation mark is opened and never closed"),
        (b'name\n"B"x\n', "row 2: the row cannot be read"),
    ],
)
def test_what_is_no_table_is_refused_with_its_place(tmp_path: Path, data: bytes, said: str) -> None:
    assert said in refusal(write(tmp_path, data))


def test_files_that_are_not_there_or_of_another_kind(tmp_path: Path) -> None:
    assert "There is no file" in refusal(tmp_path / "none.csv")
    assert "not a .csv or .xlsx file" in refusal(write(tmp_path, "x", "list.ods"))
    assert "not an Excel workbook" in refusal(write(tmp_path, "x", "list.xlsx"))
    assert "protected by a password" in refusal(
        write(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "list.xlsx")
    )
    folder = tmp_path / "folder.csv"
    folder.mkdir()
    assert "is a folder" in refusal(folder)


def test_a_workbook_keeps_numbers_and_dates(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["name", "n", "d", "b"], ["A", 5.0, DAY, True], [], ["B", 1.5]])
    table = read_table(path)
    assert table.rows[0].values == ("A", 5, DAY, True)
    assert table.rows[1].number == 4
    assert table.rows[1].values == ("B", 1.5, None, None)


def test_a_formula_and_a_fault_stay_what_they_are(tmp_path: Path) -> None:
    table = read_table(workbook(tmp_path, [["name", "n"], ["=1+1", "#N/A"]]))
    assert all(isinstance(value, Formula) for value in table.rows[0].values)


def test_which_sheet_is_meant(tmp_path: Path) -> None:
    rows = [["name"], ["A"]]
    path = workbook(tmp_path, rows, Second=[["name"], ["B"]], Empty=[])
    assert sheet_names(path) == ["first", "Second"]
    assert "say which of first, Second" in refusal(path)
    assert "has no sheet 'third'; it has first, Second" in refusal(path, "third")
    table = read_table(path, "second")
    assert table.rows[0].values == ("B",)
    assert table.source == "list.xlsx, sheet Second"
    hidden = openpyxl.load_workbook(path)
    hidden["Second"].sheet_state = "hidden"
    hidden.save(path)
    assert read_table(path).rows[0].values == ("A",)


def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knowledge.spreadsheets.workbooks.LARGEST_UNPACKED_BYTES", 1_000)
    assert "unpacks to" in refusal(workbook(tmp_path, [["name"], ["A"]]))


@pytest.mark.parametrize("member", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
@pytest.mark.parametrize(
    "xml",
    [
        b"<broken",
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>',
    ],
)
def test_a_damaged_or_hostile_workbook_is_refused(tmp_path: Path, member: str, xml: bytes) -> None:
    whole = workbook(tmp_path, [["name"], ["A"]])
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(broken, "w") as target:
        for item in source.infolist():
            target.writestr(item, xml if item.filename == member else source.read(item))
    assert "broken.xlsx" in refusal(broken)


@pytest.mark.parametrize(
    "text",
    ["=1+1", ' =HYPERLINK("http://x.invalid")', "+cmd|' /C calc'!A0", "@SUM(A1)"],
)
def test_what_would_be_run_is_a_formula(tmp_path: Path, text: str) -> None:
    assert is_formula(text)
    with (tmp_path / "list.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows([["name"], [text]])
    (row,) = read_table(tmp_path / "list.csv").rows
    assert isinstance(row.values[0], Formula)


@pytest.mark.parametrize("text", ["+44 116 257 5030", "- none yet", "-5", "@valonline", "a=b"])
def test_what_is_text_stays_text(text: str) -> None:
    assert not is_formula(text)


@given(st.text(alphabet="'=+-@\t\r\n ab,\";é", max_size=12))
def test_the_guard_can_be_undone(text: str) -> None:
    guarded = with_guard(text)
    assert without_guard(guarded) == text
    assert guarded[:1] not in tuple("=+-@\t\r\n")


def test_what_is_written_cannot_run_and_is_read_back(tmp_path: Path) -> None:
    texts = ["=1+1", "+44 116", "-x", "@x", "'=x", "plain", 'quo"te', "two\nlines", "£é"]
    path = tmp_path / "out.csv"
    assert write_csv(path, ["name"], [[text] for text in texts]) == len(texts)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for (cell,) in csv.reader(stream):
            assert cell[:1] not in tuple("=+-@")
    read = [row.values[0] for row in read_table(path).rows]
    assert read == texts
    assert not any(isinstance(value, Formula) for value in read)


@pytest.mark.parametrize(("column", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (703, "AAA")])
def test_letters_of_columns(column: int, letters: str) -> None:
    assert column_letters(column) == letters
