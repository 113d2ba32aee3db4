"""What an import needs to know of the world: places, sectors and needs, countries, tags, words of organisations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import orjson

from node.importing.country import Countries
from node.importing.person import Markers
from node.importing.tags import TagTable
from vocab.concepts import Schemes
from vocab.territories import FRANCE
from vocab.territory_table import Country, Territory

DATA: Final = Path(__file__).parent / "data"


class Places(Protocol):
    """The part of `vocab.territories.Territories` that an import asks."""

    @property
    def countries(self) -> Mapping[str, Country]:
        """The countries whose territories are known, by their codes."""

    def get(self, reference: str) -> Territory | None:
        """The territory of a slug, a compact or full IRI."""

    def locate(
        self, *, name: str | None = None, postcode: str | None = None, commune: str | None = None, country: str = FRANCE
    ) -> Territory | None:
        """The one territory of a country that an address means; None when none or several."""

    def with_postcode(self, digits: str) -> tuple[Territory, ...]:
        """The communes that have a postcode."""

    def bears(self, name: str, country: str) -> bool:
        """Whether anything in a country is called exactly so."""

    def find(self, text: str, limit: int = 10) -> list[Territory]:
        """What a name or code may mean, best first."""

    def suggest(self, text: str, limit: int = 3) -> list[Territory]:
        """The territories whose names are nearest to `text`."""


@dataclass(frozen=True, slots=True)
class ImportVocabulary:
    """Built once, handed to `rows`."""

    places: Places
    schemes: Schemes
    countries: Countries
    tags: TagTable
    markers: Markers

    @classmethod
    def load(cls, places: Places, schemes: Schemes) -> ImportVocabulary:
        """Read the tables of `data/`; a missing or malformed one is a bug and raises."""
        countries = orjson.loads((DATA / "countries.json").read_bytes())
        points = orjson.loads((DATA / "country_points.json").read_bytes())
        words = orjson.loads((DATA / "organisation_words.json").read_bytes())
        return cls(
            places=places,
            schemes=schemes,
            countries=Countries.of(countries["countries"], countries["ambiguous"], points["points"]),
            tags=TagTable.of(orjson.loads((DATA / "initiative_tags.json").read_bytes())["tags"], schemes),
            markers=Markers(
                words=frozenset(words["words"]),
                first=frozenset(words["first"]),
                endings=tuple(words["endings"]),
                single=frozenset(words["single"]),
            ),
        )
