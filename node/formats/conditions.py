"""Conditions: what a question asks, in people's words, for files that travel without the page they came from."""

from __future__ import annotations

from typing import Final

from node.formats.item import Labels
from node.query import Query
from vocab.language import Text

NAMES: Final = {
    "q": Text("Recherche", "Search"),
    "kind": Text("Type", "Kind"),
    "claimed": Text("Qui présente l'organisation", "Who presents the organisation"),
    "territory": Text("Territoire", "Territory"),
    "relation": Text("Lien au territoire", "Relation to the territory"),
    "need": Text("Usage", "Need"),
    "sector": Text("Secteur", "Sector"),
    "practice": Text("Pratique", "Practice"),
    "min_level": Text("Niveau au moins", "Level at least"),
    "evidence": Text("Preuve", "Evidence"),
    "charter": Text("Adhère à la charte", "Adheres to the charter"),
    "stage": Text("Étape", "Stage"),
    "coop_status": Text("Statut coopératif", "Cooperative status"),
    "legal_form": Text("Forme juridique", "Legal form"),
    "license": Text("Licence", "Licence"),
    "policy": Text("Réutilisation", "Reuse"),
    "freshness": Text("Mise à jour", "Updated"),
    "verified_by": Text("Vérifié par", "Verified by"),
    "origin": Text("Site d'origine", "Site of origin"),
    "identifier": Text("Numéro", "Number"),
    "near": Text("Autour du point", "Around the point"),
    "radius_km": Text("Distance (km)", "Distance (km)"),
    "bbox": Text("Zone (ouest, sud, est, nord)", "Box (west, south, east, north)"),
    "updated_since": Text("Mis à jour depuis", "Updated since"),
    "sort": Text("Tri", "Order"),
}
_SORTS: Final = {
    "relevance": Text("au plus près de la recherche", "closest to the search"),
    "updated": Text("les plus récentes d'abord", "newest first"),
    "name": Text("par nom", "by name"),
    "distance": Text("au plus près du point", "nearest first"),
}
_CLAIMED: Final = {"true": Text("elle-même", "itself"), "false": Text("quelqu'un d'autre", "somebody else")}
# How the answer is cut and written is no condition.
_PRESENTATION: Final = frozenset({"limit", "view", "shade", "excel", "lang"})
_NEVER_REFUSED: Final = frozenset({"near", "radius_km", "bbox", "updated_since", "sort", "min_level", "relation"})
_WITHOUT: Final = Text("sauf", "not")


def conditions(query: Query, labels: Labels) -> list[tuple[str, str]]:
    """Each condition of a question: its name and its values."""
    found: dict[str, list[str]] = {}
    for name, value in query.pairs():
        if name not in _PRESENTATION:
            found.setdefault(name, []).append(_said(name, value, labels))
    return [(_name(name, labels), ", ".join(values)) for name, values in found.items()]


def _name(name: str, labels: Labels) -> str:
    return NAMES[name].in_(labels.language) if name in NAMES else name


def _said(name: str, value: str, labels: Labels) -> str:
    bare = value if name in _NEVER_REFUSED else value.removeprefix("-")
    if name == "claimed":
        said = _CLAIMED[bare].in_(labels.language)
    elif name == "sort":
        said = _SORTS[bare].in_(labels.language)
    elif name == "updated_since":
        said = bare[:10]
    else:
        said = labels.joined(name, (bare,)) or bare
    return f"{_WITHOUT.in_(labels.language)} {said}" if bare != value else said
