"""What people type into a search box: words to look for and, among them, places ("réparation vélo à Lens").

A place is a name of the territory table, a town's first name ("Boulogne") or a postcode. The longest name wins. Where
a name is an everyday word too (`data/ordinary_names.txt`, or a handful of letters), something must say that the place
is meant: it stands alone, after "à" or "près de", before its postcode or département, or with the only capital letter
of the sentence; a word of our schemes ("bio", "bus") is no place unless its département follows. A name that several
places bear means all of them, unless one is ten times larger than the next or what follows says which ("Solesmes
(Nord)"). What stands between quotation marks is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from vocab.territories import Territories, Territory
from vocab.words import STOPWORDS, fold

MAX_PLACES: Final = 3
MAX_HOMONYMS: Final = 5
MAX_IN_POSTCODE: Final = 10
LARGER: Final = 10
_LONGEST: Final = 8  # words of a name; rarer ones are longer
_SMALL_TOWN: Final = 2000
_TOWN: Final = 10_000
_SHORT: Final = 3

_PIECE: Final = re.compile(r'"[^"]*"|«[^»]*»|“[^”]*”|[^\W_]+')
_QUOTED: Final = ('"', "«", "“")
_TO: Final = frozenset("a au aux vers in near around at depuis from".split())
_NEAR: Final = frozenset("pres proche autour cote alentours environs".split())
_AREA_WORDS: Final = frozenset("region pays commune ville secteur departement quartier".split())
_IN: Final = frozenset("en dans in".split())
_LINKS: Final = frozenset("de du des d le la les l the of et and entre".split())
_CONTRACTED: Final = {"au": "le ", "du": "le ", "aux": "les ", "des": "les "}
_ARTICLES: Final = ("le ", "la ", "les ", "l ")
_AREAS: Final = ("departement", "province", "region")
_DEPARTEMENT: Final = re.compile(r"[0-9]{2}|2[ab]|97[1-6]", re.ASCII)
_POSTCODE: Final = re.compile(r"[0-9]{5}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """A place among the words: what was typed, the slugs it means, and those of the same name left aside."""

    typed: str
    slugs: tuple[str, ...]
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A typed question: the words that are left to look for, and the places."""

    words: str
    places: tuple[Place, ...] = ()

    @property
    def slugs(self) -> tuple[str, ...]:
        """Every territory meant."""
        return tuple(dict.fromkeys(slug for place in self.places for slug in place.slugs))


@dataclass(frozen=True, slots=True)
class _Piece:
    raw: str
    word: str  # folded; empty for what is quoted
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Match:
    first: int
    end: int
    found: tuple[Territory, ...]
    sure: bool  # a qualifier or a code says that a place is meant


@dataclass(frozen=True, slots=True)
class Everyday:
    """Which folded words are everyday ones (`ordinary`), and which are words of our schemes (`ours`)."""

    ordinary: frozenset[str]
    ours: Callable[[str], bool]


def read(text: str, territories: Territories, everyday: Everyday) -> Asked:
    """The words and the places of `text`."""
    pieces = [_piece(found) for found in _PIECE.finditer(text)]
    matches: list[_Match] = []
    at = 0
    while at < len(pieces):
        match = _match(pieces, at, territories, everyday) if len(matches) < MAX_PLACES else None
        if match is not None:
            matches.append(match)
        at = match.end if match is not None else at + 1
    matches = _innermost(matches, territories)
    if not matches:
        return Asked(text)
    places = [_place(text, pieces, match) for match in matches if match.found]
    return Asked(_without(text, pieces, matches), tuple(places))


def _piece(found: re.Match[str]) -> _Piece:
    raw = found[0]
    return _Piece(raw, "" if raw.startswith(_QUOTED) else fold(raw), found.start(), found.end())


def _match(pieces: Sequence[_Piece], at: int, territories: Territories, everyday: Everyday) -> _Match | None:
    coded = _code(pieces, at, territories)
    if coded is not None:
        return coded
    before = pieces[at - 1].word if at else ""
    for end in reversed(_ends(pieces, at, before, territories)):
        words = [piece.word for piece in pieces[at:end]]
        found = _called(words, before, territories, everyday)
        if not found:
            continue
        match = _qualified(pieces, _Match(at, end, found, sure=False), territories)
        if match.sure and pieces[match.end - 1].word.isdigit() and everyday.ours(words[-1]):
            continue  # "bus 62" is a line of buses
        if match.sure or _meant(pieces, match, everyday):
            return match
    return None


def _ends(pieces: Sequence[_Piece], at: int, before: str, territories: Territories) -> list[int]:
    """Where a name that begins here may end: as long as some name goes on so."""
    ends: list[int] = []
    for end in range(at + 1, min(len(pieces), at + _LONGEST) + 1):
        words = " ".join(piece.word for piece in pieces[at:end])
        articles = ("", *_ARTICLES) if end == at + 1 else ("", _CONTRACTED.get(before, ""))
        if not pieces[end - 1].word or not any(territories.starts(article + words) for article in articles):
            break
        ends.append(end)
    return ends


def _code(pieces: Sequence[_Piece], at: int, territories: Territories) -> _Match | None:
    """A postcode, with the name of one of its communes after it or not; a département's number after "dans le"."""
    word = pieces[at].word
    if _POSTCODE.fullmatch(word):
        found = territories.with_postcode(word)[:MAX_IN_POSTCODE]
        for end in range(min(len(pieces), at + 1 + _LONGEST), at + 1, -1):
            named = territories.called(" ".join(piece.word for piece in pieces[at + 1 : end]))
            both = tuple(each for each in named if each in found)
            if both:
                return _Match(at, end, both, sure=True)
        return _Match(at, at + 1, found, sure=True) if found else None
    before = [piece.word for piece in pieces[max(0, at - 2) : at]]
    last = 0 < at == len(pieces) - 1
    if _DEPARTEMENT.fullmatch(word) and (last or before == ["dans", "le"] or before[-1:] in _NUMBERED):
        area = territories.get(f"fr-departement-{word.upper()}")
        return None if area is None else _Match(at, at + 1, (area,), sure=True)
    return None


_NUMBERED: Final = (["departement"], ["dept"], ["dpt"])


def _called(words: list[str], before: str, territories: Territories, everyday: Everyday) -> tuple[Territory, ...]:
    """Those of this name; "du Quesnoy" is Le Quesnoy, and a town of some size goes without its article."""
    name = " ".join(words)
    found = territories.called(name)
    if before in _CONTRACTED:
        found += territories.called(_CONTRACTED[before] + name)
    if not found and words[0] not in _LINKS and name not in everyday.ordinary:
        bare = (each for article in _ARTICLES for each in territories.called(article + name))
        found = tuple(each for each in bare if (each.population or 0) >= _SMALL_TOWN)
    if _people(found) < _TOWN and len(name) > _SHORT and name not in everyday.ordinary | _LINKS | _TO:
        towns = territories.beginning(name)
        found += tuple(each for each in towns if (each.population or 0) >= _TOWN)
    return _closest(found, territories)


def _people(found: Iterable[Territory]) -> int:
    return max((each.population or 0 for each in found), default=0)


def _closest(found: tuple[Territory, ...], territories: Territories) -> tuple[Territory, ...]:
    """Without the parts of a commune of the same name, and without what lies around another: Paris is the commune.

    A former commune stands for the one it became: that is what addresses of today say.
    """
    whole = {each.name for each in found if not each.is_part}
    today = (_today(each, territories) for each in found if not (each.is_part and each.name in whole))
    kept = list(dict.fromkeys(today))
    around = {slug for each in kept for slug in territories.within(each.slug)}
    return tuple(each for each in kept if each.slug not in around)


def _today(one: Territory, territories: Territories) -> Territory:
    whole = territories.get(one.parents[0]) if one.type == "commune-deleguee" and one.parents else None
    return whole or one


def _qualified(pieces: Sequence[_Piece], match: _Match, territories: Territories) -> _Match:
    """The same, narrowed by what follows: a postcode, a département's number or name, a région."""
    if match.end >= len(pieces):
        return match
    word = pieces[match.end].word
    if _POSTCODE.fullmatch(word):
        inside = tuple(each for each in match.found if word in each.postcodes)
        return _Match(match.first, match.end + 1, inside, sure=True) if inside else match
    areas = {f"fr-departement-{word.upper()}"} if _DEPARTEMENT.fullmatch(word) else set[str]()
    ends = {match.end + 1: areas}
    for end in range(min(len(pieces), match.end + _LONGEST), match.end, -1):
        named = territories.called(" ".join(piece.word for piece in pieces[match.end : end]))
        ends.setdefault(end, set()).update(each.slug for each in named if each.type in _AREAS)
    for end, slugs in sorted(ends.items(), reverse=True):
        inside = tuple(each for each in match.found if slugs.intersection(territories.within(each.slug)))
        if inside:
            return _Match(match.first, end, inside, sure=True)
    return match


def _meant(pieces: Sequence[_Piece], match: _Match, everyday: Everyday) -> bool:
    """Whether a name stands here for the place rather than for the word it also is."""
    words = [piece.word for piece in pieces[match.first : match.end]]
    bare = words[1:] if words[0] in _LINKS and len(words) > 1 else words
    if len(bare) > 1:
        return True
    word = bare[0]
    if everyday.ours(word) or word in STOPWORDS:
        return False
    if word not in everyday.ordinary and (len(word) > _SHORT or _people(match.found) >= _SMALL_TOWN):
        return True
    rest = [*pieces[: match.first], *pieces[match.end :]]
    if all(piece.word in _TO | _NEAR | _IN | _LINKS for piece in rest):
        return True
    before = [piece.word for piece in pieces[max(0, match.first - 2) : match.first]]
    if before and (before[-1] in _TO or (before[-1] in _LINKS and before[0] in _NEAR | _AREA_WORDS)):
        return True
    if before and (before[-1] in _IN or before[0] in _IN) and any(each.type in _AREAS for each in match.found):
        return True
    named = pieces[match.end - 1].raw
    return match.first > 0 and named[0].isupper() and not any(piece.raw[0].isupper() for piece in rest)


def _innermost(matches: list[_Match], territories: Territories) -> list[_Match]:
    """Without those that only say where another one lies: "Lens, Pas-de-Calais"."""
    around = {slug: set(territories.within(slug)) for match in matches for slug in (each.slug for each in match.found)}
    kept = []
    for match in matches:
        slugs = {each.slug for each in match.found}
        inner = (each.slug for other in matches if other is not match for each in other.found)
        if not any(around[slug] & slugs for slug in inner):
            kept.append(match)
        else:
            kept.append(_Match(match.first, match.end, (), match.sure))
    return kept


def _place(text: str, pieces: Sequence[_Piece], match: _Match) -> Place:
    typed = text[pieces[match.first].start : pieces[match.end - 1].end]
    found = sorted(match.found, key=lambda each: -(each.population or 0))
    if match.sure:
        return Place(typed, tuple(each.slug for each in found))
    most = found[0].population or 0 if found else 0
    meant = [each for each in found if (each.population or 0) * LARGER >= most][:MAX_HOMONYMS]
    return Place(typed, *(tuple(each.slug for each in some) for some in (meant, [e for e in found if e not in meant])))


def _without(text: str, pieces: Sequence[_Piece], matches: Sequence[_Match]) -> str:
    """The text without the places and the small words that led to them."""
    gone: set[int] = set()
    for match in matches:
        gone.update(range(match.first, match.end))
        at = match.first - 1
        while at >= 0 and pieces[at].word in _TO | _NEAR | _IN | _LINKS | frozenset(_CONTRACTED):
            gone.add(at)
            at -= 1
    return " ".join(_run(text, pieces, gone))


def _run(text: str, pieces: Sequence[_Piece], gone: set[int]) -> list[str]:
    """What is left, as it was typed, in runs of neighbours."""
    runs: list[str] = []
    at = 0
    while at < len(pieces):
        if at in gone:
            at += 1
            continue
        end = at
        while end + 1 < len(pieces) and end + 1 not in gone:
            end += 1
        runs.append(text[pieces[at].start : pieces[end].end])
        at = end + 1
    return runs
