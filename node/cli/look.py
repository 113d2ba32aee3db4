"""lookup, explain: to understand what happens."""

from __future__ import annotations

import click

from node.arrivals import STATES
from node.cli.network import plain
from node.cli.output import columns, say, show, show_json
from node.cli.reach import Place
from node.cli.speech import Command, as_json, language, tell
from node.troubles import trouble
from vocab.language import Text


@click.command(
    "lookup",
    cls=Command,
    text=Text("Va voir un acteur ou une fiche là où il est.", "Look an actor or a record up where it lives."),
)
@click.argument("handle")
@as_json()
@click.pass_obj
def lookup(place: Place, handle: str, json_: bool) -> None:
    """What a handle or an address leads to, now."""
    found = place.do("lookup", {"handle": handle})
    document = found if isinstance(found, dict) else {}
    words = plain(str(document.get("summary") or document.get("content") or ""))
    shown = [(name, document.get(name)) for name in ("type", "kind", "name", "id", "url", "updated")]
    show(found, json_, [*columns([(name, value) for name, value in shown if isinstance(value, str)]), words])


@click.command(
    "explain",
    cls=Command,
    text=Text(
        "Tout ce que le nœud sait d'une activité ou d'une fiche.", "All this node knows of an activity or record."
    ),
)
@click.argument("activity")
@as_json()
@click.pass_obj
def explain(place: Place, activity: str, json_: bool) -> None:
    """Received when, signed by whom, what it did; sent to whom, how often."""
    found = place.do("explain", {"id": activity})
    if json_ or not isinstance(found, dict):
        show_json(found)
        return
    for row in found["received"]:
        arrived = tell(f"Reçue le {row['received']}, signée par", f"Received {row['received']}, signed by")
        say(f"{arrived} {row['signer']} ({row['how']})")
        say(f"  {row['state']}: {row['answer'] or '-'} ({row['attempts']})")
    sent = found.get("sent")
    if sent:
        say(tell("Émise le", "Sent") + f" {sent['published']}: {sent['type']} {sent['subject']}")
        say(f"  {sent['actor']} -> {sent['audience']}")
        for line in columns([_arrival(row) for row in sent["deliveries"]]):
            say(f"  {line}")
    record = found.get("record")
    if record:
        say(tell("Fiche de", "Record of") + f" {record['owner']} ({record['kind']}, {record['version']})")
        for line in columns([(name, record[name]) for name in ("audience", "verified", "via", "received")]):
            say(f"  {line}")
        for row in record["reasons"]:
            say(f"  {row['reason']}: {row['by']}")


def _arrival(row: dict[str, str]) -> tuple[object, ...]:
    """One inbox: has it since, or waits until, or never will, and what it said last."""
    word = STATES[row["state"]]
    when = row["finished"] or row["next_attempt"] or ""
    return row["inbox"], tell(word.fr, word.en), when[:19], row["attempts"], trouble(row["answer"]).in_(language())
