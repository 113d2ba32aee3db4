"""explain: everything known of an activity or of a record, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from node.arrivals import STATES
from node.cli.moments import ago, ahead
from node.cli.output import columns, show
from node.cli.reach import Place
from node.cli.speech import Command, as_json, language, tell
from node.cli.words import ACTS, AUDIENCES, HOW, REASONS, RECEIVED, VERIFIED, outcome, word
from node.clock import SystemClock
from node.troubles import trouble
from vocab.language import Text


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
    """Received when, signed by whom, what it did; sent to whom, who has it, who not yet and why."""
    found = place.do("explain", {"id": activity})
    known: dict[str, Any] = found if isinstance(found, dict) else {}
    now = SystemClock().now()
    lines = [line for row in known.get("received", ()) for line in _received(row)]
    lines += [*_sent(known["sent"], now)] if known.get("sent") else []
    lines += [*_record(known["record"])] if known.get("record") else []
    show(found, json_, lines)


def _received(row: dict[str, Any]) -> Iterator[str]:
    signed = tell(f"Reçue le {row['received']}, signée par", f"Received {row['received']}, signed by")
    yield f"{signed} {row['signer']} ({word(HOW, row['how'])})"
    tried = tell(f" ; essais : {row['attempts']}", f"; tries: {row['attempts']}") if row["attempts"] else ""
    became = outcome(row["answer"]) if row["answer"] else ""
    yield f"  {word(RECEIVED, row['state'])}{tell(' : ', ': ') if became else ''}{became}{tried}"


def _sent(sent: dict[str, Any], now: float) -> Iterator[str]:
    yield (
        tell(f"Émise le {sent['published']} : ", f"Sent {sent['published']}: ")
        + f"{word(ACTS, sent['type'])}, {sent['subject']}"
    )
    yield f"  {sent['actor']} -> {word(AUDIENCES, sent['audience'])}"
    counts = [f"{word(STATES, state)} {count}" for state, count in sent["counts"].items()]
    yield "  " + (", ".join(counts) or tell("personne à qui l'envoyer", "nobody to send it to"))
    for line in columns([_arrival(row, now) for row in sent["deliveries"]]):
        yield f"  {line}"


def _arrival(row: dict[str, Any], now: float) -> tuple[object, ...]:
    """One inbox: has it since, or waits until, or never will, and what it said last."""
    when = ago(row["finished"], now) if row["finished"] else ahead(row["next_attempt"], now)
    return row["inbox"], word(STATES, row["state"]), when, row["attempts"], trouble(row["answer"]).in_(language())


def _record(record: dict[str, Any]) -> Iterator[str]:
    yield tell("Fiche de", "Record of") + f" {record['owner']} ({record['kind']}, {record['version']})"
    if record["withdrawn"]:
        yield "  " + tell("retirée", "withdrawn")
    if record["refused"]:
        yield "  " + tell(
            "hors de l'annuaire : son serveur est refusé ici", "not in the directory: its server is refused here"
        )
    elif not record["in_directory"] and not record["withdrawn"]:
        yield "  " + tell("hors de l'annuaire", "not in the directory")
    facts = [
        (tell("pour", "for"), word(AUDIENCES, record["audience"])),
        (tell("ce qui le montre", "shown by"), word(VERIFIED, record["verified"])),
        (tell("arrivée le", "came"), record["received"]),
    ]
    facts += [(tell("apportée par", "brought by"), record["via"])] if record["via"] else []
    for line in columns(facts):
        yield f"  {line}"
    for row in record["reasons"]:
        yield f"  {tell('ici parce que :', 'here because:')} {word(REASONS, row['reason'])} ({row['by']})"
