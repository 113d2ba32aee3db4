"""The directory as a slow and obvious program: every question is answered by looking at every record, one by one.

It knows the words of DESIGN 6 and 7 and nothing of the index. Only the order of relevance is not its business.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from node.parameters import Choice
from node.query import RELATIONS, Query
from node.reader import Reader
from vocab.entry import Entry
from vocab.forms import sought, stored
from vocab.vocabulary import Vocabulary, token
from vocab.words import fold, terms

BELOW = {"region": "departement", "departement": "epci", "epci": "commune"}
EARTH_KM = 6371.0088


@dataclass(frozen=True)
class Fact:
    """A record as the oracle sees it."""

    entry: Entry
    audience: str
    policy: str
    origin: str
    version: str
    verified_by: frozenset[str] = frozenset()


@dataclass(frozen=True, repr=False)
class Oracle:
    """All that a node holds, and who follows whom."""

    facts: tuple[Fact, ...]
    follows: frozenset[tuple[str, str]]
    vocabulary: Vocabulary
    now: str

    def found(self, query: Query, reader: Reader, *, bulk: bool = False) -> list[Fact]:
        """What answers, in the order asked; by id for relevance."""
        hits = [fact for fact in self.facts if self.allowed(fact, reader, bulk) and self.answers(fact, query, reader)]
        hits.sort(key=lambda fact: fact.entry.id)
        if query.sort == "updated":
            hits.sort(key=lambda fact: fact.version, reverse=True)
        elif query.sort == "name":
            hits.sort(key=lambda fact: fold(fact.entry.name))
        elif query.sort == "distance":
            hits.sort(key=lambda fact: (self.away(fact, query.near), fact.entry.id))
        return hits

    def facets(self, query: Query, reader: Reader, *, bulk: bool = False) -> dict[str, list[tuple[str, int]]]:
        """For each facet, how many would answer if one value of it were asked instead of what is."""
        return {facet: self._facet(facet, query, reader, bulk) for facet in query.facets}

    def relation(self, fact: Fact, query: Query) -> str | None:
        """The closest of the relations asked, to one of the territories asked."""
        for relation in RELATIONS:
            if relation in query.relations and any(
                self._related(fact.entry, slug, relation) for slug in query.territory.wanted
            ):
                return relation
        return None

    def away(self, fact: Fact, point: tuple[float, float] | None) -> float:
        """Kilometres between a record and a point."""
        assert point is not None and fact.entry.latitude is not None and fact.entry.longitude is not None
        one, two = (
            (math.radians(lat), math.radians(lon)) for lat, lon in (point, (fact.entry.latitude, fact.entry.longitude))
        )
        half = math.sin((two[0] - one[0]) / 2) ** 2
        half += math.cos(one[0]) * math.cos(two[0]) * math.sin((two[1] - one[1]) / 2) ** 2
        return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))

    # -- who may see what (DESIGN 6) -----------------------------------------------------------------------------------

    def allowed(self, fact: Fact, reader: Reader, bulk: bool = False) -> bool:
        open = fact.audience == "public" and fact.policy not in ("network-only", "private")
        if bulk:
            belongs = ("reciprocal-ess",) if reader.belongs else ()
            return open and fact.policy in ("commons-open", "commons-share-alike", *belongs)
        if open or reader.level == "admin" or fact.entry.owner in reader.actors:
            return True
        if reader.level == "public" or fact.policy == "private":
            return False
        if fact.audience == "public":
            return reader.belongs
        collections = {f"{each}/members" for each in (*reader.networks, *reader.actors)} | set(reader.actors)
        if fact.audience in ("network", "followers") and collections & fact.entry.addressed:
            return True
        following = {(actor, fact.entry.owner) for actor in reader.actors}
        return fact.audience == "followers" and bool(following & self.follows)

    # -- what answers (DESIGN 7) ---------------------------------------------------------------------------------------

    def answers(self, fact: Fact, query: Query, reader: Reader) -> bool:
        entry = fact.entry
        apart = ("practice", "evidence")
        values = {name: self._values(fact, name) for name in query.choices if name not in apart}
        if "evidence" in query.choices:
            values["evidence"] = self._evidence(entry, reader)
        return (
            all(_chosen(query.choices[name], held) for name, held in values.items())
            and self._practises(fact, query, reader)
            and self._lies(entry, query)
            and self._says(entry, query.words)
            and _inside(entry, query)
            and (query.near is None or (entry.latitude is not None and self.away(fact, query.near) <= query.radius_km))
            and (query.updated_since is None or fact.version >= query.updated_since)
        )

    def _values(self, fact: Fact, name: str) -> set[str]:
        entry = fact.entry
        days = (date.fromisoformat(self.now[:10]) - date.fromisoformat(fact.version[:10])).days
        return {
            "kind": {entry.kind},
            "claimed": set() if entry.claimed is None else {"true" if entry.claimed else "false"},
            "verified_by": set(fact.verified_by),
            "sector": set(entry.sectors),
            "need": set(entry.needs),
            "charter": {entry.charter or ""},
            "stage": {entry.stage or ""},
            "coop_status": {entry.coop_status or ""},
            "legal_form": {entry.legal_form or ""},
            "license": {entry.license or ""},
            "policy": {fact.policy},
            "origin": {fact.origin},
            "freshness": {"recent" if days <= 30 else "year" if days <= 365 else "older"},
            "practice": {statement.practice for statement in entry.statements},
        }[name]  # fmt: skip

    def _evidence(self, entry: Entry, reader: Reader) -> set[str]:
        """What a record brings; of an organisation, what the records of it bring that the reader may see."""
        own = (each.entry for each in self.facts if each.entry.owner == entry.id and self.allowed(each, reader, False))
        said = [entry, *(own if entry.kind == "organization" else ())]
        return {kind for each in said for kind in each.evidence}

    def _practises(self, fact: Fact, query: Query, reader: Reader) -> bool:
        choice = query.choices.get("practice", Choice())
        if not choice and query.min_level is None:
            return True
        if not query.kinds and fact.entry.kind != "practice":
            return False
        if (choice.wanted or query.min_level is not None) and not self._states(fact, choice.wanted, query, reader):
            return False
        return not (choice.refused and self._states(fact, choice.refused, query, reader))

    def _states(self, fact: Fact, practices: tuple[str, ...], query: Query, reader: Reader) -> bool:
        entry = fact.entry
        if entry.kind == "organization":
            levels = self._newest(entry, reader) if entry.claimed and "organization" in query.kinds else {}
            said = [(practice, level) for practice, level in levels.items() if level is not None]
            least = query.min_level or 0
        else:
            said = [(each.practice, each.level) for each in entry.statements]  # type: ignore[misc]
            least = query.min_level if query.min_level is not None else -1
        return any(
            (not practices or practice in practices) and (-1 if level is None else level) >= least
            for practice, level in said
        )

    def _newest(self, organization: Entry, reader: Reader) -> dict[str, int | None]:
        """The level of each practice in the newest unexpired statement of an organisation that the reader may see."""
        found: dict[str, tuple[tuple[str, str], int | None]] = {}
        for fact in self.facts:
            if fact.entry.owner == organization.owner and fact.entry.kind in ("practice", "report"):
                for each in fact.entry.statements:
                    stated = (fact.version, fact.entry.id)
                    fresh = each.expires is None or each.expires >= self.now
                    newer = each.practice not in found or stated > found[each.practice][0]
                    if fresh and newer and self.allowed(fact, reader):
                        found[each.practice] = (stated, each.level)
        return {practice: level for practice, (_, level) in found.items()}

    def _lies(self, entry: Entry, query: Query) -> bool:
        def related(slugs: tuple[str, ...], relations: tuple[str, ...]) -> bool:
            return any(self._related(entry, slug, relation) for slug in slugs for relation in relations)

        narrow = tuple(relation for relation in query.relations if relation != "wider")
        return (not query.territory.wanted or related(query.territory.wanted, query.relations)) and not related(
            query.territory.refused, narrow
        )

    def _related(self, entry: Entry, slug: str, relation: str) -> bool:
        within = self.vocabulary.territories.within
        if relation == "placed":
            return any(slug in (place, *within(place)) for place in entry.placed)
        if relation == "serving":
            return any(slug in (place, *within(place)) for place in entry.served)
        return any(place in within(slug) for place in entry.served)

    def _says(self, entry: Entry, words: Choice) -> bool:
        if not words:
            return True
        held = self._terms(entry)
        refused = [has for value in words.refused for has in self._has(held, value)]
        if any(refused):
            return False
        asked = [self._has(held, value) for value in words.wanted]
        return not asked or any(has and all(has) for has in asked)

    def _terms(self, entry: Entry) -> set[str]:
        territories = self.vocabulary.territories
        around = {each for slug in (*entry.placed, *entry.served) for each in (slug, *territories.within(slug))}
        places = [territory.name for slug in around if (territory := territories.get(slug)) is not None]
        texts = [*entry.names.values(), *entry.texts.values()]
        found = {term for text in (*places, *map(stored, texts)) for term in terms(text)}
        values = {
            "kind": (entry.kind,),
            "coop_status": (entry.coop_status,),
            "platform_kind": (entry.platform_kind,),
            "exchange": entry.exchange,
            "sector": entry.sectors,
            "need": entry.needs,
            "practice": [each.practice for each in entry.statements],
        }
        return found | {token(facet, each) for facet, some in values.items() for each in some if each}

    def _has(self, held: set[str], text: str) -> list[bool]:
        """For each word of a text, whether it stands there, or what it means."""
        words = sought(text)
        meanings = self.vocabulary.meanings.of_words(words)
        return [
            any(map(word.fits, held)) or bool(held.intersection(meant))
            for word, meant in zip(words, meanings, strict=True)
        ]

    # -- facets --------------------------------------------------------------------------------------------------------

    def _facet(self, facet: str, query: Query, reader: Reader, bulk: bool) -> list[tuple[str, int]]:
        counts: Counter[str] = Counter()
        for value in self._offered(facet, query, reader, bulk):
            counts[value] = len(self.found(_asking(facet, value, query), reader, bulk=bulk))
        return sorted(((v, n) for v, n in counts.items() if n), key=lambda pair: (-pair[1], pair[0]))[:100]

    def _offered(self, facet: str, query: Query, reader: Reader, bulk: bool) -> set[str]:
        if facet == "min_level":
            return {"0", "1", "2", "3", "4"}
        if facet == "practice":
            return {practice.notation for practice in self.vocabulary.charter.practices}
        if facet != "territory":
            return {value for fact in self.facts for value in self._values(fact, facet) if value}
        territories = self.vocabulary.territories
        if query.territory.wanted:
            return {
                child
                for slug in query.territory.wanted
                if (below := BELOW.get(slug.removeprefix("fr-").rpartition("-")[0]))
                for child in territories.children(slug, below)
            }
        regions = {slug for slug in self._all("region") if self.found(_asking(facet, slug, query), reader, bulk=bulk)}
        return regions if len(regions) > 1 else self._all("departement")

    def _all(self, type: str) -> set[str]:
        held = {slug for fact in self.facts for slug in (*fact.entry.placed, *fact.entry.served)}
        within = {each for slug in held for each in (slug, *self.vocabulary.territories.within(slug))}
        below = {each for slug in within for each in self.vocabulary.territories.children(slug, type)}
        return {slug for slug in within | below if slug.startswith(f"fr-{type}-")}


def _chosen(choice: Choice, held: set[str]) -> bool:
    return (not choice.wanted or bool(held.intersection(choice.wanted))) and not held.intersection(choice.refused)


def _inside(entry: Entry, query: Query) -> bool:
    if query.bbox is None:
        return True
    if entry.latitude is None or entry.longitude is None:
        return False
    west, south, east, north = query.bbox
    across = west <= entry.longitude <= east if west <= east else entry.longitude >= west or entry.longitude <= east
    return south <= entry.latitude <= north and across


def _asking(facet: str, value: str, query: Query) -> Query:
    """The same question with this value of a facet instead of what is asked of it."""
    if facet == "min_level":
        return replace(query, min_level=int(value))
    if facet == "territory":
        return replace(query, territory=Choice((value,)))
    return replace(query, choices={**query.choices, facet: Choice((value,))})
