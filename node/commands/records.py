"""publish, withdraw: what our organisations say."""

from __future__ import annotations

from collections.abc import Mapping

from node import publishing
from node.commands.who import acting
from node.control import Report
from node.errors import NodeError
from node.home import Home
from node.node import Node
from node.outgoing import Published
from node.store.connection import Db
from vocab.draft import draft_of, is_friendly
from vocab.language import Text

Arguments = dict[str, object]


async def publish(node: Node, arguments: Arguments, report: Report) -> object:
    """Publish each draft of a file, new or as a new version."""
    drafts = arguments.get("drafts")
    if not isinstance(drafts, list) or not drafts:
        raise NodeError(Text("Rien à publier : le fichier est vide.", "Nothing to publish: the file is empty."))
    done = []
    for draft in drafts:
        if not isinstance(draft, Mapping):
            raise NodeError(
                Text("Des champs sont attendus (kind: …, name: …).", "Fields are expected (kind: …, name: …).")
            )
        made = await node.store.writing("publish", _publish, node.home, arguments.get("as"), draft)
        done.append({"id": made.id, "warnings": [{"fr": text.fr, "en": text.en} for text in made.warnings]})
    node.wake()
    return done


async def withdraw(node: Node, arguments: Arguments, report: Report) -> object:
    """Withdraw a record everywhere it went."""
    id = str(arguments.get("id"))
    made = await node.store.writing("withdraw", _withdraw, node.home, id)
    node.wake()
    return {"id": id, "activity": made}


def _publish(db: Db, home: Home, name: object, draft: Mapping[str, object]) -> Published:
    known = dict(draft) if is_friendly(draft) else draft_of(draft)
    if name is None and known.get("id") and known.get("kind") != "profile":
        actor = publishing.owner_of(db, str(known["id"]))
    else:
        actor = acting(db, home, name).id
    if known.get("kind") == "profile":
        known.pop("id", None)
    return publishing.publish(db, home, actor, known)


def _withdraw(db: Db, home: Home, id: str) -> str | None:
    return publishing.withdraw(db, home, publishing.owner_of(db, id), id)
