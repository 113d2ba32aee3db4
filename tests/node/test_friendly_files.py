"""The friendly files of DESIGN 7: every field it names, whole, and with every odd value in every place.

What a file says is published, or refused with findings that name the field and the fix in both languages: nothing else.
"""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterator

import orjson
import pytest

from node.errors import Invalid
from node.publishing import NO_ZONE
from tests.node.ground import Document, Ground
from vocab.draft import draft_of

COMMON: Document = {
    "content": "Nous livrons la métropole six jours sur sept.",
    "language": "fr",
    "territory": ["fr-epci-200093201"],
    "location": {"name": "Lille", "latitude": 50.6318, "longitude": 3.0471},
    "sector": ["AM160"],
    "need": ["livrer"],
    "visibility": "public",
    "policy": "commons-open",
    "license": "etalab-2.0",
}
EXCHANGE: Document = {
    "action": "deliverService",
    "exchange": ["sell"],
    "price": {"amount": "12.50", "unit": "EUR"},
    "audience": ["platform"],
}
EVIDENCE = [{"kind": "URL", "url": "https://pedales.example/statuts"}]
FILES: dict[str, Document] = {
    "offer": {"kind": "offer", "name": "Livraison", **COMMON, **EXCHANGE, "valid_until": "2027-06-30"},
    "request": {"kind": "request", "name": {"fr": "Local", "en": "Room"}, **EXCHANGE, "deadline": "2027-06-30"},
    "practice": {"kind": "practice", "name": "Libre", "practice": "D03", "level": 3, "evidence": EVIDENCE},
    "story": {"kind": "story", "name": "Comment", "content": "Pas à pas.", "practice": "D03"},
    "event": {
        "kind": "event",
        "name": "Assemblée",
        "starts": "2027-03-01T18:00",
        "ends": "2027-03-01T20:00",
        "timezone": "Europe/Paris",
        "online": "https://pedales.example/visio",
        "join_url": "https://pedales.example/venir",
    },
    "listing": {
        "kind": "listing",
        "name": "La Cagette",
        "organization": {
            "name": "La Cagette",
            "website": "https://cagette.example",
            "identifiers": {"siren": "732829320"},
        },
        "source": "Annuaire municipal",
        "legal_basis": "Intérêt légitime",
        "objections": "annuaire@pedales.example",
    },
    "profile": {
        "kind": "profile",
        "name": "Les Pédales",
        "stage": "running",
        "coop_status": "SCOP",
        "legal_form": "cooperative",
        "website": "https://lespedales.example",
        "identifiers": {"siren": "732829320", "rna": "W595001988"},
        "founded": 2019,
        "members": 14,
        "workers": 14,
        "tools": [{"name": "Cartes", "url": "https://c.example", "license": "AGPL-3.0-only", "reuse": "avec nous"}],
        "replicable": {"open_to": "toutes", "conditions": "nous écrire", "help": "deux jours"},
        "contact": "accueil",
        "charter": {"version": "1.0", "decided_by": "assemblée", "date": "2026-01-01"},
    },
    "report": {
        "kind": "report",
        "name": "Bilan",
        "period": "2026",
        "answers": [
            {
                "practice": "D03",
                "level": 3,
                "indicator": "12 %",
                "date": "2026-11-01",
                "evidence": EVIDENCE,
                "visibility": "public",
            },
            {"practice": "D01", "level": None, "reason": "sans objet", "visibility": "public"},
        ],
    },
}
ODD: list[object] = [
    None, True, 0, -1, 3.7, 10**30, float("nan"), float("inf"), "", " ", "x" * 100_000, "\x00", "\ud800", "\u202e",
    [], {}, [[]], [None], [{}], {"x": 1}, {"fr": 1}, {"fr": "a", "en": None}, {1: 2}, b"bytes", ["a"] * 1000,
    datetime.date(2026, 1, 1), datetime.datetime(2026, 1, 1, 12), datetime.time(1, 2), {"a", "b"}, (1, 2),
    "javascript:alert(1)", "<script>x</script>", "https://", "http://user:pw@h/", "9999-99-99", "99999-01-01", "1e999",
    {"name": {"name": {"name": "x"}}},
]  # fmt: skip


def places(value: object, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to each value inside."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inside:
        yield (*at, key)
        yield from places(item, (*at, key))


def changed(draft: Document, place: tuple[str | int, ...], value: object) -> Document:
    whole = copy.deepcopy(draft)
    inside: object = whole
    for key in place[:-1]:
        inside = inside[key]  # type: ignore[index]
    inside[place[-1]] = value  # type: ignore[index]
    return whole


@pytest.mark.parametrize("kind", FILES)
def test_file__says_all_it_can_and_comes_back_as_it_was_written(ground: Ground, kind: str) -> None:
    made = ground.say(**FILES[kind])

    again = draft_of(ground.document(made.id))
    lost = {field for field in FILES[kind] if field not in again} - {"language", "content", "location", "online"}
    assert lost == set()
    assert made.warnings == ()


@pytest.mark.parametrize("kind", FILES)
def test_odd_value__in_any_place__is_published_or_named(ground: Ground, kind: str) -> None:
    for place in places(FILES[kind]):
        for odd in ODD:
            draft = changed(FILES[kind], place, odd)
            ground.db.execute("SAVEPOINT odd")
            try:
                orjson.dumps(ground.document(ground.say(**draft).id))
            except Invalid as invalid:
                said = [(finding.field, finding.line("fr"), finding.line("en")) for finding in invalid.findings]
                assert any(field.startswith(str(place[0])) for field, _, _ in said), (place, odd, said)
                assert all("Correction : " in fr and "Fix: " in en and len(fr) < 2000 for _, fr, en in said), said
            ground.db.execute("ROLLBACK TO odd")


@pytest.mark.parametrize("kind", FILES)
def test_field__that_is_not_there__is_named(ground: Ground, kind: str) -> None:
    for field in FILES[kind]:
        draft = {**FILES[kind], f"{field}x": FILES[kind][field]}

        with pytest.raises(Invalid) as caught:
            ground.say(**draft)

        assert [finding.field for finding in caught.value.findings] == [f"{field}x"]


@pytest.mark.parametrize(
    ("starts", "timezone", "warned"),
    [
        ("2027-03-01T18:00", None, True),
        ("2027-03-01 18:00", None, True),
        (datetime.datetime(2027, 3, 1, 18), None, True),
        ("2027-03-01T18:00+01:00", None, False),
        ("2027-03-01T18:00Z", None, False),
        ("2027-03-01", None, False),
        ("2027-03-01T18:00", "Europe/Paris", False),
    ],
)
def test_event__with_an_hour_of_nowhere__says_how_it_was_read(
    ground: Ground, starts: object, timezone: str | None, warned: bool
) -> None:
    made = ground.say(kind="event", name="Assemblée", starts=starts, timezone=timezone)

    assert made.warnings == ((NO_ZONE,) if warned else ())
