"""What is a call."""

from __future__ import annotations

import pytest

from vocab.calls import is_call
from vocab.entry import Entry, Kind


def entry(kind: Kind = "offer", exchange: tuple[str, ...] = ("grant",), audience: tuple[str, ...] = ()) -> Entry:
    return Entry("id", kind, "owner", "fr", {}, {}, exchange=exchange, audience_kinds=audience)


@pytest.mark.parametrize(
    ("said", "speaker", "expected"),
    [
        (entry(), "authority", True),
        (entry("request", ("contract", "sell")), "authority", True),
        (entry(audience=("platform",)), "network", True),
        (entry(audience=("platform", "public")), None, True),
        (entry(), "platform", False),
        (entry(audience=("authority",)), "platform", False),
        (entry(exchange=("sell",)), "authority", False),
        (entry("event"), "authority", False),
    ],
)
def test_call__offers_means_and_comes_from_an_authority_or_is_for_platforms(
    said: Entry, speaker: str | None, expected: bool
) -> None:
    assert is_call(said, speaker) is expected
