"""A node that serves Lille, for tests: its actor awake, followed or not, and what it told whom."""

from __future__ import annotations

from typing import Final

from node.announcers.announcing import announce_next
from node.announcers.serving import serve
from node.announcers.subject import subject_of
from node.announcers.waking import wake
from node.store import follows, towns
from tests.node.ground import PAIR, Document, Ground, Peer, iso

LILLE, MEL, NORD, REGION = "fr-commune-59350", "fr-epci-200093201", "fr-departement-59", "fr-region-32"
LOMME, ARRAS = "fr-commune-associee-59355", "fr-commune-62041"
CLEF = Peer("https://clef.example/actors/clef", seed=2)
VILLE = Peer("https://social.example/users/ville", type="Person", speaks=False, seed=3)
PANIER: Final = Peer("https://panier.example/actors/panier", seed=4)


def town(ground: Ground, slug: str, *followers: Peer) -> str:
    """A territory or a theme that is served, whose actor these follow; its id."""
    subject = subject_of(slug, ground.home.vocabulary)
    assert subject is not None
    serve(ground.db, ground.home, [slug])
    id = wake(ground.db, ground.home, subject, PAIR)
    assert id.endswith(subject.name)
    ground.meet(*followers)
    for peer in followers:
        follows.put(ground.db, peer.id, id, f"{peer.id}#follow-{slug}", "accepted", iso(ground.clock.at))
    return id


def announced(ground: Ground) -> list[Document]:
    """Have what changed announced; what was said by it, in order."""
    before = len(ground.entries())
    while announce_next(ground.db, ground.home)[0]:
        pass
    return [ground.activity(entry.id) for entry in ground.entries()[before:]]


def said(ground: Ground) -> list[tuple[str, str, str, str]]:
    """The same in short: who said what, of what type its object is, about which record."""
    return [_short(each) for each in announced(ground)]


def told(ground: Ground, id: str) -> dict[str, str]:
    """Which version of a record the actors told of."""
    record = ground.record(id)
    assert record is not None
    return {each.actor: each.version for each in towns.told(ground.db, record.num)}


def to(ground: Ground, peer: Peer, activity: Document) -> bool:
    """Whether an activity goes to somebody's server."""
    sql = "SELECT 1 FROM deliveries JOIN log ON log.position = deliveries.position WHERE log.id = ? AND inbox = ?"
    return ground.db.execute(sql, (activity["id"], peer.inbox)).fetchone() is not None


def _short(activity: Document) -> tuple[str, str, str, str]:
    actor, object = str(activity["actor"]).rpartition("/")[2], activity["object"]
    if not isinstance(object, dict):
        return actor, str(activity["type"]), "address", str(object)
    inner = object.get("object")
    about = inner.get("id") if isinstance(inner, dict) else inner or object.get("id")
    return actor, str(activity["type"]), str(object["type"]), str(about)
