"""A question to the directory: its parameters as the contract names them (DESIGN 7), read once and for every exit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Final

import orjson

from node import parameters
from node.parameters import BadQuery, Choice
from vocab.asked import Asked
from vocab.forms import tells
from vocab.language import Text
from vocab.vocabulary import Vocabulary

# The facets an answer counts, in the order in which a page shows them.
FACETS: Final = (
    "kind",
    "claimed",
    "verified_by",
    "territory",
    "need",
    "sector",
    "practice",
    "min_level",
    "charter",
    "stage",
    "coop_status",
    "legal_form",
    "freshness",
    "license",
    "policy",
    "origin",
)
RELATIONS: Final = ("placed", "serving", "wider")
CHOICES: Final = (*(facet for facet in FACETS if facet not in ("territory", "min_level")), "evidence", "identifier")
MAX_LIMIT: Final = 500
DEFAULT_LIMIT: Final = 50
DEFAULT_RADIUS_KM: Final = 20.0

SINGLE: Final = "min_level near radius_km bbox updated_since sort cursor limit view shade excel lang".split()
PARAMETERS: Final = frozenset({"q", "territory", "relation", "facets", *CHOICES, *SINGLE})
# What says which records are meant, and in which language one speaks of them; the rest is of a list.
NARROWING: Final = PARAMETERS - {"facets", "sort", "cursor", "limit", "view", "shade", "excel"}
# How the answer is cut and shown, not what it is about: a cursor stays good when these change.
_PRESENTATION: Final = frozenset(
    {"facets", "cursor", "limit", "excel", "lang", "view", "shade", "understood", "literal"}
)


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked. Repeats of a parameter widen it, different parameters narrow it.

    Places read among the words (`understood`) are in `territory` and no longer in `words`; `literal` asks for all the
    words instead, for when the places have nothing to show.
    """

    words: Choice = Choice()
    choices: Mapping[str, Choice] = field(default_factory=dict)
    territory: Choice = Choice()
    relations: tuple[str, ...] = RELATIONS
    min_level: int | None = None
    near: tuple[float, float] | None = None
    radius_km: float = DEFAULT_RADIUS_KM
    bbox: tuple[float, float, float, float] | None = None
    updated_since: str | None = None
    sort: str = "updated"
    facets: tuple[str, ...] = FACETS
    cursor: str | None = None
    limit: int = DEFAULT_LIMIT
    view: str = "list"
    shade: str | None = None
    excel: str | None = None
    lang: str | None = None
    understood: Asked | None = field(default=None, compare=False)
    literal: Query | None = field(default=None, compare=False)

    @classmethod
    def from_params(
        cls, pairs: Iterable[tuple[str, str]], vocabulary: Vocabulary, *, html: bool = False, names: bool | None = None
    ) -> Query:
        """Read the parameters of an address; raises `BadQuery` for one that is unknown or malformed.

        `html`: what advertisers add to addresses is let through, because people copy those, and a territory may be
        given by its name, because people type it; `names` says the latter alone.
        """
        given = parameters.gather(pairs, PARAMETERS, html=html)
        for name in SINGLE:
            if len(given.get(name, ())) > 1:
                raise BadQuery(name, Text("ce paramètre ne se donne qu'une fois", "this may be given only once"))
        one = {name: values[0] for name, values in given.items() if name in SINGLE}
        words = parameters.words(given.get("q", ()))
        near = parameters.near(one.get("near"))
        choices = {name: parameters.choice(name, given[name], vocabulary) for name in CHOICES if name in given}
        min_level = parameters.whole("min_level", one.get("min_level"), 0, 4)
        kind, claimed, practice = (choices.get(name, Choice()) for name in ("kind", "claimed", "practice"))
        parameters.agree(kind, claimed, practice, min_level)
        territory = parameters.territories(
            given.get("territory", ()), vocabulary, names=html if names is None else names
        )
        query = cls(
            words=words,
            choices=choices,
            territory=territory,
            relations=parameters.relations(given.get("relation", ()), RELATIONS),
            min_level=min_level,
            near=near,
            radius_km=parameters.radius(one.get("radius_km"), near, DEFAULT_RADIUS_KM),
            bbox=parameters.bbox(one.get("bbox")),
            updated_since=parameters.since(one.get("updated_since")),
            sort=parameters.sort(one.get("sort"), words, near, kept=html),
            facets=parameters.facets(given.get("facets", ()), FACETS, paging="cursor" in one),
            cursor=one.get("cursor"),
            limit=parameters.whole("limit", one.get("limit"), 1, MAX_LIMIT) or DEFAULT_LIMIT,
            view=parameters.one_of("view", one.get("view"), ("list", "map")) or "list",
            shade=parameters.one_of("shade", one.get("shade"), ("number", "density")),
            excel=parameters.one_of("excel", one.get("excel"), ("fr",)),
            lang=parameters.one_of("lang", one.get("lang"), ("fr", "en")),
        )
        # On a page a place typed anew takes the place of the one that stands among the conditions.
        if not territory or html:
            query = query.located(vocabulary, parameters.sort(one.get("sort"), Choice(), near, kept=True))
        parameters.require_territory(given.get("relation", ()), query.territory)
        return query

    def located(self, vocabulary: Vocabulary, otherwise: str) -> Query:
        """The same with the places among its words as territories; ordered `otherwise` where no word is left."""
        if len(self.words.wanted) != 1:
            return self
        asked = vocabulary.places(self.words.wanted[0])
        if not asked.places:
            return self
        told = tells(asked.words)
        return replace(
            self,
            words=Choice((asked.words,) if told else (), self.words.refused),
            territory=Choice(asked.slugs),
            sort=self.sort if told else otherwise,
            understood=asked,
            literal=replace(self, words=Choice((_quoted(self.words.wanted[0], asked),), self.words.refused)),
        )

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds asked for; empty for all."""
        return self.choices["kind"].wanted if "kind" in self.choices else ()

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters that ask the same, without the cursor: what an address of ours carries."""
        found = [("q", value) for value in self.words.wanted]
        found += [("q", f"-{value}") for value in self.words.refused]
        for name, choice in (*self.choices.items(), ("territory", self.territory)):
            found += [(name, value) for value in choice.wanted]
            found += [(name, f"-{value}") for value in choice.refused]
        if self.relations != RELATIONS and self.territory:
            found += [("relation", value) for value in self.relations]
        if self.near:
            found += [("near", f"{self.near[0]},{self.near[1]}"), ("radius_km", f"{self.radius_km:g}")]
        if self.bbox:
            found.append(("bbox", ",".join(str(edge) for edge in self.bbox)))
        singles: list[tuple[str, object, object]] = [
            ("min_level", self.min_level, None),
            ("updated_since", self.updated_since, None),
            ("sort", self.sort, "relevance" if self.words.wanted else "updated"),
            ("limit", self.limit, DEFAULT_LIMIT),
            ("view", self.view, "list"),
            ("shade", self.shade, None),
            ("excel", self.excel, None),
            ("lang", self.lang, None),
        ]
        return found + [(name, str(value)) for name, value, usual in singles if value not in (None, usual)]

    def about(self) -> bytes:
        """A short digest of what is asked, whatever the page and the form of the answer."""
        asked = {name.name: getattr(self, name.name) for name in fields(self) if name.name not in _PRESENTATION}
        return hashlib.sha256(orjson.dumps(asked, option=orjson.OPT_SORT_KEYS)).digest()[:12]


def _quoted(text: str, asked: Asked) -> str:
    """The text with its places between quotation marks: read again, they are words."""
    for place in asked.places:
        text = text.replace(place.typed, f'"{place.typed}"', 1)
    return text


__all__ = ["CHOICES", "FACETS", "MAX_LIMIT", "PARAMETERS", "RELATIONS", "BadQuery", "Choice", "Query"]
