"""What is printed for people: others wrote some of it."""

from __future__ import annotations

import pytest

from node.cli.output import Progress, columns, note, say, show


@pytest.mark.parametrize(
    "text",
    ["\x1b[31mred", "\x1b]0;title\x07", "back\x08\x08", "over\rwrite", "\x9b31m", "\u202eesrever", "\x00"],
)
def test_say__nothing_that_others_wrote_commands_the_terminal(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    say(text)
    show(None, False, [*columns([("a", text)])])
    note(text)

    out, err = capsys.readouterr()
    assert not any(letter in out + err for letter in "\x1b\x07\x08\r\x9b\u202e\x00")
    assert "\ufffd" in err


def test_say__letters_of_every_language_stay(capsys: pytest.CaptureFixture[str]) -> None:
    words = "« Épicerie » à l’été, 30 €, שלום, 👩\u200d🌾, تعاونية"

    say(words)

    assert capsys.readouterr().out == f"{words}\n"


def heard(*said: dict[str, object]) -> None:
    with Progress() as progress:
        for each in said:
            progress(each)


def test_progress__a_line_a_tenth_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    heard(*({"done": done, "total": 400} for done in range(1, 401)))

    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [f"{40 * tenth}/400, {10 * tenth}%" for tenth in range(1, 11)]


@pytest.mark.parametrize(
    "said",
    [{"done": 12, "total": 12}, {"done": 12, "total": 10}, {"done": 500}, {"documents": []}, {"done": 0, "total": 0}],
)
def test_progress__nothing_of_what_is_done_at_once(said: dict[str, object], capsys: pytest.CaptureFixture[str]) -> None:
    heard(said)

    assert capsys.readouterr() == ("", "")


def test_progress__one_line_written_over_on_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)

    heard({"done": 500}, {"done": 256, "total": 1024}, {"done": 1024, "total": 1024})

    out, err = capsys.readouterr()
    assert (out, err[-1]) == ("", "\n")
    assert [line.strip() for line in err.split("\r")] == ["", "500", "256/1024, 25%", "1024/1024, 100%"]
