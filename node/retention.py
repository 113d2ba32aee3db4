"""Retention: what this node forgets by itself, and after how long. Records, tombstones and the log are not among it.

Deliveries of what still stands are kept: they say who must hear of its withdrawal.
"""

from __future__ import annotations

from typing import Final

from node.accounts.second_factor import SET_UP_S
from node.clock import iso
from node.digest.signing_up import CONFIRM_S
from node.home import Home
from node.store import (
    claim_proofs,
    deliveries,
    digests,
    disagreements,
    half_sign_ins,
    inbox,
    invitations,
    journal,
    knocks,
    letters,
    passkeys,
    reminders,
    second_factors,
    sessions,
    sign_in_links,
    status_readers,
    strangers,
    tokens,
    words,
)
from node.store.connection import Db

DAY_S: Final = 86_400
# A refresh token that comes back after it was used ends what it gave: it is known for as long after its end.
TOKENS_S: Final = 30 * DAY_S
# What people asked about a listing and nobody dealt with: their addresses are not kept for ever.
KNOCKS_S: Final = 180 * DAY_S
# An address that refused may be somebody else's after that.
REFUSALS_S: Final = 365 * DAY_S
# Who shows something of ours asks for its list once a day.
READERS_S: Final = 30 * DAY_S
# Rows of a kind that a unit of work may forget: others want to write meanwhile.
AT_ONCE: Final = 5_000


def forget(db: Db, home: Home) -> int:
    """Forget what has served, a bounded number of rows at once; return how many of them went."""
    now, settings = home.now(), home.settings
    applied = iso(now - settings.keep_inbox_days * DAY_S)
    disagreements.prune(db, now - max(DAY_S, settings.synchronize_interval_s))
    return (
        inbox.prune(db, applied, AT_ONCE)
        + words.prune(db, applied, AT_ONCE)
        + deliveries.prune(db, now - settings.keep_deliveries_days * DAY_S, AT_ONCE)
        + tokens.prune(db, now - TOKENS_S)
        + sessions.prune(db, now)
        + invitations.prune(db, now - TOKENS_S)
        + knocks.prune(db, iso(now - KNOCKS_S))
        + claim_proofs.prune(db, now)
        + sign_in_links.prune(db, now)
        + half_sign_ins.prune(db, now)
        + passkeys.prune(db, now)
        + second_factors.prune(db, now - SET_UP_S)
        + reminders.prune(db, now)
        + digests.prune(db, now - CONFIRM_S, now - DAY_S)
        + letters.prune(db, now, now - REFUSALS_S)
        + journal.prune(db, iso(now - settings.keep_journal_days * DAY_S))
        + status_readers.prune(db, now - READERS_S)
        + strangers.prune(db, now - settings.keep_strangers_days * DAY_S, AT_ONCE)
    )
