"""Workbooks in a process of their own: what people's spreadsheets hold, and what strangers hide in them."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from node.bulk.workbook import is_workbook, unpacked
from node.importing.errors import ImportRefused
from node.importing.reading import read_file

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><workbook>&j;</workbook>"
)


def saved(path: Path, *rows: list[object]) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


async def test_workbook__cells_as_people_see_them(tmp_path: Path) -> None:
    path = saved(
        tmp_path / "a.xlsx",
        ["Nom", "CP", "Jour", "Heure", "Texte", "Formule"],
        ["Coop", 59000.0, datetime.datetime(2027, 3, 12), datetime.time(18, 30), "un\ndeux; trois", "=1+1"],
    )

    made = await unpacked(path, tmp_path / "t.csv", 100)

    (line,) = read_file(made.table).lines()
    assert line.cells == {
        "Nom": "Coop",
        "CP": "59000",
        "Jour": "2027-03-12",
        "Heure": "18:30:00",
        "Texte": "un\ndeux; trois",
    }


async def test_workbook__ten_thousand_lines(tmp_path: Path) -> None:
    rows: list[list[object]] = [[f"Coop {n}", "Lille"] for n in range(10_000)]
    path = saved(tmp_path / "a.xlsx", ["Nom", "Ville"], *rows)

    made = await unpacked(path, tmp_path / "t.csv", 10_000)
    assert sum(1 for _ in read_file(made.table).lines()) == 10_000
    with pytest.raises(ImportRefused, match="too many lines"):
        await unpacked(path, tmp_path / "t.csv", 9_999)


async def test_workbook__hidden_sheets_are_not_offered(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["Nom", "Ville"])
    hidden = book.create_sheet("Secret")
    hidden.sheet_state = "hidden"
    hidden.append(["Nom", "Salaire"])
    book.save(tmp_path / "a.xlsx")

    made = await unpacked(tmp_path / "a.xlsx", tmp_path / "t.csv", 10, "Secret")

    assert (made.sheet, made.sheets) == ("Sheet", ("Sheet",))


@pytest.mark.parametrize("what", ["laughs", "many", "rubbish", "other", "cut"])
async def test_workbook__of_a_stranger_is_refused(tmp_path: Path, what: str) -> None:
    path = tmp_path / "a.xlsx"
    if what in ("rubbish", "cut"):
        whole = saved(path, ["Nom"], ["Coop"]).read_bytes()
        path.write_bytes(whole[: len(whole) // 2] if what == "cut" else b"PK\x03\x04" + bytes(2_000))
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("mimetype" if what == "other" else "xl/workbook.xml", LAUGHS)
            for n in range(6_000 if what == "many" else 0):
                archive.writestr(f"xl/{n}", b"")

    with pytest.raises(ImportRefused):
        await unpacked(path, tmp_path / "t.csv", 100)


def test_is_workbook__an_old_one_says_how_to_save_it(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(100))

    with pytest.raises(ImportRefused, match="save it as"):
        is_workbook(path)
