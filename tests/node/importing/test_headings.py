"""The names of columns, in tables as people make them."""

from __future__ import annotations

from pathlib import Path

from node.importing.reading import read_file


def test_headings__below_a_title_and_a_blank_line(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_text("Adhérents 2026;;\n;;\nNom;;Nom\nCoop;Lille;x\n", "utf-8")

    source = read_file(path)

    assert source.headings == ("Nom", "#2", "Nom (2)")
    assert [(line.number, line.cells) for line in source.lines()] == [
        (4, {"Nom": "Coop", "#2": "Lille", "Nom (2)": "x"})
    ]


def test_headings__a_regular_table_is_read_as_ever(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_text("name,city\nCoop,\nAutre,\n", "utf-8")

    assert [line.cells["name"] for line in read_file(path).lines()] == ["Coop", "Autre"]
