"""Output: results on stdout, everything else on stderr; an error is a sentence, never a traceback."""

from __future__ import annotations

import errno
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import click
import orjson

from node.control import explain
from node.store.errors import StoreError
from vocab.language import Language

MAX_CELL = 70
# What the system says when it refuses, for French readers; it knows English only.
_REFUSALS: Final = {
    errno.ENOENT: "il n'y a rien à cet endroit",
    errno.ENOTDIR: "un dossier est attendu à cet endroit",
    errno.EISDIR: "c'est un dossier",
    errno.EACCES: "votre compte n'en a pas le droit",
    errno.EPERM: "votre compte n'en a pas le droit",
    errno.EROFS: "ce disque est en lecture seule",
    errno.ENOSPC: "il n'y a plus de place sur le disque",
    errno.EDQUOT: "il n'y a plus de place sur le disque",
    errno.EMFILE: "trop de fichiers sont ouverts",
    errno.ENAMETOOLONG: "ce nom est trop long",
}
# What moves the cursor, sets colours, or writes from right to left over what stands there.
_COMMANDING: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class Failed(Exception):
    """The running node answered that it cannot be done: a sentence in both languages, findings where there are some."""

    def __init__(self, answer: Mapping[str, object]) -> None:
        super().__init__(str(answer.get("log") or answer.get("en")))
        self.answer = answer


def show_json(value: object) -> None:
    """A result for programs."""
    click.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2, default=str).decode())


def show(value: object, json_: bool, lines: Iterable[str]) -> None:
    """A result as JSON, or as lines for people."""
    if json_:
        show_json(value)
        return
    for line in lines:
        say(line)


def say(line: str) -> None:
    """A line for people. What others wrote is in it: nothing of it commands the terminal."""
    click.echo(_harmless(line))


def show_rows(value: object, json_: bool, lines: Sequence[str], nothing: str) -> None:
    """Rows; where there are none a person reads so, beside an output that stays empty."""
    show(value, json_, lines)
    if not lines and not json_:
        note(nothing)


def note(sentence: str) -> None:
    """Something to know that is not the result."""
    click.echo(_harmless(sentence), err=True)


def columns(rows: Sequence[Sequence[object]]) -> list[str]:
    """Rows as aligned lines."""
    cells = [[_cell(value) for value in row] for row in rows]
    widths = [max(len(row[place]) for row in cells) for place in range(len(cells[0]))] if cells else []
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]


def error_lines(error: Exception, language: Language) -> list[str]:
    """What went wrong, for the person at the keyboard: a sentence, then a line for each finding."""
    answer = error.answer if isinstance(error, Failed) else _explained(error)
    sentence = str(answer.get(language))
    detail = str(answer.get("log") or "")
    if detail and detail != answer.get("en") and detail not in sentence:
        sentence = f"{sentence} ({' '.join(detail.split())})"
    findings = answer.get("findings")
    lines = [str(item[language]) for item in findings] if isinstance(findings, list) else []
    return [sentence, *(f"  {line}" for line in lines)]


class Progress:
    """How far a long command is, beside its result: on a terminal one line, written over; elsewhere a line a tenth."""

    def __init__(self) -> None:
        self._tenths = 0
        self._shown = False

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown and sys.stderr.isatty():
            click.echo(err=True)

    def __call__(self, said: Mapping[str, object]) -> None:
        """Hear how far it is: `done`, and `total` where that is known."""
        done, total = said.get("done"), said.get("total")
        if not isinstance(done, int):
            return
        share = min(1.0, done / total) if isinstance(total, int) and total > 0 else None
        line = f"{done}" if share is None else f"{done}/{total}, {share:.0%}"
        if sys.stderr.isatty():
            # Of another length than before, at the end or when a total becomes known: nothing of it stays behind.
            click.echo(f"\r{line:<40}", nl=False, err=True)
            self._shown = True
        elif share is not None and int(share * 10) > self._tenths:
            # What is done at its first word needs none.
            if share < 1 or self._shown:
                note(line)
            self._tenths, self._shown = int(share * 10), True


def quiet(done: Mapping[str, object]) -> None:
    """Nothing to show on the way."""


def _explained(error: Exception) -> dict[str, object]:
    if isinstance(error, OSError):
        place = str(error.filename or "")
        fr = _REFUSALS.get(error.errno or 0, error.strerror or str(error))
        en = error.strerror or str(error)
        return {"fr": " : ".join(each for each in (place, fr) if each), "en": ": ".join(filter(None, (place, en)))}
    answer = explain(error)
    if isinstance(error, StoreError):
        answer.pop("log")  # its sentence says it all
    return answer


def _harmless(text: str) -> str:
    return _COMMANDING.sub("\ufffd", text)


def _cell(value: object) -> str:
    text = " ".join(str("" if value is None else value).split())
    return text if len(text) <= MAX_CELL or "://" in text else text[: MAX_CELL - 1] + "…"
