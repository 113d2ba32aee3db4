"""The public address, as others meet it: name, certificate, discovery, documents, proxy, inbox, time.

`look` asks our own address through the ordinary client; the functions below it judge what came back, one at a time.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import orjson

from federation import webfinger
from federation.answers import is_activity
from federation.client import Look
from federation.errors import FederationError, Later, TooLarge, Unreachable
from federation.nodeinfo import software_of
from federation.webfinger import Handle
from node.checks import FAIL, FOLDER, OK, WARN, Check
from node.echo import Heard
from node.node import Node
from node.settings import CONFIG
from node.store import actors, peers
from node.store.connection import Db
from vocab.activities import activity
from vocab.language import Text

DAY_S: Final = 86_400.0
EXPIRES_SOON_DAYS: Final = 14
SKEW_WARN_S: Final = 30.0
SKEW_FAIL_S: Final = 240.0
CLOCKS: Final = 5
HTML: Final = "text/html"
AP: Final = "application/activity+json"
Outcome = FederationError | None

# `through` puts the node's own names in.
PROXY: Final = Text(
    "sudo caddy reverse-proxy --from HOST --to LISTEN   # ou deploy/nginx.conf : Host tel quel, rien en cache",
    "sudo caddy reverse-proxy --from HOST --to LISTEN   # or deploy/nginx.conf: Host unchanged, nothing cached",
)
LARGER: Final = "echo 'client_max_body_size 2m;' | sudo tee /etc/nginx/conf.d/bocage.conf && sudo nginx -s reload"


async def outside(node: Node) -> list[Check]:
    """What needs the name and the proxy, not the node behind them."""
    origin, now = node.home.origin, node.home.now()
    found: list[Check] = []
    try:
        addresses = await node.client.addresses(origin)
        found.append(dns(node.home.host, addresses, None))
    except FederationError as error:
        return [dns(node.home.host, [], error)]
    if origin.startswith("https:"):
        try:
            found.append(tls(await node.client.certificate_expiry(origin), None, now))
        except FederationError as error:
            found.append(tls(0.0, error, now))
    return [*found, skew(await _skews(node))]


async def through(node: Node) -> list[Check]:
    """What needs the node to run: everything that it answers by its public address."""
    name = (await node.store.reading(_first)).name
    id = node.home.actor_id(name)
    found = [
        await _webfinger(node, name, id),
        await _actor(node, id),
        await _nodeinfo(node),
        *await _proxy(node),
        await _inbox(node),
    ]
    if found[-1].state == OK:
        # Where no message arrives, its size is not what keeps it out.
        found.append(await _body(node))
    names = {"HOST": node.home.host, "LISTEN": node.home.settings.listen}
    return [replace(check, fix=_with(check.fix, names)) if check.fix else check for check in found]


def dns(host: str, addresses: list[str], error: Outcome) -> Check:
    """Our name leads somewhere."""
    if error is None:
        where = ", ".join(addresses[:4])
        return Check("dns", OK, Text(f"{host} mène à {where}.", f"{host} leads to {where}."))
    said = Text(f"Le nom {host} ne mène nulle part : {error}", f"The name {host} leads nowhere: {error}")
    fix = Text(f"dig {host.partition(':')[0]}", f"dig {host.partition(':')[0]}")
    return Check("dns", FAIL, said, fix)


def tls(expires: float, error: Outcome, now: float) -> Check:
    """Our certificate is trusted, whole, and good for a while. `expires` in Unix seconds."""
    fix = Text("sudo systemctl reload caddy", "sudo systemctl reload caddy")
    if error is not None:
        said = Text(f"Le certificat n'est pas accepté : {error}", f"The certificate is not accepted: {error}")
        return Check("tls", FAIL, said, fix)
    days = int((expires - now) // DAY_S)
    said = Text(f"Le certificat vaut encore {days} jours.", f"The certificate is good for {days} more days.")
    if days >= EXPIRES_SOON_DAYS:
        return Check("tls", OK, said)
    return Check("tls", WARN if days >= 1 else FAIL, said, fix)


def skew(seconds: list[float]) -> Check:
    """Our clock agrees with those of the others: the median of how far they are ahead of us, in seconds."""
    if not seconds:
        said = Text("L'heure n'a pu être comparée à aucun serveur.", "The time could be compared with no server.")
        return Check("clock", OK, said)
    ahead = sorted(seconds)[len(seconds) // 2]
    if abs(ahead) <= SKEW_WARN_S:
        return Check("clock", OK, Text("L'heure est la même que celle des autres.", "The time is that of the others."))
    said = Text(
        f"L'horloge diffère de {abs(ahead):.0f} secondes de celle des autres serveurs.",
        f"The clock differs by {abs(ahead):.0f} seconds from that of the other servers.",
    )
    fix = Text("sudo timedatectl set-ntp true", "sudo timedatectl set-ntp true")
    return Check("clock", FAIL if abs(ahead) > SKEW_FAIL_S else WARN, said, fix)


def discovery(handle: str, wanted: str, found: str | None, error: Outcome) -> Check:
    """The way others find us: our own handle, asked of our own public address."""
    if error is not None:
        return _unreached("webfinger", handle, error)
    if found != wanted:
        said = Text(f"{handle} mène à {found}, pas à ce nœud.", f"{handle} leads to {found}, not to this node.")
        return Check("webfinger", FAIL, said, PROXY)
    return Check("webfinger", OK, Text(f"{handle} se trouve.", f"{handle} can be found."))


def actor(id: str, page: Look | None, document: Look | None, error: Outcome) -> Check:
    """A person gets a page and a machine a document, at one address: nothing in between keeps one for the other."""
    if error is not None or page is None or document is None:
        return _unreached("actor", id, error or Unreachable(id))
    if page.status == 200 and document.status == 200 and is_activity(document.content_type):
        if page.content_type.startswith(HTML):
            return Check("actor", OK, Text(f"{id} répond aux autres serveurs.", f"{id} answers other servers."))
    said = Text(
        f"{id} répond {page.status} {page.content_type} aux personnes, "
        f"{document.status} {document.content_type} aux serveurs.",
        f"{id} answers people {page.status} {page.content_type}, servers {document.status} {document.content_type}.",
    )
    return Check("actor", FAIL, said, PROXY)


def nodeinfo(name: str, error: Outcome) -> Check:
    """The node says what it is."""
    if error is not None:
        return _unreached("nodeinfo", "NodeInfo", error)
    if name == "bocage":
        return Check("nodeinfo", OK, Text("NodeInfo répond.", "NodeInfo answers."))
    said = Text(f"NodeInfo est celui de « {name} ».", f'NodeInfo is that of "{name}".')
    return Check("nodeinfo", FAIL, said, PROXY)


def proxy(origin: str, seen: Heard | None) -> Check:
    """What stands in front passes on the name and the scheme it was asked by; signatures depend on the first."""
    scheme, _, host = origin.partition("://")
    if seen is None:
        said = Text(
            "L'adresse publique ne mène pas à ce processus.", "The public address does not lead to this process."
        )
        return Check("proxy", FAIL, said, PROXY)
    if seen.host.lower() != host:
        said = Text(
            f"Host arrive comme « {seen.host} », pas « {host} ».", f'Host arrives as "{seen.host}", not "{host}".'
        )
        return Check("proxy", FAIL, said, PROXY)
    proto = seen.forwarded_proto.lower()
    if scheme == "https" and proto != "https":
        said = Text(
            f"X-Forwarded-Proto arrive comme « {proto or 'rien'} », pas « https ».",
            f'X-Forwarded-Proto arrives as "{proto or "nothing"}", not "https".',
        )
        return Check("proxy", WARN, said, PROXY)
    return Check("proxy", OK, Text("Host arrive tel quel.", "Host arrives unchanged."))


def visitors(origin: str, seen: Heard) -> Check:
    """Those who ask through the server in front can be told apart: limits count by address (R15)."""
    if origin.startswith("http:") or (seen.forwarded_for and seen.believed):
        return Check("visitors", OK, Text("Les visiteurs se distinguent.", "Visitors can be told apart."))
    if not seen.forwarded_for:
        if not seen.believed:
            return Check("visitors", OK, Text("Les visiteurs arrivent sans détour.", "Visitors come straight here."))
        said = Text(
            "X-Forwarded-For n'arrive pas : les limites par adresse ne comptent personne.",
            "X-Forwarded-For does not arrive: limits by address count nobody.",
        )
        return Check("visitors", WARN, said, PROXY)
    said = Text(
        f"Le serveur placé devant, {seen.remote}, n'est pas de confiance : tous ses visiteurs comptent pour un seul.",
        f"The server in front, {seen.remote}, is not trusted: all its visitors count as one.",
    )
    fix = f"echo 'trusted_proxies = \"{seen.remote}\"' >> {FOLDER}/{CONFIG}"
    return Check("visitors", WARN, said, Text(fix, fix))


def inbox(error: Outcome) -> Check:
    """A signed message to our own inbox is accepted."""
    if error is None:
        said = Text("Un message signé est accepté par notre boîte.", "A signed message is accepted by our inbox.")
        return Check("inbox_post", OK, said)
    return _unreached("inbox_post", "/inbox", error)


def body(size: int, error: Outcome) -> Check:
    """A message as large as this node accepts passes what stands in front: what it says of it is our own refusal."""
    if isinstance(error, TooLarge) or getattr(error, "status", 0) == 413:
        said = Text(
            f"Le serveur placé devant refuse les messages de {size} octets.",
            f"The server in front refuses messages of {size} bytes.",
        )
        return Check("body_size", FAIL, said, Text(LARGER, LARGER))
    if isinstance(error, Later):
        return _unreached("body_size", "/inbox", error)
    return Check("body_size", OK, Text(f"Un message de {size} octets passe.", f"A message of {size} bytes passes."))


def _with(fix: Text, names: dict[str, str]) -> Text:
    fr, en = fix.fr, fix.en
    for name, value in names.items():
        fr, en = fr.replace(name, value), en.replace(name, value)
    return Text(fr, en)


def _unreached(name: str, what: str, error: FederationError) -> Check:
    if isinstance(error, Later):
        said = Text(f"{what} est hors d'atteinte depuis ici : {error}", f"{what} is out of reach from here: {error}")
    else:
        said = Text(f"{what} ne répond pas comme il faut : {error}", f"{what} does not answer as it should: {error}")
    return Check(name, FAIL, said, PROXY)


async def _webfinger(node: Node, name: str, id: str) -> Check:
    handle = Handle(name, node.home.host)
    try:
        return discovery(str(handle), id, await webfinger.resolve(node.client, handle), None)
    except FederationError as error:
        return discovery(str(handle), id, None, error)


async def _actor(node: Node, id: str) -> Check:
    try:
        return actor(id, await node.client.look(id, HTML), await node.client.look(id, AP), None)
    except FederationError as error:
        return actor(id, None, None, error)


async def _nodeinfo(node: Node) -> Check:
    try:
        return nodeinfo((await software_of(node.client, node.home.origin)).name, None)
    except FederationError as error:
        return nodeinfo("", error)


async def _proxy(node: Node) -> list[Check]:
    word = node.home.ulid(node.home.now())
    node.echo.expect(word)
    try:
        await node.client.look(f"{node.home.origin}/livez?probe={word}", "text/plain")
    except FederationError as error:
        return [_unreached("proxy", node.home.origin, error)]
    seen = node.echo.take(word)
    found = [proxy(node.home.origin, seen)]
    return [*found, visitors(node.home.origin, seen)] if seen else found


async def _inbox(node: Node) -> Check:
    home = node.home
    ours = home.application
    # An activity without effect: nobody speaks it, so it is kept as done and forgotten with the others.
    said = activity("View", home.new_activity_id(), ours, ours, to=(ours,), published=home.now_iso())
    return inbox(await _posted(node, orjson.dumps(said)))


async def _body(node: Node) -> Check:
    size = node.home.settings.max_body_bytes - 1
    return body(size, await _posted(node, b" " * size))


async def _posted(node: Node, content: bytes) -> Outcome:
    try:
        await node.client.post(f"{node.home.origin}/inbox", content, node.preparer.signer)
    except FederationError as error:
        return error
    return None


async def _skews(node: Node) -> list[float]:
    found: list[float] = []
    scheme = node.home.origin.partition("://")[0]
    for host in await node.store.reading(_answering):
        try:
            look = await node.client.look(f"{scheme}://{host}/.well-known/nodeinfo", "application/json")
        except FederationError:
            continue
        if look.date is not None:
            found.append(look.date - node.home.now())
    return found


def _answering(db: Db) -> list[str]:
    known = [each for each in peers.origins(db) if each.last_ok and not each.failures]
    return [each.origin for each in sorted(known, key=lambda each: -(each.last_ok or 0))[:CLOCKS]]


def _first(db: Db) -> actors.LocalActor:
    return actors.every(db)[0]
