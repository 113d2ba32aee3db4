from __future__ import annotations

import pytest

from node.importing.contacts import without_contacts


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Paniers bio. Contact : info@panier.example", "Paniers bio. Contact"),
        ("Écrire à bonjour [at] panier [dot] example", "Écrire à"),
        ("Écrire à bonjour(arobase)panier.example !", "Écrire à !"),
        ("Tél. : 03 20 11 22 33. Ouvert le lundi.", ". Ouvert le lundi."),
        ("Ouvert. Appelez le +33 (0)3 20 11 22 33", "Ouvert. Appelez le"),
        ("Call 020 7946 0958 for more", "Call for more"),
        ("Contact : Mme Jeanne Martin (06.11.22.33.44)", ""),
        ("Ansprechpartnerin: Frau Erika Muster, Tel 0316/123456", ""),
        ("Atelier ouvert. Responsable : Jean-Paul O'Brien.", "Atelier ouvert."),
    ],
)
def test_without_contacts__taken_out(text: str, left: str) -> None:
    found, dropped = without_contacts(text)

    assert found.lstrip(". ") == left.lstrip(". ") and dropped


@pytest.mark.parametrize(
    "text",
    [
        "Fondée en 1987, 12 000 paniers par an, 3 500 000 € de chiffre.",
        "Ouvert du 01/02/2017 au 03/04/2018.",
        "SIREN 732 829 320",
        "Direction : Lille centre puis à gauche",
        "Le café (at home) du quartier",
        "Responsable : nous le sommes tous",
        "Contact entre voisins et habitants",
    ],
)
def test_without_contacts__left_alone(text: str) -> None:
    assert without_contacts(text) == (text, ())


def test_without_contacts__keep_and_known_names() -> None:
    text = "Voir Jeanne Martin ou info@panier.example"

    assert without_contacts(text, {"contact_email"}, ("Jeanne Martin",))[0] == "Voir ou info@panier.example"
    assert without_contacts(text, {"contact_email", "contact_name"}, ("Jeanne Martin",)) == (text, ())
