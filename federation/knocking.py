"""Knocking: which way to sign a request for a server, and what to try when it says no (PROTOCOL 1.4, H4, H5).

Nobody says in advance which signatures they read. So one way is tried, the refusal is listened to, and what worked is
remembered by server. draft-cavage first, which most accept; RFC 9421 first where the server said so (FEP-844e) or
where it worked before, with the Ed25519 key where it said that it reads those.

What servers usually show to anybody, actors and keys, is first asked for without a signature: making one costs more
than all the rest of the request, and two servers that each want to know who asks before they say who they are would
wait for each other. A server that wants one says so once, and is asked with one from then on.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeVar

from federation import cavage, rfc9421
from federation.errors import Unauthorized
from federation.keys import Signer
from federation.rfc9421 import Asked
from federation.structured import InnerList, read_dictionary

K = TypeVar("K")
V = TypeVar("V")

UNSIGNED: Final = "unsigned"
CAVAGE: Final = "cavage"
RFC9421: Final = "rfc9421"
RFC9421_ADDRESS: Final = "https://datatracker.ietf.org/doc/html/rfc9421"
ED25519_ADDRESS: Final = f"{RFC9421_ADDRESS}#name-eddsa-using-curve-edwards25"
MAX_KNOCKS: Final = 3
REMEMBERED_S: Final = 7 * 86_400.0
MAX_ORIGINS: Final = 10_000
_OTHER: Final = {CAVAGE: RFC9421, RFC9421: CAVAGE}
_MAX_ASKED: Final = 16
_OF_A_BODY: Final = frozenset({"content-digest", "content-type"})
# What every request of ours has; the rest of a wish is left out, and the peer decides.
_HAD: Final = _OF_A_BODY | {"@method", "@target-uri", "@authority", "@scheme", "@path", "@query", "date", "host"}


# What is asked for, where servers differ in what they show to anybody: GoToSocial shows keys, and no actor.
Open = Literal["actor", "key"]


@dataclass(frozen=True, slots=True)
class Knock:
    """One way to ask: the scheme of the signature, what the peer wishes beyond what we sign anyway, with which key."""

    scheme: str
    asked: Asked | None = None
    quick: bool = False

    def key(self, signer: Signer) -> Signer:
        """The key to sign with: the quick one only where it is read, and only when there is one."""
        return signer.quick if self.quick and signer.quick is not None else signer

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
        if self.scheme == UNSIGNED:
            return {}
        key = self.key(signer)
        if self.scheme == CAVAGE:
            return cavage.sign(key, method, url, body, now, content_type, more)
        asked = self.asked
        if asked is not None and body is None:
            asked = replace(asked, components=tuple(name for name in asked.components if name not in _OF_A_BODY))
        return rfc9421.sign(key, method, url, body, now, content_type, asked, more)


class Doors:
    """What worked at each server: a bounded number of them, for a week."""

    def __init__(self, size: int = MAX_ORIGINS) -> None:
        self._size = size
        self._worked: OrderedDict[str, tuple[Knock, float]] = OrderedDict()
        self._said: OrderedDict[str, Knock] = OrderedDict()
        self._wants: OrderedDict[tuple[str, Open], tuple[bool, float]] = OrderedDict()

    def first(self, host: str, now: float) -> Knock:
        """How to sign for host[:port] to begin with."""
        return self.known(host, now) or self._said.get(host) or Knock(CAVAGE)

    def known(self, host: str, now: float) -> Knock | None:
        """What worked there in the last week."""
        worked = self._worked.get(host)
        return worked[0] if worked is not None and now - worked[1] <= REMEMBERED_S else None

    def opened(self, host: str, knock: Knock, now: float) -> None:
        """It worked."""
        _put(self._worked, host, (replace(knock, asked=None), now), self._size)

    def said(self, host: str, implements: Iterable[str]) -> None:
        """A server's software says what it reads (FEP-844e); what is new in that goes before what worked so far."""
        names = tuple(implements)
        if not any(name.partition("#")[0] == RFC9421_ADDRESS for name in names):
            self._said.pop(host, None)
            return
        knock = Knock(RFC9421, quick=ED25519_ADDRESS in names)
        if self._said.get(host) != knock:
            self._worked.pop(host, None)
        _put(self._said, host, knock, self._size)

    def wants_signature(self, host: str, what: Open, now: float) -> bool | None:
        """Whether it shows such documents only to those who sign; None when that is not known."""
        wants = self._wants.get((host, what))
        return wants[0] if wants is not None and now - wants[1] <= REMEMBERED_S else None

    def wants(self, host: str, what: Open, signature: bool, now: float) -> None:
        """It showed such a document to somebody who had not signed, or wanted a `signature` first."""
        _put(self._wants, (host, what), (signature, now), self._size)


def again(
    tried: list[Knock], status: int, accept_signature: str | None, signer: Signer, *, known: bool
) -> Knock | None:
    """What to try after a refusal, or None: the peer's own wish, else another key or scheme; three knocks in all.

    A 400 from a server whose way is `known` is about what we said, not about how it was signed.
    """
    if status not in (400, 401) or len(tried) >= MAX_KNOCKS or (status == 400 and known):
        return None
    wish = _obeying(accept_signature, signer) if status == 401 else None
    if wish is not None and not any(knock.asked for knock in tried):
        return wish
    last = tried[-1]
    if last.quick and signer.quick is not None:
        return replace(last, quick=False)
    other = _OTHER[last.scheme]
    return None if any(knock.scheme == other for knock in tried) else Knock(other)


def signed_after_all(
    status: int, accept_signature: str | None, signer: Signer, usual: Knock, *, shown: bool
) -> Knock | None:
    """How to sign what was refused without a signature; None when that would change nothing.

    `shown`: the server did show such documents to anybody, so that what it does not find is not there.
    """
    if status not in (401, 403, 404) or (status == 404 and shown):
        return None
    return _obeying(accept_signature, signer) or usual


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


def _obeying(header: str | None, signer: Signer) -> Knock | None:
    """The knock that an Accept-Signature header wishes, by whichever of our keys can make it."""
    asked = wished(header, signer)
    if asked is not None:
        return Knock(RFC9421, asked)
    asked = wished(header, signer.quick) if signer.quick is not None else None
    return Knock(RFC9421, asked, quick=True) if asked is not None else None


def _possible(wish: InnerList, signer: Signer) -> bool:
    algorithm, key = wish.parameter("alg"), wish.parameter("keyid")
    ours = "ed25519" if signer.algorithm == "ed25519" else "rsa-v1_5-sha256"
    return algorithm in (None, ours) and key in (None, True, signer.key_id)


def _put(memory: OrderedDict[K, V], name: K, value: V, size: int) -> None:
    memory[name] = value
    memory.move_to_end(name)
    if len(memory) > size:
        memory.popitem(last=False)
