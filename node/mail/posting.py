"""Posting: a letter goes into the queue, in the unit of work that is its reason; the worker sends it."""

from __future__ import annotations

from typing import Final

from node.errors import Unready
from node.home import Home
from node.mail.letters import Letter, is_address
from node.mail.troubles import SAID
from node.store import letters
from node.store.connection import Db

# Letters that wait at once; more than this is no co-operative's mail.
MOST: Final = 5_000


def post(db: Db, home: Home, letter: Letter, lasting_s: float | None = None) -> bool:
    """Put a letter into the queue; False for an address that takes none, or when too many wait. Raises `Unready`.

    `lasting_s`: after how long it is of no use; as long as letters are tried when not said.
    """
    if home.office is None:
        raise Unready(SAID["unset"])
    mark, now = home.office.sealer.mark(letter.to), home.now()
    letters.drop_expired(db, now)
    if not is_address(letter.to) or letters.is_stopped(db, mark) or letters.count(db) >= MOST:
        return False
    host = home.host.partition(":")[0]
    written = home.office.stationery.write(letter, home.settings.title, home.origin, f"<{home.ulid(now)}@{host}>")
    keeping = home.settings.mail_keep_hours * 3600.0
    expires = now + min(keeping, lasting_s if lasting_s is not None else keeping)
    letters.keep(db, mark, letter.kind, home.office.sealer.seal(written.to_json(), now), now, expires)
    return True
