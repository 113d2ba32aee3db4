"""What a site says of itself: from settings alone, and what is missing is named."""

from __future__ import annotations

from datetime import date

import pytest

from node.notices import LEGAL, PERSONAL, Audit, Line, audit_of, missing, said
from node.settings import Settings

WHOLE = Settings(
    publisher="Les Pédales",
    publisher_address="12 rue des Moulins, 59000 Lille",
    publisher_phone="03 20 00 00 00",
    publication_director="Camille Dupont",
    hosting="Hébergeur, Roubaix",
    data_contact="donnees@pedales.example",
)


def names(lines: list[Line]) -> list[str]:
    return [line.setting for line in lines]


def test_missing__what_the_law_asks_and_no_more() -> None:
    assert names(missing(Settings(), LEGAL)) == [line.setting for line in LEGAL if line.setting != "publisher_number"]
    assert names(missing(Settings(), PERSONAL)) == ["publisher", "data_contact"]
    assert not missing(WHOLE, LEGAL) and not missing(WHOLE, PERSONAL)


def test_data_contact__whoever_answers_for_the_node_answers_for_data() -> None:
    lines = said(Settings(email="contact@pedales.example"), PERSONAL)

    assert [(each.line.setting, each.value) for each in lines] == [
        ("publisher", None),
        ("data_contact", "contact@pedales.example"),
    ]


@pytest.mark.parametrize(("rate", "conformity"), [(0, "none"), (49, "none"), (50, "partial"), (100, "total")])
def test_audit__by_its_rate(rate: int, conformity: str) -> None:
    settings = Settings(
        audit_date="2026-02-28", audit_by="Un cabinet", audit_rate=rate, audit_exceptions="la carte| |x"
    )

    audit = audit_of(settings)

    assert audit == Audit(date(2026, 2, 28), "Un cabinet", "RGAA 4.1", rate, ("la carte", "x"))
    assert audit.conformity == conformity


@pytest.mark.parametrize("half", [{"audit_date": "2026-02-28"}, {"audit_by": "Un cabinet"}, {"audit_rate": 100}])
def test_audit__none_without_its_date_and_who_made_it(half: dict[str, object]) -> None:
    assert audit_of(Settings(**half)) is None  # type: ignore[arg-type]
