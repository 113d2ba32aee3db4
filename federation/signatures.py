"""Which way of signing a request speaks: a table, tried from the top (PROTOCOL 1.4, H3).

Each scheme reads a request into a claim (a key id, and a check to make with that key) after every test that needs no
key.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from federation import cavage, rfc9421
from federation.errors import Unauthorized
from federation.incoming import Incoming
from federation.keys import PublicKey
from federation.window import Window
from vocab.language import Text


class Claim(Protocol):
    """A request that says which key signed it."""

    @property
    def key_id(self) -> str:
        """The id of the key."""
        ...

    @property
    def nonce(self) -> str | None:
        """What makes this request unlike any other, when the signer said it."""
        ...

    @property
    def covered(self) -> frozenset[str]:
        """The names of what the signature is over: headers in lower case, and the scheme's own."""
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


def read(request: Incoming, now: float, window: Window, origin: str | None) -> Claim:
    """The claim of a signed request by the first scheme whose header it has; raises Unauthorized."""
    names = {name for name, _ in request.headers}
    for scheme in SCHEMES:
        if scheme.header in names:
            return scheme.read(request, now, window, origin)
    raise Unauthorized(
        "the request is not signed",
        Text(
            "La demande n'est pas signée (RFC 9421 ou draft-cavage-12).",
            "The request is not signed: send an HTTP signature (RFC 9421 or draft-cavage-12).",
        ),
    )


SCHEMES: Final = (
    Scheme("rfc9421", "signature-input", rfc9421.read),
    Scheme("cavage", "signature", cavage.read),
)
