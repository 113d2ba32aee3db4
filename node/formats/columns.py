"""Columns: what a table of the directory has in it, for CSV, its Table Schema and the sheets of a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from vocab.language import Text

Type = Literal["string", "uri", "number", "integer", "boolean", "datetime"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in CSV, what its cells are, what people read above it, and in which sheets it stands.

    `kinds` empty: every kind of record has it. `width` is that of a sheet's column, in characters.
    """

    name: str
    type: Type
    title: Text
    says: Text
    kinds: tuple[str, ...] = ()
    width: int = 18


_ORGANIZATION: Final = ("organization",)
_PRACTICE: Final = ("practice", "story")
_THING: Final = ("offer", "request")
_NAMING: Final = (*_PRACTICE, *_THING, "endorsement")
_CODES: Final = Text("Codes, séparés par « | ».", "Codes, with “|” between.")
_LABELS: Final = Text("Ce que ces codes veulent dire.", "What these codes mean.")


def _coded(name: str, fr: str, en: str, kinds: tuple[str, ...] = (), says: Text = _CODES) -> tuple[Column, Column]:
    return (
        Column(name, "string", Text(f"{fr} (code)", f"{en} (code)"), says, kinds, 14),
        Column(f"{name}_label", "string", Text(fr, en), _LABELS, kinds, 26),
    )


COLUMNS: Final[tuple[Column, ...]] = (
    Column("id", "uri", Text("Identifiant", "Identifier"), Text("L'adresse de la fiche.", "The record's address.")),
    *_coded("kind", "Type", "Kind", says=Text("Le type de fiche.", "The kind of record.")),
    Column(
        "claimed",
        "boolean",
        Text("Se présente elle-même", "Speaks for itself"),
        Text("Oui : l'organisation l'écrit. Non : un autre.", "Yes: the organisation wrote it. No: somebody else."),
        _ORGANIZATION,
        12,
    ),
    Column("name", "string", Text("Nom", "Name"), Text("Son nom.", "Its name."), width=36),
    Column("description", "string", Text("Description", "Description"), Text("Son texte.", "Its text."), width=60),
    Column("url", "uri", Text("Page", "Page"), Text("Où la lire.", "Where to read it."), width=30),
    Column("website", "uri", Text("Site web", "Website"), Text("Son site.", "Its website."), _ORGANIZATION, 30),
    Column(
        "identifiers",
        "string",
        Text("Numéros", "Register numbers"),
        Text("Registre:numéro, zéros compris.", "Register:number, zeros included."),
        _ORGANIZATION,
        20,
    ),
    Column("said_by", "uri", Text("Qui le dit", "Who says it"), Text("L'auteur de la fiche.", "The record's author.")),
    Column(
        "source",
        "string",
        Text("Source", "Source"),
        Text("D'où viennent les faits : à citer.", "Where the facts come from: to be named."),
        width=24,
    ),
    *_coded("license", "Licence", "Licence", says=Text("Identifiant SPDX.", "SPDX identifier.")),
    *_coded("policy", "Réutilisation", "Reuse", says=Text("La condition de réutilisation.", "The condition of reuse.")),
    *_coded("place", "Lieu", "Place", says=Text("Là où c'est : territoires.", "Where it is: territories.")),
    Column(
        "approximate",
        "boolean",
        Text("Lieu approximatif", "Approximate place"),
        Text("Le point n'est pas une adresse.", "The point is no address."),
        width=12,
    ),
    Column("latitude", "number", Text("Latitude", "Latitude"), Text("Degrés, WGS 84.", "Degrees, WGS 84."), width=12),
    Column(
        "longitude", "number", Text("Longitude", "Longitude"), Text("Degrés, WGS 84.", "Degrees, WGS 84."), width=12
    ),
    *_coded("serves", "Intervient", "Serves", says=Text("Territoires servis.", "Territories served.")),
    Column(
        "relation",
        "string",
        Text("Lien au territoire demandé", "Relation to the territory asked"),
        Text(
            "placed, serving ou wider ; vide sans territoire.", "placed, serving or wider; empty without a territory."
        ),
        width=12,
    ),
    *_coded("sector", "Secteur", "Sector"),
    *_coded("need", "Usage", "Need"),
    *_coded("legal_form", "Forme juridique", "Legal form", _ORGANIZATION),
    *_coded("coop_status", "Statut coopératif", "Cooperative status", _ORGANIZATION),
    *_coded("stage", "Étape", "Stage", _ORGANIZATION),
    Column(
        "charter",
        "string",
        Text("Version de la charte", "Version of the charter"),
        Text(
            "La version à laquelle elle dit adhérer, en vigueur ou non.",
            "The version it says it adheres to, in force or not.",
        ),
        _ORGANIZATION,
        14,
    ),
    *_coded("practice", "Pratique", "Practice", _NAMING),
    Column(
        "level", "integer", Text("Niveau (0 à 4)", "Level (0 to 4)"), Text("De 0 à 4.", "From 0 to 4."), _PRACTICE, 8
    ),
    Column("level_label", "string", Text("Niveau", "Level"), _LABELS, _PRACTICE),
    *_coded("exchange", "Échange", "Exchange", _THING),
    Column(
        "starts", "datetime", Text("Début (UTC)", "Starts (UTC)"), Text("D'un rendez-vous.", "Of an event."), ("event",)
    ),
    Column(
        "expires",
        "datetime",
        Text("Fin (UTC)", "Ends (UTC)"),
        Text("Fin, échéance ou fin de validité.", "End, deadline or end of validity."),
        ("event", *_THING, "practice", "report"),
    ),
    Column(
        "expired",
        "boolean",
        Text("Date passée", "Past"),
        Text("Cette fin est passée.", "That end is past."),
        ("event", *_THING, "practice", "report"),
        10,
    ),
    Column(
        "published", "datetime", Text("Publié (UTC)", "Published (UTC)"), Text("La première fois.", "The first time.")
    ),
    Column(
        "updated", "datetime", Text("Mis à jour (UTC)", "Updated (UTC)"), Text("La dernière fois.", "The last time.")
    ),
    Column(
        "origin",
        "string",
        Text("Serveur d'origine", "Server of origin"),
        Text("D'où la fiche vient.", "Where it comes from."),
    ),
    *_coded(
        "verified", "Vérification", "Verification", says=Text("Comment elle a été vérifiée.", "How it was verified.")
    ),
    *_coded(
        "verified_by",
        "Vérifié ici de qui le dit",
        "Verified here of who says it",
        says=Text("Ce que ce site a vérifié de l'organisation.", "What this site verified of the organisation."),
    ),
    Column(
        "received",
        "datetime",
        Text("Reçu ici (UTC)", "Received here (UTC)"),
        Text("Quand ce site a eu cette version.", "When this site got this version."),
    ),
    Column(
        "confirmed",
        "datetime",
        Text("Confirmé (UTC)", "Confirmed (UTC)"),
        Text("Quand son auteur a dit que c'est encore vrai.", "When its author said that it is still true."),
    ),
    Column(
        "via",
        "uri",
        Text("Venu par", "Came by"),
        Text("Qui l'a transmise, si ce n'est son auteur.", "Who passed it on, unless its author did."),
    ),
)
NAMES: Final = tuple(column.name for column in COLUMNS)


# For programs: at the end of a sheet, where nobody need look.
_TECHNICAL: Final = ("id", "origin", "via")


def on_sheet(kind: str | None) -> tuple[Column, ...]:
    """The columns of a sheet that holds one kind of record, or all: the name first, codes and addresses last."""
    there = [column for column in COLUMNS if kind is None or not column.kinds or kind in column.kinds]
    return tuple(sorted(there, key=_place_on_sheet))


def _place_on_sheet(column: Column) -> int:
    if column.name == "name":
        return 0
    return 2 if column.name in _TECHNICAL or f"{column.name}_label" in NAMES and column.name != "level" else 1
