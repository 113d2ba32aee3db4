"""The words of the journal: everything that somebody does at the desk and that others may have to understand later."""

from __future__ import annotations

from typing import Final, Literal

from node.home import Home
from node.store import journal
from node.store.connection import Db

Act = Literal[
    "signed_in",
    "signed_out",
    "password",
    "handed_link",
    "second_factor",
    "second_factor_off",
    "recovery_code",
    "recovery_codes",
    "wrong_codes",
    "passkey",
    "passkey_off",
    "passkey_copied",
    "webhook",
    "webhook_off",
    "invited",
    "uninvited",
    "accepted_invitation",
    "role",
    "dismissed",
    "published",
    "updated",
    "confirmed",
    "withdrew",
    "followed",
    "unfollowed",
    "joined",
    "left",
    "admitted",
    "refused",
    "removed",
    "went_back",
    "let_in",
    "wrote",
    "barred",
    "unbarred",
    "reported",
    "forgot",
    "followers",
    "took_in",
    "turned_away",
    "settled",
    "separated",
    "blocked",
    "unblocked",
    "imported",
    "undid_import",
    "installed_contours",
    "adhered",
    "asked_members",
    "chose_charter",
    "stopped_adhering",
    "endorsed",
    "accepted_endorsement",
    "refused_endorsement",
    "revoked_endorsement",
    "granted_town",
    "dismissed_town",
]
ACTS: Final[tuple[str, ...]] = Act.__args__  # type: ignore[attr-defined]


def note(db: Db, home: Home, email: str, act: Act, object: str, actor: str | None = None) -> None:
    """Write one line, in the unit of work that does what it says."""
    journal.write(db, home.now_iso(), email, actor, act, object)
