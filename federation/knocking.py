"""Knocking: which way to sign a request for a server, and what to try when it says no (PROTOCOL 1.4, H4, H5).

Nobody says in advance which signatures they read. So one way is tried, the refusal is listened to, and what worked is
remembered by server. draft-cavage first, which most accept; RFC 9421 first where the server said so (FEP-844e) or
where it worked before.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from federation import cavage, rfc9421
from federation.errors import Unauthorized
from federation.keys import Signer
from federation.rfc9421 import Asked
from federation.structured import InnerList, read_dictionary

CAVAGE: Final = "cavage"
RFC9421: Final = "rfc9421"
RFC9421_ADDRESS: Final = "https://datatracker.ietf.org/doc/html/rfc9421"
MAX_KNOCKS: Final = 3
REMEMBERED_S: Final = 7 * 86_400.0
MAX_ORIGINS: Final = 10_000
_OTHER: Final = {CAVAGE: RFC9421, RFC9421: CAVAGE}
_MAX_ASKED: Final = 16
_OF_A_BODY: Final = frozenset({"content-digest", "content-type"})
# What every request of ours has; the rest of a wish is left out, and the peer decides.
_HAD: Final = _OF_A_BODY | {"@method", "@target-uri", "@authority", "@scheme", "@path", "@query", "date", "host"}


@dataclass(frozen=True, slots=True)
class Knock:
    """One way to sign: the scheme, and what the peer asked for beyond what we sign anyway."""

    scheme: str
    asked: Asked | None = None

    def headers(
        self,
        signer: Signer,
        method: str,
        url: str,
        body: bytes | None,
        now: float,
        content_type: str,
        more: Mapping[str, str] | None = None,
    ) -> dict[str, str]:
        """The headers that sign a request this way, with `more` among what is signed."""
        if self.scheme == CAVAGE:
            return cavage.sign(signer, method, url, body, now, content_type, more)
        asked = self.asked
        if asked is not None and body is None:
            asked = replace(asked, components=tuple(name for name in asked.components if name not in _OF_A_BODY))
        return rfc9421.sign(signer, method, url, body, now, content_type, asked, more)


class Doors:
    """What worked at each server: a bounded number of them, for a week."""

    def __init__(self, size: int = MAX_ORIGINS) -> None:
        self._size = size
        self._worked: OrderedDict[str, tuple[str, float]] = OrderedDict()
        self._said: OrderedDict[str, str] = OrderedDict()

    def first(self, host: str, now: float) -> Knock:
        """How to begin with host[:port]."""
        return Knock(self.known(host, now) or self._said.get(host, CAVAGE))

    def known(self, host: str, now: float) -> str | None:
        """What worked there in the last week."""
        worked = self._worked.get(host)
        return worked[0] if worked is not None and now - worked[1] <= REMEMBERED_S else None

    def opened(self, host: str, knock: Knock, now: float) -> None:
        """It worked."""
        self._worked[host] = (knock.scheme, now)
        self._worked.move_to_end(host)
        if len(self._worked) > self._size:
            self._worked.popitem(last=False)

    def said(self, host: str, implements: Iterable[str]) -> None:
        """A server's software says what it reads (FEP-844e)."""
        if any(name.partition("#")[0] == RFC9421_ADDRESS for name in implements):
            self._said[host] = RFC9421
            if len(self._said) > self._size:
                self._said.popitem(last=False)
        else:
            self._said.pop(host, None)


def again(
    tried: list[Knock], status: int, accept_signature: str | None, signer: Signer, *, known: bool
) -> Knock | None:
    """What to try after a refusal, or None: the peer's own wish, else the other scheme; three knocks in all.

    A 400 from a server whose way is `known` is about what we said, not about how it was signed.
    """
    if status not in (400, 401) or len(tried) >= MAX_KNOCKS or (status == 400 and known):
        return None
    wish = wished(accept_signature, signer) if status == 401 else None
    if wish is not None and not any(knock.asked for knock in tried):
        return Knock(RFC9421, wish)
    other = _OTHER[tried[-1].scheme]
    return None if any(knock.scheme == other for knock in tried) else Knock(other)


def wished(header: str | None, signer: Signer) -> Asked | None:
    """What an Accept-Signature header wishes, when our key can give it (RFC 9421 section 5.1)."""
    if not header or len(header) > 2_000:
        return None
    try:
        members = read_dictionary("accept-signature", header)
    except Unauthorized:
        return None
    for wish in members.values():
        if isinstance(wish, InnerList) and len(wish.items) <= _MAX_ASKED and _possible(wish, signer):
            nonce, tag = wish.parameter("nonce"), wish.parameter("tag")
            return Asked(
                tuple(str(item.value) for item in wish.items if not item.parameters and item.value in _HAD),
                nonce if isinstance(nonce, str) else None,
                tag if isinstance(tag, str) else None,
                wish.parameter("expires") is not None,
            )
    return None


def _possible(wish: InnerList, signer: Signer) -> bool:
    algorithm, key = wish.parameter("alg"), wish.parameter("keyid")
    ours = "ed25519" if signer.algorithm == "ed25519" else "rsa-v1_5-sha256"
    return algorithm in (None, ours) and key in (None, True, signer.key_id)
