"""The second factor: beside a password or a link, a code from one's telephone, or one written down before.

It counts once a first code has confirmed it. A code serves once; after several wrong ones in a row none is looked at
for a while, so that whoever knows the password cannot try them all. Without the key that seals secrets a telephone's
codes cannot be checked and are refused; recovery codes still serve, and an administrator can always take the factor
away.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Final

from federation.errors import RateLimited
from node.accounts import journal, telling
from node.accounts.codes import RECOVERY_CODES, hash_of_recovery, recovery_code, secret_of, step_of
from node.errors import Missing, NotAllowed
from node.home import Home
from node.mail.sealing import Sealer
from node.store import accounts, half_sign_ins, passkeys, second_factors, sessions
from node.store.connection import Db
from node.store.second_factors import Kept
from vocab.language import Language, Text

# How long a secret waits for its first code.
SET_UP_S: Final = 3_600.0
# So many wrong codes in a row, then none for so long: of a million codes three are right at any time.
WRONG: Final = 5
REST_S: Final = 900.0

TOO_OFTEN: Final = Text("Trop de demandes : revenez plus tard.", "Too many requests: come back later.")
NONE: Final = Text(
    "Cette personne n'a ni second facteur, ni clé d'accès.", "This person has neither a second factor nor a passkey."
)
ALREADY: Final = Text("Vous avez déjà un second facteur.", "You have a second factor already.")
TOO_LATE: Final = Text(
    "Ce secret attend depuis trop longtemps : demandez-en un autre.",
    "This secret has waited for too long: ask for another.",
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person has. `secret`: one that waits for its first code."""

    on: bool
    since: float | None = None
    codes: int = 0
    secret: bytes | None = None


def standing(db: Db, home: Home, email: str) -> Standing:
    """What a person has now."""
    kept = second_factors.find(db, email)
    if kept is None:
        return Standing(False)
    if kept.since is not None:
        return Standing(True, kept.since, second_factors.count_codes(db, email))
    return Standing(False, secret=_secret(home, kept) if _waits(home, kept) else None)


def is_on(db: Db, email: str) -> bool:
    """Whether a person is asked for a code."""
    kept = second_factors.find(db, email)
    return kept is not None and kept.since is not None


def begin(db: Db, home: Home, email: str) -> None:
    """A new secret for a telephone; it counts once confirmed. Raises `NotAllowed` for whoever has one that does."""
    if is_on(db, email):
        raise NotAllowed(ALREADY)
    now = home.now()
    second_factors.keep(db, email, _sealer(home).seal(secret_of(home.secret()).hex(), now), now)


def confirm(db: Db, home: Home, email: str, typed: str, language: Language | None = None) -> tuple[str, ...] | None:
    """It counts from now on; gives the recovery codes, which are not shown again. None when the code is wrong.

    Raises `Missing` for a secret that waited too long, `NotAllowed` when there is one that counts, `RateLimited`.
    """
    kept = second_factors.find(db, email)
    if kept is not None and kept.since is not None:
        raise NotAllowed(ALREADY)
    secret = _secret(home, kept) if kept is not None and _waits(home, kept) else None
    if kept is None or secret is None:
        raise Missing(TOO_LATE)
    _require_rested(home, kept)
    step = step_of(secret, typed, home.now(), kept.step)
    if step is None:
        _count_wrong(db, home, kept)
        return None
    second_factors.confirm(db, email, home.now())
    second_factors.used(db, email, step)
    journal.note(db, home, email, "second_factor", email)
    telling.tell(db, home, email, "second_factor", language)
    return _new_codes(db, home, email)


def check(db: Db, home: Home, email: str, typed: str) -> bool:
    """Whether this is a code of theirs, which then serves no more; True for whoever has no second factor.

    Wrong ones are counted. Raises `RateLimited` after too many in a row.
    """
    kept = second_factors.find(db, email)
    if kept is None or kept.since is None:
        return True
    _require_rested(home, kept)
    secret = _secret(home, kept)
    step = step_of(secret, typed, home.now(), kept.step) if secret is not None else None
    if step is None and not second_factors.use_code(db, email, hash_of_recovery(typed)):
        _count_wrong(db, home, kept)
        return False
    second_factors.used(db, email, kept.step if step is None else step)
    if step is None:
        journal.note(db, home, email, "recovery_code", email)
    return True


def renew_codes(db: Db, home: Home, email: str, typed: str) -> tuple[str, ...] | None:
    """Ten other recovery codes for a code; None when it is wrong. Raises `Missing`, `RateLimited`."""
    if not is_on(db, email):
        raise Missing(NONE)
    if not check(db, home, email, typed):
        return None
    journal.note(db, home, email, "recovery_codes", email)
    return _new_codes(db, home, email)


def remove(db: Db, home: Home, email: str, typed: str, language: Language | None = None) -> bool:
    """No second factor any more, for a code; False when it is wrong. Raises `Missing`, `RateLimited`."""
    if not is_on(db, email):
        raise Missing(NONE)
    if not check(db, home, email, typed):
        return False
    second_factors.drop(db, email)
    journal.note(db, home, email, "second_factor_off", email)
    telling.tell(db, home, email, "second_factor_off", language)
    return True


def reset(db: Db, home: Home, by: str, email: str) -> None:
    """An administrator takes away a second factor and passkeys that were lost; their person is signed out everywhere.

    Raises `Missing`.
    """
    had = (second_factors.drop(db, email), passkeys.drop_all(db, email) > 0)
    if not any(had) or not accounts.known(db, email):
        raise Missing(NONE)
    sessions.end_of_person(db, email)
    half_sign_ins.end_of_person(db, email)
    journal.note(db, home, by, "second_factor_off", email)
    telling.tell(db, home, email, "second_factor_off")


def unreadable(db: Db, home: Home) -> int:
    """How many secrets the key of this node does not open."""
    sealer = _sealer(home)
    return sum(1 for sealed in second_factors.each_secret(db) if sealer.open(sealed) is None)


def _new_codes(db: Db, home: Home, email: str) -> tuple[str, ...]:
    codes = tuple(recovery_code(home.secret()) for _ in range(RECOVERY_CODES))
    second_factors.renew_codes(db, email, [hash_of_recovery(code) for code in codes])
    return codes


def _require_rested(home: Home, kept: Kept) -> None:
    if kept.rests_until > home.now():
        wait_s = ceil(kept.rests_until - home.now())
        raise RateLimited("second factor: too many wrong codes", TOO_OFTEN, retry_after_s=wait_s)


def _count_wrong(db: Db, home: Home, kept: Kept) -> None:
    wrong = kept.wrong + 1
    rests_until = home.now() + REST_S if wrong % WRONG == 0 else 0.0
    second_factors.failed(db, kept.email, wrong, rests_until)
    if rests_until:
        journal.note(db, home, kept.email, "wrong_codes", kept.email)


def _waits(home: Home, kept: Kept) -> bool:
    return kept.since is None and home.now() < kept.made + SET_UP_S


def _secret(home: Home, kept: Kept) -> bytes | None:
    opened = _sealer(home).open(kept.secret)
    return bytes.fromhex(opened) if opened is not None else None


def _sealer(home: Home) -> Sealer:
    if home.sealer is None:
        raise RuntimeError("this node was opened without the key that seals secrets")
    return home.sealer
