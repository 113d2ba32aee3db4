"""Adherence: read whole or not at all, ended by a newer version after a year, whatever clock the reader has."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from tests.vocab.full_drafts import vocabulary
from vocab.adherence import adherence_of, in_force
from vocab.charter import Charter
from vocab.consistency import decided_ahead
from vocab.shapes import check

SAID = {
    "charterVersion": "https://w3id.org/plateformcoop/ns/charter#1.0",
    "decidedBy": "assemblée générale",
    "date": "2026-03-01",
    "minutes": "https://pedales.example/ag",
}
WHOLE = {"version": "2.0", "decided_by": "assemblée générale", "date": "2026-03-01"}


@pytest.fixture
def charter() -> Charter:
    """Three versions, each with its day."""
    issued = {"1.0": "2026-01-10", "2.0": "2026-06-01", "3.0": "2028-02-29"}
    return replace(vocabulary().charter, version="3.0", earlier=("2.0", "1.0"), issued=MappingProxyType(issued))


@pytest.mark.parametrize(
    ("version", "today", "counts"),
    [
        ("1.0", "2026-12-01", True),
        ("1.0", "2027-05-31", True),
        ("1.0", "2027-06-01", False),  # not prolonged by a third version
        ("2.0", "2028-12-31", True),
        ("2.0", "2029-02-28", False),  # a year after a 29th of February
        ("3.0", "2040-01-01", True),
        ("1.0", "2026-02-28", False),  # before it was decided
    ],
)
def test_counts__until_a_year_after_the_next_version(charter: Charter, version: str, today: str, counts: bool):
    found = adherence_of({"adheresTo": [SAID | {"charterVersion": f"charter:{version}"}]}, charter)

    assert found is not None and found.counts(f"{today}T12:00:00.000Z") is counts


def test_in_force__those_that_the_directory_counts(charter: Charter):
    assert in_force(charter, "2026-07-01") == ("3.0", "2.0", "1.0")
    assert in_force(charter, "2027-06-01") == ("3.0", "2.0")
    assert in_force(charter, "2030-01-01") == ("3.0",)


@pytest.mark.parametrize(
    "said",
    [
        None,
        "charter:1.0",
        [],
        {"charterVersion": "https://evil.example/charter#1.0", "decidedBy": "nous", "date": "2026-03-01"},
        SAID | {"charterVersion": "charter:9.9"},
        SAID | {"decidedBy": ""},
        SAID | {"date": "hier"},
        {**SAID, "date": ["2026-13-45"]},
    ],
)
def test_adherence_of__not_whole_is_none(charter: Charter, said: object):
    assert adherence_of({"adheresTo": said}, charter) is None


def test_adherence_of__minutes_that_are_no_web_address_are_left_out(charter: Charter):
    found = adherence_of({"adheresTo": SAID | {"minutes": "javascript:alert(1)"}}, charter)

    assert found is not None and found.minutes is None
    kept = adherence_of({"adheresTo": SAID}, charter)
    assert kept is not None and (kept.minutes, kept.ends, kept.newer) == (SAID["minutes"], "2027-06-01", "2.0")


@pytest.mark.parametrize(
    ("written", "fields"),
    [
        (WHOLE, []),
        (WHOLE | {"version": "7"}, ["charter.version"]),
        ({"version": "2.0"}, ["charter.decided_by", "charter.date"]),
        (WHOLE | {"date": "un jour", "minutes": "ici"}, ["charter.date", "charter.minutes"]),
        (WHOLE | {"by": "nous"}, ["charter.by"]),
    ],
)
def test_check__names_the_field_and_the_fix(written: dict[str, object], fields: list[str]):
    found = check({"kind": "profile", "name": "Les Pédales", "charter": written}, vocabulary()).findings

    assert [each.field for each in found] == fields
    assert all(each.fix.fr and each.fix.en for each in found)


def test_decided_ahead__only_after_today():
    assert decided_ahead({"charter": WHOLE}, "2026-03-01") == []
    assert [each.inside for each in decided_ahead({"charter": WHOLE}, "2026-02-28")] == ["charter.date"]
    assert decided_ahead({}, "2026-02-28") == []
