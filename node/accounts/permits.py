"""Permits: what a person may do at the desk, as one function of what they are."""

from __future__ import annotations

from typing import Final, Literal

from node.store.accounts import Account

# `self`: what concerns only oneself. `read`, `publish`, `people`: of one organisation. The rest: of the node.
Permit = Literal["self", "read", "publish", "people", "moderate", "administer"]
OF_ORGANISATION: Final = ("read", "publish", "people")


def may(account: Account, permit: Permit, actor: str | None = None) -> bool:
    """Whether a person may do this; `actor` is the organisation for the permits that are about one. Default deny.

    An administrator may do everything. A moderator decides what enters the directory. An editor of an organisation
    speaks for it and invites others to; a reader sees what its members see.
    """
    if account.disabled is not None:
        return False
    if permit == "self" or account.role == "administrator":
        return True
    if permit == "moderate":
        return account.role == "moderator"
    if permit == "administer" or actor is None:
        return False
    editor = account.everywhere or account.roles.get(actor) == "editor"
    return editor or (permit == "read" and actor in account.roles)
