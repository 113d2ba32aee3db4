"""Proving who one is: an address and its password, tried at one pace whether anybody has that address or not."""

from __future__ import annotations

import asyncio
from typing import Final

from node.node import Node
from node.passwords import hashed, matches, of_nobody, outdated
from node.store import accounts
from node.store.accounts import Account

# Somebody who guesses learns nothing from the time an unknown address takes.
NOBODY: Final = of_nobody()


async def person_with(node: Node, email: str, password: str) -> Account | None:
    """The person with this address and password who may sign in; None without saying which of the two is wrong.

    Whoever calls counts the try first (`Rates.password`). A string made at former costs is made anew.
    """
    kept = await node.store.reading(accounts.password_of, email)
    right = await asyncio.to_thread(matches, password, kept or NOBODY)
    if not right or kept is None:
        return None
    if outdated(kept):
        made = await asyncio.to_thread(hashed, password)
        await node.store.writing("password", accounts.rehash, email, kept, made)
    return await node.store.reading(accounts.find, email)
