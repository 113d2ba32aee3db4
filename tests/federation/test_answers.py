"""What a peer's answers mean."""

from __future__ import annotations

import pytest

from federation import answers
from federation.errors import FederationError, Forbidden, Gone, NotFound, PeerFault, RateLimited, Refused, Unauthorized


@pytest.mark.parametrize(
    ("kind", "counts"),
    [
        ("application/activity+json", True),
        ("Application/Activity+JSON; charset=utf-8", True),
        ('application/ld+json; profile="https://www.w3.org/ns/activitystreams"', True),
        ('application/ld+json; charset=utf-8; profile="x https://www.w3.org/ns/activitystreams"', True),
        ("application/ld+json", False),
        ('application/ld+json; profile="https://www.w3.org/ns/activitystreams.evil"', False),
        ("application/json", False),
        ("text/html", False),
        ("", False),
        ("text/plain; x=application/activity+json", False),
    ],
)
def test_is_activity(kind: str, counts: bool) -> None:
    assert answers.is_activity(kind) is counts


def test_is_json() -> None:
    assert answers.is_json("application/jrd+json; charset=utf-8") and answers.is_json("application/json")
    assert not answers.is_json("text/html")


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("", None),
        ("-1", None),
        ("0", 0.0),
        ("120", 120.0),
        ("9" * 500, 86_400.0),
        ("Wed, 25 Nov 2026 10:01:00 GMT", 60.0),
        ("Wed, 25 Nov 2020 10:01:00 GMT", 0.0),
        ("²", None),
    ],
)
def test_retry_after(value: str | None, seconds: float | None) -> None:
    assert answers.retry_after(value, 1795600800.0) == seconds


@pytest.mark.parametrize(
    ("status", "delivery", "fetch"),
    [
        (400, Refused, Refused),
        (401, PeerFault, Unauthorized),
        (403, Forbidden, Forbidden),
        (404, NotFound, NotFound),
        (408, PeerFault, PeerFault),
        (410, Gone, Gone),
        (429, RateLimited, RateLimited),
        (301, PeerFault, PeerFault),
        (500, PeerFault, PeerFault),
        (503, PeerFault, PeerFault),
    ],
)
def test_failures(status: int, delivery: type[FederationError], fetch: type[FederationError]) -> None:
    assert type(answers.failure_of_delivery(status, "https://a.example/inbox", "no", 5.0)) is delivery
    assert type(answers.failure_of_fetch(status, "https://a.example/1", 5.0)) is fetch


def test_failures__keep_the_status_and_what_was_said() -> None:
    error = answers.failure_of_delivery(422, "https://a.example/inbox", "bad id", None)

    assert isinstance(error, Refused) and error.status == 422 and "bad id" in error.log
