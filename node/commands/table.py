"""Every command, by the name that the socket and the command line know it by."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from node.commands import (
    access,
    charters,
    claims,
    data,
    domains,
    duplicates,
    endorsements,
    exporting,
    geo,
    importing,
    keeping,
    look,
    mailing,
    moving,
    peers,
    people,
    queue,
    records,
    registers,
    relays,
    sparql,
    themes,
    towns,
)
from node.control import Report
from node.errors import Missing
from node.node import Node
from vocab.language import Text

Command = Callable[[Node, dict[str, object], Report], Awaitable[object]]

COMMANDS: Final[dict[str, Command]] = {
    "publish": records.publish,
    "withdraw": records.withdraw,
    "import": importing.import_file,
    "import_undo": importing.import_undo,
    "export": data.export,
    "dump": data.dump,
    "export_view": exporting.export_view,
    "reindex": data.reindex,
    "actor_add": people.actor_add,
    "actor_list": people.actor_list,
    "actor_alias": moving.actor_alias,
    "actor_move": moving.actor_move,
    "follow": people.follow,
    "unfollow": people.unfollow,
    "relay_follow": relays.relay_follow,
    "relay_unfollow": relays.relay_unfollow,
    "followers": people.followers,
    "following": people.following_list,
    "join": people.join,
    "leave": people.leave,
    "members": people.members,
    "news": people.newest_news,
    "lookup": people.lookup,
    "search": look.search,
    "sparql": sparql.ask,
    "explain": look.explain,
    "peers": peers.known_peers,
    "queue_list": queue.queue_list,
    "queue_retry": queue.queue_retry,
    "queue_drop": queue.queue_drop,
    "queue_accept": queue.queue_accept,
    "queue_refuse": queue.queue_refuse,
    "token_create": access.token_create,
    "token_list": access.token_list,
    "token_revoke": access.token_revoke,
    "user_add": access.user_add,
    "user_password": access.user_password,
    "user_disable": access.user_disable,
    "user_list": access.user_list,
    "user_invite": access.user_invite,
    "user_reset": access.user_reset,
    "keys_rotate": access.keys_rotate,
    "territory_serve": towns.territory_serve,
    "territory_unserve": towns.territory_unserve,
    "territory_list": towns.territory_list,
    "territory_ask": towns.territory_ask,
    "theme_serve": themes.theme_serve,
    "theme_unserve": themes.theme_unserve,
    "theme_list": themes.theme_list,
    "domains_list": domains.domains_list,
    "domains_decide": domains.domains_decide,
    "domains_forget": domains.domains_forget,
    "domains_import": domains.domains_import,
    "domains_export": domains.domains_export,
    "checkup": keeping.checkup,
    "mail_test": mailing.mail_test,
    "claim": claims.claim,
    "claims_list": claims.claims_list,
    "claims_accept": claims.claims_accept,
    "claims_refuse": claims.claims_refuse,
    "endorse": endorsements.endorse,
    "attest": endorsements.attest,
    "endorsements_list": endorsements.endorsements_list,
    "endorsements_accept": endorsements.endorsements_accept,
    "endorsements_refuse": endorsements.endorsements_refuse,
    "endorsements_revoke": endorsements.endorsements_revoke,
    "charter_install": charters.charter_install,
    "charter_move": charters.charter_move,
    "charter_list": charters.charter_list,
    "geo_install": geo.geo_install,
    "register_install": registers.register_install,
    "register_list": registers.register_list,
    "duplicates_list": duplicates.duplicates_list,
    "duplicates_separate": duplicates.duplicates_separate,
}


async def perform(node: Node, name: str, arguments: dict[str, object], report: Report) -> object:
    """Do what a command asks. Raises `Missing` for one that this release does not know."""
    command = COMMANDS.get(name)
    if command is None:
        # The command line may be newer than the process that runs.
        raise Missing(
            Text(
                f"Le nœud en marche ne connaît pas « {name} » : relancez-le.",
                f'The running node does not know "{name}": restart it.',
            )
        )
    done = await command(node, arguments, report)
    # What it changed may have changed how others stand: a command returns when the directory shows it all.
    await node.websites.settle()
    return done
