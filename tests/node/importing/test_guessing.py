"""What columns mean, guessed from their names and from what stands in them."""

from __future__ import annotations

import pytest

from node.importing.guessing import guess


@pytest.mark.parametrize(
    ("heading", "cells", "expected"),
    [
        ("Raison sociale de la structure", ["Coop"], "name"),
        ("Adresse mail du contact", ["x"], "contact_email"),
        ("Code Postal", [], "postcode"),
        ("colonne 7", ["https://a.example", "www.b.example"], "website"),
        ("colonne 7", ["ada@a.example"], "contact_email"),
        ("colonne 7", ["01 23 45 67 89"], "contact_phone"),
        ("colonne 7", ["732 829 320", "73282932000074"], "siren"),
        ("colonne 7", ["50,63", "50.1234"], "latitude"),
        ("colonne 7", ["59000", "62000"], "postcode"),
        ("colonne 7", ["oui", "non"], ""),
        ("Prix", ["12,50 €"], ""),
    ],
)
def test_guess__of_organisations(heading: str, cells: list[str], expected: str) -> None:
    found = guess("listing", [heading, "Nom"] if expected != "name" else [heading], {heading: cells})

    assert found[heading] == expected


def test_guess__without_a_name_the_first_column_of_texts_that_differ() -> None:
    cells = {"N": ["1", "2", "3"], "Type": ["a", "a", "a"], "Qui": ["Coop A", "Coop B", "Coop C"]}

    assert guess("listing", list(cells), cells)["Qui"] == "name"


def test_guess__of_events_and_offers() -> None:
    assert guess("event", ["Titre", "Date", "Heure", "Lien"], {}) == {
        "Titre": "name",
        "Date": "starts",
        "Heure": "starts_time",
        "Lien": "join_url",
    }
    assert guess("offer", ["Offre", "Tarif"], {"Offre": ["Livraison"]}) == {"Offre": "name", "Tarif": "price"}


def test_guess__a_heading_with_its_language_speaks_for_itself() -> None:
    assert "description:fr" not in guess("listing", ["name", "description:fr"], {})


def test_guess__of_two_columns_for_one_field_the_one_that_says_it_best() -> None:
    found = guess("listing", ["lat", "id", "latitude", "_uri", "site", "url"], {})

    assert found == {"lat": "", "id": "", "latitude": "latitude", "_uri": "key", "site": "website", "url": "website"}
