"""checkup: what a node knows of its own health. `doctor` adds what can be seen from outside of it."""

from __future__ import annotations

from typing import Final

from federation import webfinger
from federation.errors import FederationError, Later
from federation.webfinger import Handle
from node.checks import FAIL, OK, WARN, Check
from node.control import Report
from node.home import Home
from node.node import Node
from node.store import actors, deliveries, errands, inbox, moderation, peers
from node.store.connection import Db
from vocab.language import Text

Arguments = dict[str, object]
MANY: Final = 1000
MAX_PAGE: Final = 2_000_000


async def checkup(node: Node, arguments: Arguments, report: Report) -> object:
    """What waits, what fails; with `reach`, whether the node can be reached by its public address."""
    checks = [*_settings(node.home), *await node.store.reading(_queues)]
    if arguments.get("reach"):
        name = await node.store.reading(_first, node.home)
        checks += [await _discovery(node, name), await _actor(node, name)]
    return [check.as_json() for check in checks]


def _settings(home: Home) -> list[Check]:
    """What a node that others can reach must not permit."""
    host = home.host.partition(":")[0]
    if not home.settings.allow_private_networks or host == "localhost" or host.startswith("127."):
        return []
    said = Text(
        "allow_private_networks est permis sur un nœud que d'autres peuvent joindre.",
        "allow_private_networks is on, on a node that others can reach.",
    )
    fix = Text("Mettez-le à false dans config.toml.", "Set it to false in config.toml.")
    return [Check("settings", FAIL, said, fix)]


async def _discovery(node: Node, name: str) -> Check:
    """The way others find us: our own handle, asked of our own public address."""
    handle = Handle(name, node.home.host)
    try:
        found = await webfinger.resolve(node.client, handle)
    except FederationError as error:
        return _unreached("webfinger", f"{handle}", error)
    if found != node.home.actor_id(name):
        said = Text(f"{handle} mène à {found}, pas à ce nœud.", f"{handle} leads to {found}, not to this node.")
        return Check("webfinger", FAIL, said, _PROXY)
    return Check("webfinger", OK, Text(f"{handle} se trouve.", f"{handle} can be found."))


async def _actor(node: Node, name: str) -> Check:
    """A person's page, then the document: a proxy that keeps the first must not answer it to machines."""
    id = node.home.actor_id(name)
    try:
        await node.client.get_text(id, MAX_PAGE)
        await node.client.get_document(id)
    except FederationError as error:
        return _unreached("actor", id, error)
    return Check("actor", OK, Text(f"{id} répond aux autres serveurs.", f"{id} answers other servers."))


def _unreached(name: str, what: str, error: FederationError) -> Check:
    if isinstance(error, Later):
        said = Text(f"{what} est hors d'atteinte depuis ici : {error}", f"{what} is out of reach from here: {error}")
    else:
        said = Text(f"{what} ne répond pas comme il faut : {error}", f"{what} does not answer as it should: {error}")
    return Check(name, FAIL, said, _PROXY)


_PROXY: Final = Text(
    "Vérifiez le nom de domaine et le serveur placé devant : Host transmis tel quel, rien en cache.",
    "Check the domain name and the server in front: Host passed on unchanged, nothing cached.",
)


def _first(db: Db, home: Home) -> str:
    return actors.every(db)[0].name


def _queues(db: Db) -> list[Check]:
    sending = deliveries.counts(db)
    received = inbox.counts(db)
    due = sending.get("due", 0) + sending.get("apart", 0)
    errand_count, waiting = errands.count(db), len(moderation.waiting(db, MANY))
    failing = [origin.origin for origin in peers.origins(db) if origin.failures]
    checks = [
        Check(
            "deliveries",
            WARN if due > MANY else OK,
            Text(f"{due} envois attendent.", f"{due} deliveries wait."),
            Text("Voir : bocage queue list", "See: bocage queue list") if due > MANY else None,
        ),
        Check("errands", OK, Text(f"{errand_count} rattrapages attendent.", f"{errand_count} errands wait.")),
    ]
    if received.get("bug"):
        said = Text(
            f"{received['bug']} activités reçues n'ont pas pu être appliquées à cause d'une erreur du logiciel.",
            f"{received['bug']} activities received could not be applied because of an error of the software.",
        )
        checks.append(Check("inbox", WARN, said, Text("Signalez-le, journal à l'appui.", "Report it with the log.")))
    if waiting:
        said = Text(f"{waiting} fiches attendent une décision.", f"{waiting} records wait for a decision.")
        checks.append(Check("moderation", OK, said, Text("Voir : bocage queue list", "See: bocage queue list")))
    if failing:
        names = ", ".join(failing[:5])
        said = Text(f"{len(failing)} serveurs ne répondent pas : {names}.", f"{len(failing)} servers fail: {names}.")
        checks.append(Check("peers", OK, said, Text("Voir : bocage peers", "See: bocage peers")))
    return checks
