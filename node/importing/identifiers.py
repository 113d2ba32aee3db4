"""Register numbers out of spreadsheets: blanks, lost zeros and check digits."""

from __future__ import annotations

import re
from typing import Final

from node.importing.row import Note
from vocab.language import Text

_FLOAT: Final = re.compile(r"\.0+$")
_RNA: Final = re.compile(r"W\d[\dA-Z]\d{7}")


def siren(value: str, notes: list[Note]) -> str | None:
    """The SIREN of a SIREN or SIRET cell, nine digits whose key holds (Luhn); None, and a note, when it is neither.

    >>> siren("552 100 554", [])
    '552100554'
    >>> siren("552 100 555", []) is None
    True
    """
    if not value.strip():
        return None
    digits = re.sub(r"[\s.\u202f-]", "", _FLOAT.sub("", value.strip()))
    if not digits.isascii() or not digits.isdigit():
        _left_out("siren", value, notes)
        return None
    number = digits[:9] if len(digits) == 14 else digits
    if 7 <= len(number) < 9 and luhn(number.zfill(9)):
        notes.append(Note("siren", Text("zéros du début rendus", "leading zeros given back")))
        return number.zfill(9)
    if len(number) == 9 and int(number) and luhn(number):
        return number
    _left_out("siren", value, notes)
    return None


def rna(value: str, notes: list[Note]) -> str | None:
    """The number of a French association, W and nine characters; None, and a note, when it is none."""
    number = re.sub(r"[\s.-]", "", value).upper()
    if not number:
        return None
    if _RNA.fullmatch(number):
        return number
    _left_out("rna", value, notes)
    return None


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the others (ISO/IEC 7812-1)."""
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (doubled + sum(int(digit) for digit in digits[-1::-2])) % 10 == 0


def _left_out(field: str, value: str, notes: list[Note]) -> None:
    written, name = value.strip()[:40], field.upper()
    notes.append(
        Note(
            field,
            Text(f"« {written} » n'est pas un numéro {name} : laissé de côté", f'"{written}" is no {name}: left out'),
        )
    )
