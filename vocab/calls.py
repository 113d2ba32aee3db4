"""Calls: offers and requests that an authority, a network or a supporter addresses to platforms: means, not trade."""

from __future__ import annotations

from typing import Final

from vocab.entry import Entry

# Calls for projects and grants, premises, public contracts (DOMAIN 4).
MEANS: Final = ("grant", "premises", "contract")
AUTHORITY: Final = "authority"
PLATFORM: Final = "platform"


def is_call(entry: Entry, speaker: str | None) -> bool:
    """Whether an offer or a request is a call; `speaker`: what its author is (`platform_kind`)."""
    if entry.kind not in ("offer", "request") or not set(entry.exchange).intersection(MEANS):
        return False
    return speaker == AUTHORITY or PLATFORM in entry.audience_kinds
