"""Tables for spreadsheets."""

import csv

import pytest

from companies.spreadsheets import csv_file, harmless


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\tx",
        "\r=1",
        "＝1",
        "+84-28-1234",
        "+1(2)",
        "+84 cmd|'/c'!A0",
    ],
)
def test_what_a_spreadsheet_would_run_is_shown(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize(
    "cell", ["Sao Mai", "0912 345 678", "+84912345678", "+84 28 1234 5678", ""]
)
def test_names_and_telephone_numbers_stay_as_they_are(cell):
    assert harmless(cell) == cell


def test_what_is_no_text_stays_as_it_is():
    assert harmless(-1) == -1
    assert harmless(None) is None


def test_a_file_is_read_back_as_it_was_written():
    rows = [["Công ty, “Sao Mai”", "a\nb", 3], ["=1", '"', None]]
    file = csv_file(["Name", "Note", "Meetings"], rows)
    assert file.startswith("\ufeff")
    assert list(csv.reader(file.removeprefix("\ufeff").splitlines(keepends=True))) == [
        ["Name", "Note", "Meetings"],
        ["Công ty, “Sao Mai”", "a\nb", "3"],
        ["'=1", '"', ""],
    ]
