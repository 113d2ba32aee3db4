"""Whether a public site says who it is."""

from __future__ import annotations

from node.doctor.notices import checks
from node.settings import Settings


def test_checks__name_what_is_missing_and_the_file_to_write_it_in() -> None:
    legal, personal = checks(Settings(publisher="Les Pédales", hosting="Hébergeur", email="a@pedales.example"))

    assert (legal.state, personal.state) == ("WARN", "OK")
    assert legal.said.fr == (
        "Il manque à la page /mentions-legales : adresse de l'éditeur, téléphone de l'éditeur, "
        "direction de la publication."
    )
    assert legal.fix is not None
    assert legal.fix.en.startswith('nano DATA_FOLDER/config.toml   # such as publisher_address = "')


def test_checks__a_developer_publishes_nothing() -> None:
    legal, personal = checks(Settings(allow_private_networks=True))

    assert (legal.state, personal.state) == ("OK", "OK")
    assert "incomplete" in legal.said.en
