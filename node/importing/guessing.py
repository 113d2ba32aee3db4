"""Guessing what the columns of a table mean: from their names, from names near to ours, from what stands in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from node.importing.columns import COLUMNS
from node.importing.mapping import joined, meaning_of, near_names, rank_of, states_language
from vocab.later import later
from vocab.words import fold

if TYPE_CHECKING:
    from rapidfuzz import fuzz, process
else:
    fuzz, process = later("rapidfuzz.fuzz"), later("rapidfuzz.process")

SAMPLES: Final = 50  # lines that are looked at
_NEAR: Final = 88.0
_EMAIL: Final = re.compile(r"[^\s@]+@[^\s@]+\.[a-z]{2,}", re.IGNORECASE)
_URL: Final = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_PHONE: Final = re.compile(r"(?:\+33|0)\s?[1-9](?:[\s.-]?\d{2}){4}")
_POSTCODE: Final = re.compile(r"\d{5}")
_SIREN: Final = re.compile(r"\d{3}\s?\d{3}\s?\d{3}(?:\s?\d{5})?")
_RNA: Final = re.compile(r"W\d{9}")
_LATITUDE: Final = re.compile(r"(?:4[1-9]|5[01])[.,]\d{2,}")
_LONGITUDE: Final = re.compile(r"-?\d[.,]\d{2,}")
_DAY: Final = re.compile(r"(?:\d{1,2}/\d{1,2}/\d{2,4}|\d{4}-\d{2}-\d{2}).*", re.DOTALL)
# In this order; the first that nearly all of a column's cells look like.
_LOOKS: Final[tuple[tuple[str, Callable[[str], object]], ...]] = (
    ("contact_email", _EMAIL.fullmatch),
    ("website", _URL.fullmatch),
    ("rna", _RNA.fullmatch),
    ("siren", _SIREN.fullmatch),
    ("contact_phone", _PHONE.fullmatch),
    ("postcode", _POSTCODE.fullmatch),
    ("latitude", _LATITUDE.fullmatch),
    ("longitude", _LONGITUDE.fullmatch),
    ("starts", _DAY.fullmatch),
)
_MOST: Final = 0.8


def guess(kind: str, headings: Sequence[str], samples: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Our field for each heading, '' where nothing is likely. `samples`: some of the cells below each.

    >>> guess("listing", ["Structure", "Mél", "Cp"], {"Mél": ["a@b.example"], "Cp": ["59000"]})
    {'Structure': 'name', 'Mél': 'contact_email', 'Cp': 'postcode'}
    """
    known = COLUMNS[kind]
    found = {heading: meaning_of(heading, kind) or "" for heading in headings if not states_language(heading)}
    for heading, ours in found.items():
        if not ours:
            found[heading] = _by_name(kind, heading)
    for heading, ours in found.items():
        if not ours and (looks := _by_values(samples.get(heading, ()))) in known and looks not in found.values():
            found[heading] = looks
    if "name" not in found.values() and (likely := _likely_name(found, samples)):
        found[likely] = "name"
    best = _best(kind, found)
    kept = {heading for heading, ours in found.items() if ours in known and best.get(ours, heading) == heading}
    return {heading: ours if heading in kept else "" for heading, ours in found.items()}


def _best(kind: str, found: Mapping[str, str]) -> dict[str, str]:
    """Of several columns that mean one field, the one whose name says it best; where they may be joined, none is."""
    best: dict[str, str] = {}
    for heading, ours in found.items():
        if ours and not joined(ours):
            first = best.setdefault(ours, heading)
            if rank_of(heading, ours, kind) < rank_of(first, ours, kind):
                best[ours] = heading
    return best


def _by_name(kind: str, heading: str) -> str:
    names = near_names(kind)
    folded = fold(heading[:100])
    if len(folded) < 4:
        return ""
    # Whole words in any order, as in "Adresse mail du contact"; short names would be near to everything.
    near = process.extractOne(folded, [each for each in names if len(each) > 3], scorer=fuzz.ratio, score_cutoff=_NEAR)
    if near is not None:
        return names[near[0]]
    words = set(folded.split())
    within = [each for each in names if len(each) > 3 and set(each.split()) <= words]
    return names[max(within, key=len)] if within else ""


def _by_values(cells: Sequence[str]) -> str:
    said = [cell.strip() for cell in cells if cell.strip()]
    if not said:
        return ""
    for ours, looks in _LOOKS:
        if sum(1 for cell in said if looks(cell)) >= _MOST * len(said):
            return ours
    return ""


def _likely_name(found: Mapping[str, str], samples: Mapping[str, Sequence[str]]) -> str:
    """The first column of short texts that are hardly ever the same."""
    for heading, ours in found.items():
        said = [cell.strip() for cell in samples.get(heading, ()) if cell.strip()]
        texts = [cell for cell in said if len(cell) <= 120 and any(letter.isalpha() for letter in cell)]
        if not ours and said and len(texts) >= _MOST * len(said) and len(set(texts)) >= _MOST * len(texts):
            return heading
    return ""
