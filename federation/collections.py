"""Collections of others, read to their end or to the reader's limit: pages, entries, and the server they may be on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeGuard

from federation.client import Client
from federation.errors import BlockedAddress
from federation.keys import Signer
from federation.owner import same_origin
from vocab.looseness import id_of, ids_of


@dataclass(frozen=True, slots=True)
class Listed:
    """The ids a collection lists, each once, in its order; not `whole` when a limit was met before its end."""

    ids: tuple[str, ...]
    whole: bool


async def read_ids(client: Client, url: str, signer: Signer, *, max_pages: int, max_ids: int) -> Listed:
    """What the collection at `url` lists, read from that server alone, whatever its pages name or redirect to.

    Raises FederationError.
    """
    found: dict[str, None] = {}
    seen: set[str] = set()
    document = await _page(client, url, url, seen, signer)
    following = document.get("first") or document.get("next")
    for left in range(max_pages, -1, -1):
        found |= dict.fromkeys(_entries(document))
        if len(found) > max_ids:
            return Listed(tuple(found)[:max_ids], whole=False)
        if not following:
            return Listed(tuple(found), whole=True)
        if not left:
            break
        document = following if _is_page(following) else await _page(client, url, id_of(following), seen, signer)
        following = document.get("next")
    return Listed(tuple(found), whole=False)


def _is_page(value: object) -> TypeGuard[dict[str, object]]:
    """Whether a page stands here itself, and not only its address."""
    return isinstance(value, dict) and bool({"orderedItems", "items"} & value.keys() or id_of(value) is None)


def _entries(page: dict[str, object]) -> list[str]:
    return ids_of(page.get("orderedItems")) + ids_of(page.get("items"))


async def _page(client: Client, start: str, url: str | None, seen: set[str], signer: Signer) -> dict[str, object]:
    if url is None or not same_origin(url, start):
        raise BlockedAddress(f"the collection at {start[:200]} goes on at {str(url)[:200]}, which is another server")
    if url in seen:
        raise BlockedAddress(f"the collection at {start[:200]} comes back to {url[:200]}")
    seen.add(url)
    fetched = await client.get_collection(url, signer)
    if not same_origin(fetched.url, start):
        raise BlockedAddress(f"the collection at {start[:200]} redirects to {fetched.url[:200]}, on another server")
    return fetched.document
