"""Domains: the servers this node does not deal with, or the only ones it deals with.

A verdict on a domain holds for all that lies under it; the longest name decides. In a closed network a server without
a verdict is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import idna

from vocab.language import Text

ALLOWED: Final = "allowed"
REFUSED: Final = "refused"
_NAME: Final = re.compile(r"(?=.{1,253}(?::|\Z))[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*(?::[0-9]{1,5})?", re.ASCII)
_V6: Final = re.compile(r"\[[0-9a-f:.]{2,45}\](?::[0-9]{1,5})?", re.ASCII)
UNREADABLE: Final = Text(
    "Domaine illisible. Écrivez par exemple : exemple.org", "Unreadable domain. Write for example: example.org"
)
REFUSED_HERE: Final = Text("Ce serveur est refusé ici.", "This server is refused here.")


@dataclass(frozen=True, slots=True)
class Domains:
    """The verdicts by domain; `closed`: only what is allowed; `own` (host[:port]) is never refused."""

    verdicts: Mapping[str, str] = field(default_factory=dict)
    closed: bool = False
    own: str = ""

    def refuses(self, host: str) -> bool:
        """Whether this node has nothing to do with a server, host[:port].

        >>> Domains({"example": "refused", "good.example": "allowed"}).refuses("www.good.example")
        False
        >>> Domains(closed=True).refuses("unknown.example:8443")
        True
        """
        if host == self.own:
            return False
        verdict = self._verdict(host)
        return self.closed if verdict is None else verdict == REFUSED

    def allows(self, host: str) -> bool:
        """Whether the operator allowed this server by name.

        >>> Domains({"good.example": "allowed"}).allows("www.good.example"), Domains().allows("good.example")
        (True, False)
        """
        return self._verdict(host) == ALLOWED

    def _verdict(self, host: str) -> str | None:
        return next((self.verdicts[name] for name in names_of(host) if name in self.verdicts), None)


def names_of(host: str) -> Iterator[str]:
    """The names under which a verdict on `host` may stand, the longest first.

    >>> list(names_of("www.coop.example:8443"))
    ['www.coop.example:8443', 'www.coop.example', 'coop.example', 'example']
    >>> list(names_of("127.0.0.1:8401"))
    ['127.0.0.1:8401', '127.0.0.1']
    """
    yield host
    name, _, port = host.rpartition(":")
    if name and port.isdigit():
        yield name
    else:
        name = host
    if name.endswith("]") or name.rpartition(".")[2].isdigit():
        return
    while "." in name:
        name = name.partition(".")[2]
        yield name


def domain_of(written: str) -> str:
    """The domain somebody wrote, as verdicts name it: lower case, ASCII, no scheme. Raises ValueError.

    >>> domain_of("https://*.Éxample.org/")
    'xn--xample-9ua.org'
    """
    name = written.strip().lower()
    name = name.partition("://")[2] if "://" in name else name
    name = name.removesuffix("/").removeprefix("*.").removesuffix(".")
    if not name.isascii():
        name = _ascii(name)
    if not _NAME.fullmatch(name) and not _V6.fullmatch(name):
        raise ValueError(f"not a domain: {written[:80]!r}")
    return name


def _ascii(name: str) -> str:
    host, colon, port = name.partition(":")
    try:
        return idna.encode(host, uts46=True).decode() + colon + port
    except idna.IDNAError as error:
        raise ValueError(f"not a domain: {name[:80]!r}") from error
