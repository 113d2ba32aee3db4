"""The numbers of communes and EPCI that ship with the program."""

from __future__ import annotations

import pytest

from vocab.official_numbers import OfficialNumbers
from vocab.territories import Territories


@pytest.fixture(scope="module")
def numbers() -> OfficialNumbers:
    return OfficialNumbers.load(Territories.load())


@pytest.mark.parametrize(
    ("siren", "slug"),
    [
        ("215903501", "fr-commune-59350"),
        ("200093201", "fr-epci-200093201"),
        ("212000046", "fr-commune-2A004"),
        ("732829320", None),
        ("000000000", None),
        ("999999999", None),
        ("", None),
        ("2159035011", None),
    ],
)
def test_slug_of(numbers: OfficialNumbers, siren: str, slug: str | None) -> None:
    assert numbers.slug_of(siren) == slug


def test_numbers__are_as_many_as_the_licences_say(numbers: OfficialNumbers) -> None:
    assert len(numbers) == 34_875
