"""Official numbers: which commune or EPCI a SIREN is that of. The numbers ship with the program (data/LICENCES.md)."""

from __future__ import annotations

import gzip
from bisect import bisect_left
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vocab.territories import Territories

NUMBERS: Final = Path(__file__).parent / "data" / "commune_numbers.tsv.gz"
_SIREN: Final = 9
_LINE: Final = _SIREN + 1 + 5 + 1  # number, tab, code, line break


@dataclass(frozen=True, slots=True)
class OfficialNumbers:
    """The communes by their SIREN; an EPCI's code is its SIREN already."""

    _lines: bytes
    _territories: Territories

    @classmethod
    def load(cls, territories: Territories) -> OfficialNumbers:
        """Read what ships with the program."""
        return cls(gzip.decompress(NUMBERS.read_bytes()), territories)

    def slug_of(self, siren: str) -> str | None:
        """The commune or EPCI that has this number.

        >>> OfficialNumbers.load(Territories.load()).slug_of("200093201")
        'fr-epci-200093201'
        """
        epci = self._territories.get(f"fr-epci-{siren}")
        if epci is not None:
            return epci.slug
        at = bisect_left(range(len(self)), siren.encode(), key=lambda line: self._at(line)[:_SIREN])
        if at == len(self) or self._at(at)[:_SIREN] != siren.encode():
            return None
        commune = self._territories.get(f"fr-commune-{self._at(at)[_SIREN + 1 : -1].decode()}")
        return commune.slug if commune is not None else None

    def __len__(self) -> int:
        return len(self._lines) // _LINE

    def _at(self, line: int) -> bytes:
        return self._lines[line * _LINE : (line + 1) * _LINE]
