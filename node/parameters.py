"""Reading the directory's parameters one by one: each either gives a value or a refusal that names it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from node.cursor import MAX_LENGTH as MAX_CURSOR
from vocab.adherence import ANY
from vocab.entry import instant
from vocab.language import Text
from vocab.vocabulary import Vocabulary
from vocab.words import MAX_TERM_LENGTH, fold

MAX_PARAMETERS: Final = 200
MAX_VALUES: Final = 50
MAX_LENGTH: Final = 500
MAX_RADIUS_KM: Final = 1000.0
MAX_SAID: Final = 12
MAX_WORDS: Final = 32

# The kinds that say something of practices.
STATING: Final = frozenset({"organization", "practice", "report", "story"})
# Those that name one besides: the help that is looked for, or offered, with it.
NAMING: Final = STATING | {"offer", "request", "endorsement"}
KINDS: Final = ("organization", "practice", "offer", "request", "event", "report", "story", "endorsement")
SORTS: Final = ("relevance", "updated", "name", "distance")

_TRACKERS: Final = re.compile(r"utm_.*|fbclid|gclid")
_HOST: Final = re.compile(r"[a-z0-9.\-\[\]:]{1,253}")
_LICENSE: Final = re.compile(r"[A-Za-z0-9.+:/#_\-]{1,200}")


class BadQuery(Exception):
    """Refused: a parameter of a question is unknown or malformed.

    `text` says why, to programs and those who write them, with the codes they write. A page says `plain` instead, with
    the words for `value` where it stands, and offers what is `near`: conditions that would do in its place (law 12).
    """

    def __init__(
        self,
        parameter: str,
        text: Text,
        *,
        plain: Text | None = None,
        value: str | None = None,
        near: Iterable[tuple[str, str]] = (),
    ) -> None:
        super().__init__(f"{parameter}: {text}")
        self.parameter = parameter
        self.text = text
        self.plain = plain or text
        self.value = value
        self.near = tuple(near)


@dataclass(frozen=True, slots=True)
class Choice:
    """Values of which one at least must hold, and values of which none may."""

    wanted: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted or self.refused)


def gather(
    pairs: Iterable[tuple[str, str]], names: Collection[str], *, html: bool = False
) -> dict[str, tuple[str, ...]]:
    """The values of each parameter, blank ones left out: a form sends its empty fields too."""
    given: dict[str, list[str]] = {}
    for count, (name, value) in enumerate(pairs):
        if count >= MAX_PARAMETERS:
            raise BadQuery(name, Text("il y a trop de paramètres", "there are too many parameters"))
        if name not in names:
            if html and _TRACKERS.fullmatch(name):
                continue
            raise _absent(name[:100], names)
        # A cursor of ours carries the numbers of up to a thousand records.
        if len(value) > (MAX_CURSOR if name == "cursor" else MAX_LENGTH) or "\x00" in value:
            raise BadQuery(
                name, Text("cette valeur est trop longue ou illisible", "this value is too long or unreadable")
            )
        if value.strip() and value.strip() != "-":
            given.setdefault(name, []).append(value.strip())
        if len(given.get(name, ())) > MAX_VALUES:
            raise BadQuery(name, Text("il y a trop de valeurs", "there are too many values"))
    return {name: tuple(values) for name, values in given.items()}


def _absent(name: str, names: Collection[str]) -> BadQuery:
    near = get_close_matches(name.lower(), sorted(names), 3, 0.6)
    there_are = ", ".join(near or sorted(names))
    said = Text("ce paramètre n'existe pas", "there is no such parameter")
    if not there_are:
        return BadQuery(name, Text(f"{said.fr} : enlevez-le", f"{said.en}: take it away"), plain=said)
    if near:
        return BadQuery(
            name, Text(f"{said.fr} ; au plus près : {there_are}", f"{said.en}; nearest: {there_are}"), plain=said
        )
    return BadQuery(name, Text(f"{said.fr} ; il y a : {there_are}", f"{said.en}; there are: {there_are}"), plain=said)


def words(values: Sequence[str]) -> Choice:
    """Texts to look for; a word after a minus is not wanted."""
    wanted: list[str] = []
    refused: list[str] = []
    if sum(len(fold(value).split()) for value in values) > MAX_WORDS:
        raise BadQuery("q", Text(f"{MAX_WORDS} mots au plus en tout", f"at most {MAX_WORDS} words in all"))
    for value in values:
        parts = value.split()
        for part in parts:
            if any(len(word) > MAX_TERM_LENGTH for word in fold(part).split()):
                raise BadQuery(
                    "q",
                    Text(
                        f"un mot a {MAX_TERM_LENGTH} lettres au plus : « {part[:40]}… » est trop long",
                        f"a word has at most {MAX_TERM_LENGTH} letters: “{part[:40]}…” is too long",
                    ),
                )
        kept = [part for part in parts if not part.startswith("-")]
        refused += [part[1:] for part in parts if part.startswith("-") and fold(part)]
        if fold(" ".join(kept)):
            wanted.append(" ".join(kept))
    unwanted = {fold(word) for word in refused}
    both = next((word for text in wanted for word in text.split() if fold(word) in unwanted), None)
    if both is not None:
        raise BadQuery("q", _at_once(both))
    return Choice(tuple(wanted), tuple(refused))


def choice(name: str, values: Sequence[str], vocabulary: Vocabulary) -> Choice:
    """The values of a facet as notations, a leading minus refusing; raises `BadQuery` for one not in its list."""
    wanted: list[str] = []
    refused: list[str] = []
    for value in values:
        written = value.removeprefix("-")
        notation = _notation(name, written, vocabulary)
        if notation is None:
            raise _unknown(name, value, _nearest(name, written, vocabulary))
        (wanted if written == value else refused).append(notation)
    return _agreeing(name, wanted, refused)


def territories(values: Sequence[str], vocabulary: Vocabulary, *, names: bool = False) -> Choice:
    """Territories as slugs; an unknown one is refused with the nearest names. `names`: a name or a postcode will do."""
    found: tuple[list[str], list[str]] = ([], [])
    for value in values:
        written = value.removeprefix("-")
        known = vocabulary.territories.get(written)
        slugs = (known.slug,) if known is not None else vocabulary.named(written) if names else ()
        if not slugs:
            near = [(each.slug, each.name, each.name) for each in vocabulary.territories.suggest(written, 5)]
            raise _unknown("territory", value, near, code_first=False)
        found[value.startswith("-")].extend(slugs)
    return _agreeing("territory", *found)


def require_territory(values: Sequence[str], territory: Choice) -> None:
    """Refuse relations to no territory. Raises `BadQuery`."""
    if values and not territory:
        raise BadQuery(
            "relation",
            Text(
                "il faut aussi un territoire : territory=fr-epci-200093201",
                "a territory is needed too: territory=fr-epci-200093201",
            ),
            plain=Text("il faut aussi dire le lien à quel territoire", "the territory it relates to is needed too"),
        )


def relations(values: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """The relations to a territory that count."""
    for value in values:
        if value.removeprefix("-") not in known:
            raise _unknown("relation", value, [(each, "", "") for each in known])
    wanted = [value for value in values if not value.startswith("-")] or known
    left = tuple(each for each in known if each in wanted and f"-{each}" not in values)
    if not left:
        raise BadQuery(
            "relation",
            Text("il n'en reste aucun : retirez un des refus", "none is left: take one of the refusals away"),
        )
    return left


def agree(kinds: Choice, claimed: Choice, practice: Choice, min_level: int | None) -> None:
    """Refuse what no kind asked can answer: only organisations are claimed, only some records say of practices."""
    if claimed.wanted and (kinds.wanted and "organization" not in kinds.wanted or "organization" in kinds.refused):
        raise BadQuery(
            "claimed",
            Text("n'a de sens qu'avec kind=organization", "makes sense with kind=organization only"),
            plain=Text("cela n'a de sens que pour des organisations", "this makes sense for organisations only"),
            near=[("kind", "organization")],
        )
    name = "min_level" if min_level is not None else "practice" if practice.wanted else None
    saying = STATING if min_level is not None else NAMING
    if name and saying.isdisjoint(set(kinds.wanted or ("practice",)).difference(kinds.refused)):
        raise BadQuery(
            name,
            Text(
                f"ces types de fiches ne disent rien des pratiques : ajoutez kind= parmi {', '.join(sorted(saying))}",
                f"these kinds of record say nothing of practices: add kind= one of {', '.join(sorted(saying))}",
            ),
            plain=Text("ces fiches ne disent rien des pratiques", "these records say nothing of practices"),
            near=[("kind", kind) for kind in KINDS if kind in saying],
        )


def whole(name: str, value: str | None, least: int, most: int) -> int | None:
    """A whole number between two bounds."""
    if value is None:
        return None
    if not value.isascii() or not value.isdigit() or len(value) > 9 or not least <= int(value) <= most:
        raise BadQuery(name, Text(f"un nombre entre {least} et {most} est attendu", f"a number from {least} to {most}"))
    return int(value)


def near(value: str | None) -> tuple[float, float] | None:
    """A point as LAT,LON in degrees."""
    if value is None:
        return None
    numbers = _numbers(value, 2)
    if numbers is None or abs(numbers[0]) > 90 or abs(numbers[1]) > 180:
        raise BadQuery("near", Text("écrivez latitude,longitude : 50.63,3.06", "write latitude,longitude: 50.63,3.06"))
    return numbers[0], numbers[1]


def radius(value: str | None, point: tuple[float, float] | None, default: float) -> float:
    """Kilometres around `near`."""
    if value is None:
        return default
    numbers = _numbers(value, 1)
    if numbers is None or not 0 < numbers[0] <= MAX_RADIUS_KM:
        raise BadQuery("radius_km", Text("des kilomètres sont attendus, jusqu'à 1000", "kilometres, up to 1000"))
    if point is None:
        raise BadQuery(
            "radius_km",
            Text("il faut aussi un point : near=50.63,3.06", "a point is needed too: near=50.63,3.06"),
            plain=Text("il faut aussi dire autour de quel point", "a point is needed too"),
        )
    return numbers[0]


def bbox(value: str | None, name: str = "bbox") -> tuple[float, float, float, float] | None:
    """A box as W,S,E,N in degrees; west may exceed east, across the 180th meridian."""
    if value is None:
        return None
    numbers = _numbers(value, 4)
    if numbers is None:
        raise BadQuery(
            name,
            Text(
                "quatre nombres sont attendus, ouest,sud,est,nord : 2.8,50.5,3.3,50.8",
                "four numbers are expected, west,south,east,north: 2.8,50.5,3.3,50.8",
            ),
        )
    west, south, east, north = numbers
    if max(abs(west), abs(east)) > 180 or max(abs(south), abs(north)) > 90:
        raise BadQuery(
            name,
            Text(
                "en degrés, ouest et est vont de -180 à 180, sud et nord de -90 à 90",
                "in degrees west and east go from -180 to 180, south and north from -90 to 90",
            ),
        )
    if south > north:
        raise BadQuery(
            name,
            Text(
                f"le sud ({south:g}) est plus au nord que le nord ({north:g}) : écrivez ouest,sud,est,nord",
                f"its south ({south:g}) lies north of its north ({north:g}): write west,south,east,north",
            ),
        )
    return west, south, east, north


def since(value: str | None) -> str | None:
    """A date or an instant, as UTC with milliseconds."""
    found = instant(value.replace(" ", "+")) if value else None  # a plus in an address reads as a space
    if value and found is None:
        raise BadQuery("updated_since", Text("une date est attendue : 2026-01-31", "a date is expected: 2026-01-31"))
    return found


def sort(value: str | None, asked: Choice, point: tuple[float, float] | None, *, kept: bool = False) -> str:
    """How to order; by relevance when words are looked for, else the newest first.

    `kept`: by relevance without words is the newest first, as on a page, which says so, whose words somebody erased.
    """
    chosen = one_of("sort", value, SORTS) or ("relevance" if asked.wanted else "updated")
    if chosen == "relevance" and not asked.wanted and not kept:
        raise BadQuery("sort", Text("il faut aussi des mots : q=vélo", "words are needed too: q=bicycle"), value=chosen)
    if chosen == "distance" and point is None:
        raise BadQuery(
            "sort",
            Text("il faut aussi un point : near=50.63,3.06", "a point is needed too: near=50.63,3.06"),
            plain=Text("pour trier par distance il faut un point", "sorting by distance needs a point"),
            value=chosen,
            near=[("sort", "updated"), ("sort", "name")],
        )
    return "updated" if chosen == "relevance" and not asked.wanted else chosen


def facets(values: Sequence[str], known: Sequence[str], *, paging: bool) -> tuple[str, ...]:
    """The facets to count: all, none or named; by default all on a first page and none on the next."""
    names = [name.strip() for value in values for name in value.split(",") if name.strip()]
    if not names:
        return () if paging else tuple(known)
    for name in names:
        if name not in known and name not in ("all", "none"):
            raise _unknown("facets", name, [(each, "", "") for each in ("all", "none", *known)])
    if len(names) > 1 and {"all", "none"} & set(names):
        raise BadQuery("facets", Text("all et none se donnent seuls", "all and none stand alone"))
    return {"all": tuple(known), "none": ()}.get(names[0], tuple(name for name in known if name in names))


def one_of(name: str, value: str | None, known: Sequence[str]) -> str | None:
    """A value of a short list."""
    if value is not None and value not in known:
        raise _unknown(name, value, [(each, "", "") for each in known])
    return value


def _agreeing(name: str, wanted: Sequence[str], refused: Sequence[str]) -> Choice:
    both = next((value for value in wanted if value in refused), None)
    if both is not None:
        raise BadQuery(name, _at_once(both), plain=_at_once("{value}"), value=both)
    return Choice(tuple(dict.fromkeys(wanted)), tuple(dict.fromkeys(refused)))


def _at_once(value: str) -> Text:
    return Text(
        f"« {value} » est à la fois demandé et refusé : gardez l'un des deux",
        f"“{value}” is both asked for and refused: keep one of the two",
    )


def _notation(name: str, value: str, vocabulary: Vocabulary) -> str | None:
    schemes = vocabulary.schemes
    if name == "kind":
        return value if value in KINDS else None
    if name == "claimed":
        return value if value in ("true", "false") else None
    if name == "practice":
        practice = vocabulary.charter.get(value)
        return practice.notation if practice else None
    if name == "charter":
        return value if value == ANY or value in vocabulary.charter.every_version else None
    if name == "origin":
        return value.lower() if _HOST.fullmatch(value.lower()) else None
    if name == "identifier":
        return "".join(value.split()).lower()
    scheme = {
        "sector": schemes.sector,
        "need": schemes.need,
        "stage": schemes.stage,
        "coop_status": schemes.coop_status,
        "legal_form": schemes.legal_form,
        "evidence": schemes.evidence,
        "freshness": schemes.freshness,
        "verified_by": schemes.verified_by,
        "license": schemes.license,
        "policy": schemes.policy,
    }[name]
    concept = scheme.get(value)
    if concept is None and name == "license" and _LICENSE.fullmatch(value):
        return value
    return concept.notation if concept else None


# A value with its words in French and English, empty where it has none.
Near = tuple[str, str, str]


def _nearest(name: str, value: str, vocabulary: Vocabulary) -> list[Near]:
    if name == "kind":
        return [(kind, "", "") for kind in KINDS]
    if name == "claimed":
        return [("true", "", ""), ("false", "", "")]
    if name == "charter":
        return [(each, "", "") for each in (ANY, *vocabulary.charter.every_version)]
    if name == "practice":
        near = [(each.notation, each.label) for each in vocabulary.charter.suggest(value)]
    else:
        scheme = getattr(vocabulary.schemes, name, None)
        # A short list is said whole when nothing in it resembles what was asked.
        near = [(each.notation, each.label) for each in (scheme.suggest(value) or scheme)] if scheme else []
        near = near if len(near) <= MAX_SAID else near[:5]
    return [(notation, label.fr, label.en) for notation, label in near]


def _unknown(name: str, value: str, near: Sequence[Near], *, code_first: bool = True) -> BadQuery:
    """A value that is in no list, with the nearest of those that are."""
    written = value.removeprefix("-")
    minus, shown = value[: len(value) - len(written)], written[:100]
    plain = Text("« {value} » n'est pas connu", "“{value}” is not known")
    text = Text(f"« {shown} » n'est pas connu", f"“{shown}” is not known")
    if near:
        said = [Text(_both(code, fr, code_first), _both(code, en, code_first)) for code, fr, en in near]
        text = Text(
            f"{text.fr} ; au plus près : {', '.join(each.fr for each in said)}",
            f"{text.en}; nearest: {', '.join(each.en for each in said)}",
        )
    return BadQuery(name, text, plain=plain, value=value, near=[(name, f"{minus}{code}") for code, _, _ in near])


def _both(code: str, words: str, code_first: bool) -> str:
    if not words:
        return code
    return f"{code} ({words})" if code_first else f"{words} ({code})"


def _numbers(value: str, count: int) -> tuple[float, ...] | None:
    try:
        numbers = tuple(float(part) for part in value.split(","))
    except ValueError:
        return None
    return numbers if len(numbers) == count and all(abs(number) < 1e6 for number in numbers) else None
