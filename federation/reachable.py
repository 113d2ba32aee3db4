"""Reachable: whether something answers at an address: its head is asked, and its first lines where there is no head.

Each step of a redirect goes through the guard as the first address does. A page that answers and does not let this
node in (a login, a wall against programs) is no dead page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, Protocol
from urllib.parse import urljoin

from federation.errors import BlockedAddress, FederationError, Later
from federation.owner import without_fragment

if TYPE_CHECKING:
    from federation.client import Look

MOST_STEPS: Final = 4
_ACCEPT: Final = "text/html, */*;q=0.5"
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_SHUT: Final = frozenset({401, 402, 403, 406, 407, 429, 451})

Outcome = Literal["answered", "shut", "dead", "barred"]


@dataclass(frozen=True, slots=True)
class Reached:
    """How an address answers: it does; not to this node; not at all; this node may not ask. `status`: 0 for none."""

    outcome: Outcome
    status: int = 0


class Looks(Protocol):
    """What is asked of the door outward."""

    async def look(self, url: str, accept: str, method: Literal["GET", "HEAD"] = ...) -> Look: ...


async def reach(client: Looks, url: str) -> Reached:
    """Ask whether something answers at an address. Raises nothing."""
    at = without_fragment(url)
    for _ in range(MOST_STEPS):
        try:
            found = await _asked(client, at)
        except BlockedAddress:
            return Reached("barred")
        except FederationError:
            return Reached("dead")
        if found.status not in _REDIRECTS or not found.location:
            return Reached(_outcome(found.status), found.status)
        try:
            at = without_fragment(urljoin(at, found.location))
        except ValueError:
            return Reached("dead", found.status)
    # It leads on and on.
    return Reached("dead", found.status)


async def _asked(client: Looks, url: str) -> Look:
    """The head, or the page itself from a server that gives no head: some answer 404 or 405 to it, some hang up."""
    try:
        found = await client.look(url, _ACCEPT, "HEAD")
    except Later:
        return await client.look(url, _ACCEPT)
    return found if found.status < 400 else await client.look(url, _ACCEPT)


def _outcome(status: int) -> Outcome:
    if status < 400:
        return "answered"
    return "shut" if status in _SHUT else "dead"
