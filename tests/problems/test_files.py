"""Files of records are opened whatever they are packed in, and what cannot be read says why."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from problems.importing import files
from problems.importing.files import UnusableRecords, opened

Write = Callable[..., Path]
LINES = ("kind,day", "Theft,2024-01-02", '"Noise, loud",2024-01-03')


@pytest.mark.parametrize("name", ["records.csv", "records.csv.gz", "records.zip"])
def test_it_is_read_plain_and_packed(write: Write, name: str) -> None:
    with opened(write(*LINES, name=name)) as records:
        assert records.columns == ("kind", "day")
        assert list(records.rows) == [(2, ["Theft", "2024-01-02"]), (3, ["Noise, loud", "2024-01-03"])]


@pytest.mark.parametrize("mark", ["\t", ";", "|"])
def test_the_mark_between_columns_is_found(write: Write, mark: str) -> None:
    with opened(write(f"kind{mark}day", f"Theft{mark}2024-01-02")) as records:
        assert next(records.rows)[1] == ["Theft", "2024-01-02"]


def test_a_stated_mark_wins_and_a_byte_order_mark_is_passed_over(write: Write) -> None:
    with opened(write("\ufeffkind;day,hour", "a;b,c"), delimiter=";") as records:
        assert records.columns == ("kind", "day,hour")


def test_a_value_over_two_lines_keeps_the_count_of_lines(write: Write) -> None:
    with opened(write("kind,day", '"one\ntwo",x', "b,y")) as records:
        assert [line for line, _values in records.rows] == [3, 4]


def test_what_cannot_be_read_says_why(write: Write, tmp_path: Path) -> None:
    two = tmp_path / "two.zip"
    with zipfile.ZipFile(two, "w") as packed:
        packed.writestr("a.csv", "x\n")
        packed.writestr("b.csv", "x\n")
    broken = tmp_path / "broken.csv.gz"
    broken.write_bytes(write(*LINES, name="records.csv.gz").read_bytes()[:-12])
    latin = tmp_path / "latin.csv"
    latin.write_bytes("kind,day\nVandalismo en la calle Peñón,1\n".encode("latin-1") * 9000)
    for path, says in (
        (tmp_path / "none.csv", "cannot be read"),
        (write("", name="empty.csv"), "is empty"),
        (write("kind,kind", "a,b", name="twice.csv"), "names the column “kind” twice"),
        (two, "must hold one table, and holds 2"),
        (broken, "cannot be read"),
        (latin, "not text in UTF-8"),
    ):
        with pytest.raises(UnusableRecords, match=says), opened(path) as records:
            list(records.rows)


def test_a_bomb_ends_at_the_bound(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 100_000)
    path = write("kind,day", *["Theft,2024-01-02"] * 20_000, name="records.csv.gz")
    with pytest.raises(UnusableRecords, match="larger than"), opened(path) as records:
        list(records.rows)


def test_what_goes_wrong_with_the_rows_is_not_said_of_the_file(write: Write) -> None:
    with pytest.raises(OSError, match="no space left"), opened(write(*LINES)):
        raise OSError("no space left")
    with pytest.raises(RuntimeError, match="projection"), opened(write(*LINES)):
        raise RuntimeError("projection")
