"""A visit: one request to one server, with as many knocks as it takes, and what its answers teach.

Nothing is sent from here: `knock` says how to sign next, `again` listens to an answer.
"""

from __future__ import annotations

from typing import Final

from federation.keys import Signer
from federation.knocking import UNSIGNED, Doors, Knock, Open, again, signed_after_all

_SHOWN: Final = frozenset({200, 304})


class Visit:
    """One request on its way: without `signer` never signed, `openly` first asked without a signature."""

    def __init__(
        self, doors: Doors, host: str, signer: Signer | None, now: float, openly: Open | None = None, *, posts: bool
    ) -> None:
        self._doors = doors
        self._host = host
        self._signer = signer
        self._openly = openly
        self._posts = posts
        self._tried: list[Knock] = []
        self._refused_unsigned = False
        unsigned = signer is None or (openly is not None and not doors.wants_signature(host, openly, now))
        self.knock = Knock(UNSIGNED) if unsigned else doors.first(host, now)

    def again(self, status: int, accept_signature: str | None, now: float) -> bool:
        """Listen to an answer: True when `knock`, now another, is worth a try; False when it is the last word."""
        if self.knock.scheme == UNSIGNED:
            other = self._signed_after_all(status, accept_signature, now)
        else:
            other = self._otherwise_signed(status, accept_signature, now)
        if other is not None:
            self.knock = other
        return other is not None

    def _signed_after_all(self, status: int, accept_signature: str | None, now: float) -> Knock | None:
        signer, openly, doors = self._signer, self._openly, self._doors
        if signer is None or openly is None:
            return None
        shown = doors.wants_signature(self._host, openly, now) is False
        if status in _SHOWN or status == 401:
            doors.wants(self._host, openly, status == 401, now)
        usual = doors.first(self._host, now)
        other = signed_after_all(status, accept_signature, signer, usual, shown=shown)
        self._refused_unsigned = other is not None
        return other

    def _otherwise_signed(self, status: int, accept_signature: str | None, now: float) -> Knock | None:
        if self._signer is None:
            return None
        self._tried.append(self.knock)
        known = self._doors.known(self._host, now) is not None
        other = again(self._tried, status, accept_signature, self._signer, known=known)
        if other is None:
            self._learn(status, now)
        return other

    def _learn(self, status: int, now: float) -> None:
        """What opened the door. A page that anybody may read says nothing of it, unless it was refused before."""
        refused_before = self._refused_unsigned or len(self._tried) > 1
        if 200 <= status < (300 if self._posts else 400) and (self._posts or refused_before):
            self._doors.opened(self._host, self.knock, now)
        if self._refused_unsigned and self._openly is not None and status in _SHOWN:
            self._doors.wants(self._host, self._openly, True, now)
