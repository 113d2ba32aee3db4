"""Tables: the practices and the territories with their counts, as lines, and what their columns are (Table Schema)."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from node.formats.csv import defused
from node.formats.table_schema import PROFILE
from node.store.aggregated import Level, Presence
from vocab.language import Text
from vocab.vocabulary import Vocabulary

Cell = str | int | None
Line = dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its name, what its cells are, and what it means."""

    name: str
    type: str
    says: Text
    least: int | None = None


FIELDS: Final[Mapping[str, tuple[Field, ...]]] = {
    "practices": (
        Field("practice", "string", Text("Numéro de la pratique.", "Number of the practice.")),
        Field("practice_label", "string", Text("Son nom.", "Its name.")),
        Field("theme", "string", Text("Numéro du thème.", "Number of the theme.")),
        Field("theme_label", "string", Text("Son nom.", "Its name.")),
        Field("level", "integer", Text("Niveau, de 0 à 4.", "Level, from 0 to 4."), 0),
        Field("level_label", "string", Text("Ce que veut dire ce niveau.", "What that level means.")),
        Field(
            "organizations",
            "integer",
            Text("Combien d'organisations le disent d'elles-mêmes.", "How many organisations say so of themselves."),
            1,
        ),
    ),
    "territories": (
        Field("territory", "string", Text("Identifiant du territoire.", "The territory's identifier.")),
        Field("country", "string", Text("Pays, en deux lettres.", "Country, in two letters.")),
        Field("license", "string", Text("Licence des noms et des codes (SPDX).", "Licence of names and codes (SPDX).")),
        Field("type", "string", Text("Type de territoire.", "Type of territory.")),
        Field("code", "string", Text("Code officiel, zéros compris.", "Official code, zeros included.")),
        Field("name_fr", "string", Text("Nom en français.", "Name in French.")),
        Field("name_en", "string", Text("Nom en anglais.", "Name in English.")),
        Field("within", "string", Text("Ce qui le contient, entre « | ».", "What contains it, with “|” between.")),
        Field("population", "integer", Text("Habitants.", "Inhabitants."), 0),
        Field("organizations", "integer", Text("Organisations qui y sont.", "Organisations placed there."), 0),
        Field("offers", "integer", Text("Propositions qui y sont.", "Offers placed there."), 0),
        Field("requests", "integer", Text("Demandes qui y sont.", "Requests placed there."), 0),
        Field("events", "integer", Text("Rendez-vous qui y sont.", "Events placed there."), 0),
        Field(
            "organizations_serving",
            "integer",
            Text("Organisations qui le desservent, ou une partie.", "Organisations that serve it, or a part of it."),
            0,
        ),
        Field(
            "offers_serving",
            "integer",
            Text("Propositions qui le desservent, ou une partie.", "Offers that serve it, or a part of it."),
            0,
        ),
        Field(
            "requests_serving",
            "integer",
            Text("Demandes qui le desservent, ou une partie.", "Requests that serve it, or a part of it."),
            0,
        ),
    ),
}
_KEY: Final[Mapping[str, list[str]]] = {"practices": ["practice", "level"], "territories": ["territory"]}
_COUNTS: Final = (
    ("placed", "organization", "organizations"),
    ("placed", "offer", "offers"),
    ("placed", "request", "requests"),
    ("placed", "event", "events"),
    ("serving", "organization", "organizations_serving"),
    ("serving", "offer", "offers_serving"),
    ("serving", "request", "requests_serving"),
)


def practice_lines(levels: Iterable[Level], vocabulary: Vocabulary, language: str) -> list[Line]:
    """A line for each practice and level that somebody states."""
    themes = {theme.notation: theme.label.in_(language) for theme in vocabulary.charter.themes}
    found: list[Line] = []
    for each in levels:
        practice, label = vocabulary.charter.get(each.practice), vocabulary.label("level", str(each.level))
        if practice is None:
            continue
        found.append(
            {
                "practice": practice.notation,
                "practice_label": practice.label.in_(language),
                "theme": practice.theme,
                "theme_label": themes[practice.theme],
                "level": each.level,
                "level_label": label.in_(language) if label else None,
                "organizations": each.organizations,
            }
        )
    return found


def territory_lines(presences: Iterable[Presence], vocabulary: Vocabulary, license: str | None = None) -> list[Line]:
    """A line for each territory in which there is something, or that something serves; those of one licence alone."""
    counts: defaultdict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    for each in presences:
        counts[each.slug][each.relation, each.kind] = each.count
    found: list[Line] = []
    for slug, of in sorted(counts.items()):
        territory = vocabulary.territories.get(slug)
        if territory is None or license not in (None, vocabulary.territories.countries[territory.country].license):
            continue
        if not any((relation, kind) in of for relation, kind, _ in _COUNTS):
            continue
        found.append(
            {
                "territory": territory.slug,
                "country": territory.country,
                "license": vocabulary.territories.countries[territory.country].license,
                "type": territory.type,
                "code": territory.code,
                "name_fr": territory.label("fr"),
                "name_en": territory.label("en"),
                "within": "|".join(territory.parents),
                "population": territory.population,
                **{column: of.get((relation, kind), 0) for relation, kind, column in _COUNTS},
            }
        )
    return found


def as_csv(name: str, lines: Sequence[Line]) -> bytes:
    """UTF-8, commas, a first line of names."""
    out = io.StringIO()
    names = [column.name for column in FIELDS[name]]
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([_written(line[column]) for column in names] for line in lines)
    return out.getvalue().encode()


def schema(name: str, language: str) -> dict[str, object]:
    """What the columns of a table are."""
    fields = [
        {
            "name": column.name,
            "title": column.name,
            "description": column.says.in_(language),
            "type": column.type,
            **({"constraints": {"minimum": column.least}} if column.least is not None else {}),
        }
        for column in FIELDS[name]
    ]
    return {
        "$schema": PROFILE,
        "fields": fields,
        "primaryKey": _KEY[name],
        "missingValues": [""],
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "header": True},
        "encoding": "utf-8",
    }


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    return str(cell) if isinstance(cell, int) else defused(cell)
