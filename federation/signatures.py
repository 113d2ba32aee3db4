"""Which way of signing a request speaks: a table, tried from the top (PROTOCOL 1.4, H3).

Each scheme reads a request into a claim (a key id, and a check to make with that key) after every test that needs no
key. RFC 9421 has its row already; until it is spoken it refuses with a sentence that makes a peer knock again with
draft-cavage.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from federation import cavage
from federation.cavage import Window
from federation.errors import Unauthorized
from federation.incoming import Incoming
from federation.keys import PublicKey
from vocab.language import Text


class Claim(Protocol):
    """A request that says which key signed it."""

    @property
    def key_id(self) -> str:
        """The id of the key."""
        ...

    def check(self, key: PublicKey) -> None:
        """Returns when `key` made the signature; else raises Unauthorized."""
        ...


@dataclass(frozen=True, slots=True)
class Scheme:
    """A way of signing: the header that announces it, and how it reads a request."""

    name: str
    header: str
    read: Callable[[Incoming, float, Window, str | None], Claim]


def read(request: Incoming, now: float, window: Window, authority: str | None) -> Claim:
    """The claim of a signed request by the first scheme whose header it has; raises Unauthorized."""
    names = {name for name, _ in request.headers}
    for scheme in SCHEMES:
        if scheme.header in names:
            return scheme.read(request, now, window, authority)
    raise Unauthorized(
        "the request is not signed",
        Text("La demande n'est pas signée.", "The request is not signed: send an HTTP signature (draft-cavage-12)."),
    )


def _not_spoken_yet(request: Incoming, now: float, window: Window, authority: str | None) -> Claim:
    raise Unauthorized(
        "RFC 9421 is not spoken yet, draft-cavage-12 is expected",
        Text(
            "Ce serveur ne lit pas encore les signatures RFC 9421 ; signez selon draft-cavage-12.",
            "This server does not read RFC 9421 signatures yet; sign with draft-cavage-12.",
        ),
    )


SCHEMES: Final = (
    Scheme("rfc9421", "signature-input", _not_spoken_yet),
    Scheme("cavage", "signature", cavage.read),
)
