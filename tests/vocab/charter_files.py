"""A charter file as a network writes it: two practices of its own, one set aside, names in Dutch, and its history."""

from __future__ import annotations

from typing import Any

NETWORK = "https://reseau.example/actors/reseau"
HERE = "https://reseau.example/ns/charter/reseau-nord#"


def practice(notation: str, name: str) -> dict[str, Any]:
    def both(text: str) -> dict[str, str]:
        return {"fr": f"{text} ({name}).", "en": f"{text} ({name})."}

    return {
        "notation": notation,
        "label": {"fr": name, "en": name},
        "definition": both("Ce que c'est"),
        "why": both("Pourquoi"),
        "begin": both("Pour commencer"),
        "question": both("Où en êtes-vous"),
        "indicator": {"text": both("Combien"), "unit": "count"},
        "levels": [both(f"Niveau {level}") for level in range(5)],
        "evidence": ["URL", "MIN"],
        "matches": [{"in": "sdg", "number": "11", "how": "related"}],
    }


def charter_file(**changes: object) -> dict[str, Any]:
    """The file, with other values for some fields."""
    return {
        "slug": "reseau-nord",
        "version": "2.0",
        "issued": "2026-11-01",
        "iri": NETWORK,
        "based_on": "2.0",
        "name": {"fr": "Charte du Réseau Nord", "en": "Charter of Réseau Nord"},
        "definition": {"fr": "La nôtre.", "en": "Our own."},
        "practices": [practice("G50", "Permanence au comptoir"), practice("G51", "Cahier de doléances")],
        "retired": ["G06", "T05"],
        "translations": {"nl": {"G01": "Democratische statuten", "G50": "Aan de balie"}},
        "mappings": [
            {"from": "2.0", "moves": [{"how": "split", "before": "G05", "after": ["G50", "G51"]}]},
            {
                "from": "reseau-nord/1.0",
                "moves": [
                    {"how": "renamed", "before": "G60", "after": "G50"},
                    {"how": "merged", "before": ["G61", "G62"], "after": "G51"},
                    {"how": "dropped", "before": "G63"},
                ],
            },
        ],
    } | changes


def earlier_file() -> dict[str, Any]:
    """The version before it."""
    codes = ("G60", "G61", "G62", "G63")
    own = [practice(code, f"Avant {code}") for code in codes]
    return charter_file(version="1.0", issued="2025-11-01", practices=own, translations={}, mappings=[])
