from __future__ import annotations

from collections.abc import Callable

import pytest

from node.importing.errors import ImportRefused
from node.importing.mapping import read_mapping
from node.importing.row import Row
from vocab.concepts import Schemes

Import = Callable[..., list[Row]]


def test_mapping__columns_tags_defaults_and_key(imported: Import) -> None:
    mapping = """
    columns: {Structure porteuse: name, Thème: tags}
    tags: {vélo cargo: [AM160, livrer]}
    defaults: {country: FR, territory: fr-departement-59}
    key: Réf
    """

    [row] = imported("Réf;Structure porteuse;name;Thème\nA7;Les Pédales;autre;Vélo-cargo\n", mapping=mapping)

    assert row.key == "A7" and row.draft is not None
    assert {name: row.draft.get(name) for name in ("name", "sector", "need", "territory")} == {
        "name": "Les Pédales",
        "sector": ["AM160"],
        "need": ["livrer"],
        "territory": ["fr-departement-59"],
    }


@pytest.mark.parametrize(
    ("mapping", "nearest"),
    [
        ("columns: {a: nam}", "name"),
        ("colums: {a: name}", "columns"),
        ("defaults: {contry: FR}", "country"),
        ("keep: [contact_mail]", "contact_email"),
        ("tags: {velo: [livré]}", "livrer"),
    ],
)
def test_mapping__unknown_name_is_refused_with_the_nearest(schemes: Schemes, mapping: str, nearest: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        read_mapping(mapping.encode(), schemes)

    assert nearest in refused.value.public.fr and "au plus près" in refused.value.public.fr


def test_mapping__column_that_the_file_has_not(imported: Import) -> None:
    with pytest.raises(ImportRefused, match="nearest: Structure"):
        imported("Structure;b\nLe Panier;x\n", mapping="columns: {Structur: name}")


@pytest.mark.parametrize("data", [b"[1, 2]", b"a: [", b"\xff\xfe\x00", b"columns: [a]", b"x" * 1_000_001])
def test_mapping__rubbish(schemes: Schemes, data: bytes) -> None:
    with pytest.raises(ImportRefused):
        read_mapping(data, schemes)


def test_headings__french_and_openstreetmap_names(imported: Import) -> None:
    [row] = imported(
        "Raison sociale;Code postal;Ville;Pays;Site web;N° SIREN;Mots-clés;addr:street\n"
        "Le Panier;59000;Lille;France;panier.example;732829320;AMAP;rue Basse\n"
    )

    assert row.draft is not None and not [
        note for note in row.notes if note.field != "website" and note.field != "point"
    ]
    assert row.draft["organization"] == {
        "name": "Le Panier",
        "website": "https://panier.example",
        "identifiers": {"siren": "732829320"},
    }
    assert row.draft["sector"] == ["AM60", "AM130"]
