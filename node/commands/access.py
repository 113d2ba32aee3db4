"""token, user, keys: who may act for our organisations, and with which keys.

Secrets stay with the person who typed the command: only the hash of a token or of a password comes here.
"""

from __future__ import annotations

import asyncio
from typing import Final

from node import profiles
from node.accounts import inviting, second_factor, team
from node.accounts import sessions as signing
from node.commands.who import acting
from node.control import Report
from node.errors import Missing, NodeError
from node.home import Home
from node.node import Node
from node.profiles import KeyPair
from node.store import accounts, actors, passkeys, second_factors, tokens
from node.store.connection import Db
from vocab.language import Text

Arguments = dict[str, object]
# Who is named in the journal for what was done in a terminal of the machine.
COMMAND_LINE: Final = "bocage"


async def token_create(node: Node, arguments: Arguments, report: Report) -> object:
    """Keep a token's hash: `hash` (SHA-256, hex), `actor`, `scope` (read,write)."""
    return await node.store.writing("token", _keep_token, node.home, arguments)


async def token_revoke(node: Node, arguments: Arguments, report: Report) -> object:
    """End the token with this `hash`, or all that a `program` was let do."""
    program, end = arguments.get("program"), tokens.revoke_program if arguments.get("program") else tokens.revoke
    if not await node.store.writing("token", end, str(program or arguments["hash"]), node.home.now_iso()):
        raise Missing(Text("Aucun jeton en vigueur de cette valeur.", "No such token in force."))
    return {"revoked": True}


async def token_list(node: Node, arguments: Arguments, report: Report) -> object:
    """Tokens in force, without their secrets."""
    return await node.store.reading(tokens.each, node.home.now())


async def user_add(node: Node, arguments: Arguments, report: Report) -> object:
    """A person who may sign in: `email`, `password` (hashed), `role`, `actors` when only for some organisations."""
    return await node.store.writing("user", _keep_user, node.home, arguments, known=False)


async def user_password(node: Node, arguments: Arguments, report: Report) -> object:
    """Another password for a person, who may sign in again if they were shut out."""
    return await node.store.writing("user", _keep_user, node.home, arguments, known=True)


async def user_disable(node: Node, arguments: Arguments, report: Report) -> object:
    """Shut a person out."""
    email = str(arguments["email"])
    await node.store.writing("user", team.shut_out, node.home, COMMAND_LINE, email)
    return {"email": email}


async def user_reset(node: Node, arguments: Arguments, report: Report) -> object:
    """Take a person's second factor and passkeys away: they lost them. They are signed out everywhere."""
    email = str(arguments["email"])
    await node.store.writing("reset factors", second_factor.reset, node.home, COMMAND_LINE, email)
    return {"email": email}


async def user_list(node: Node, arguments: Arguments, report: Report) -> object:
    """Who may sign in, and as what."""
    return await node.store.reading(_people)


async def user_invite(node: Node, arguments: Arguments, report: Report) -> object:
    """A link that lets one person in, once: `role`, and `actor` for a role in one organisation."""
    return await node.store.writing("invite", _invite, node.home, arguments)


async def keys_rotate(node: Node, arguments: Arguments, report: Report) -> object:
    """New keys for one of our organisations."""
    keys = await asyncio.to_thread(KeyPair.generate)
    compromised = bool(arguments.get("compromised"))
    id = await node.store.writing("rotate", _rotate, node.home, arguments.get("as"), keys, compromised=compromised)
    node.wake()
    return {"id": id, "compromised": compromised}


def _keep_token(db: Db, home: Home, arguments: Arguments) -> dict[str, str]:
    actor = acting(db, home, arguments.get("actor"))
    scope = str(arguments["scope"])
    tokens.keep(db, str(arguments["hash"]), actor.id, scope, home.now_iso())
    return {"actor": actor.name, "scope": scope}


def _keep_user(db: Db, home: Home, arguments: Arguments, *, known: bool) -> dict[str, str]:
    email = str(arguments["email"])
    if accounts.known(db, email) is not known:
        raise (
            _unknown(email) if known else NodeError(Text(f"{email} a déjà un accès.", f"{email} already has access."))
        )
    names = arguments.get("actors")
    chosen = [acting(db, home, name).id for name in names] if isinstance(names, list) else []
    if known:
        # A password is changed when it may be known to others: so may be what it let in.
        signing.change_password(db, home, email, str(arguments["password"]), by=COMMAND_LINE)
    else:
        accounts.keep(db, email, str(arguments["password"]), home.now_iso())
    role = arguments.get("role")
    if role in inviting.OF_NODE:
        accounts.appoint(db, email, role)
    if chosen or role == "moderator":
        accounts.limit(db, email, dict.fromkeys(chosen, "reader" if role == "reader" else "editor"))
    return {"email": email}


def _people(db: Db) -> list[dict[str, object]]:
    names = {actor.id: actor.name for actor in actors.every(db)}
    holders, with_passkeys = second_factors.holders(db), passkeys.holders(db)
    return [
        {
            "email": account.email,
            "name": account.name,
            "role": account.role,
            "everywhere": account.everywhere,
            "organisations": {names.get(actor, actor): role for actor, role in account.roles.items()},
            "since": account.created,
            "second_factor": account.email in holders,
            "passkeys": account.email in with_passkeys,
            "disabled": account.disabled,
        }
        for account in accounts.every(db)
    ]


def _invite(db: Db, home: Home, arguments: Arguments) -> dict[str, str]:
    role = str(arguments["role"])
    actor = None if role in inviting.OF_NODE else acting(db, home, arguments.get("actor")).id
    secret = inviting.invite(db, home, COMMAND_LINE, actor, role, str(arguments.get("note") or ""))
    return {"link": f"{home.origin}/invitation/{secret}", "role": role}


def _rotate(db: Db, home: Home, name: object, keys: KeyPair, *, compromised: bool) -> str:
    actor = acting(db, home, name)
    profiles.rotate(db, home, actor, keys, compromised=compromised)
    return actor.id


def _unknown(email: str) -> Missing:
    return Missing(Text(f"{email} n'a pas d'accès ici.", f"{email} has no access here."))
