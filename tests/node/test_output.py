"""What is printed for people: others wrote some of it."""

from __future__ import annotations

import pytest

from node.cli.output import columns, note, say, show


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
