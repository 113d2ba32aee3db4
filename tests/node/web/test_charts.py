"""Charts as pictures."""

from __future__ import annotations

from node.web.charts import BARS, TALL, Row, bars, columns


def test_bars__the_longest_fills_the_width_and_parts_follow_each_other() -> None:
    rows = [Row("Manger", (1, 2, 1), 3), Row("Réparer", (1, 0, 0), 1), Row("Énergie", (0, 0, 0), 0)]

    chart = bars("id", "Titre", "Ce qui est dit", rows, ("here", "serving", "wider"))

    widths = [(piece.look, piece.width) for piece in chart.pieces]
    assert widths == [("here", BARS / 4), ("serving", BARS / 2), ("wider", BARS / 4), ("here", BARS / 4)]
    assert [piece.x for piece in chart.pieces] == [1, 1 + BARS / 4, 1 + 3 * BARS / 4, 1]
    assert [word.text for word in chart.words] == ["Manger", "3", "Réparer", "1", "Énergie", "0"]


def test_columns__a_gap_where_nothing_was_counted() -> None:
    chart = columns("id", "Titre", "Ce qui est dit", [("11/26", 2), ("12/26", None), ("01/27", 4)])

    assert [piece.height for piece in chart.pieces] == [TALL / 2, TALL, 1]
    assert [word.text for word in chart.words] == ["2", "11/26", "12/26", "4", "01/27"]


def test_charts__of_nothing_are_drawn_all_the_same() -> None:
    assert bars("id", "t", "d", [], ()).pieces == ()
    assert len(columns("id", "t", "d", [("11/26", 0)]).pieces) == 2
