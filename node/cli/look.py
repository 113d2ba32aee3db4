"""lookup, explain, queue, peers: to understand what happens."""

from __future__ import annotations

import datetime

import click

from node.arrivals import STATES
from node.cli.network import plain, state_word
from node.cli.output import columns, show, show_json
from node.cli.reach import Place
from node.cli.speech import Command, Group, as_json, option, tell
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
        click.echo(tell(f"Reçue le {row['received']}, signée par", f"Received {row['received']}, signed by"), nl=False)
        click.echo(f" {row['signer']} ({row['how']})")
        click.echo(f"  {row['state']}: {row['answer'] or '-'} ({row['attempts']})")
    sent = found.get("sent")
    if sent:
        click.echo(tell("Émise le", "Sent") + f" {sent['published']}: {sent['type']} {sent['subject']}")
        click.echo(f"  {sent['actor']} -> {sent['audience']}")
        for line in columns([_arrival(row) for row in sent["deliveries"]]):
            click.echo(f"  {line}")
    record = found.get("record")
    if record:
        click.echo(tell("Fiche de", "Record of") + f" {record['owner']} ({record['kind']}, {record['version']})")
        for line in columns([(name, record[name]) for name in ("audience", "verified", "via", "received")]):
            click.echo(f"  {line}")
        for row in record["reasons"]:
            click.echo(f"  {row['reason']}: {row['by']}")


@click.group("queue", cls=Group, text=Text("Ce qui attend.", "What waits."))
def queue() -> None:
    """What waits."""


@queue.command("list", cls=Command, text=Text("Ce qui attend, et pourquoi.", "What waits, and why."))
@as_json()
@click.pass_obj
def list_(place: Place, json_: bool) -> None:
    """What waits to leave, to be applied, or for somebody to decide."""
    found = place.do("queue_list")
    if json_ or not isinstance(found, dict):
        show_json(found)
        return
    sections = (
        (
            tell("À envoyer ou refusé", "To send, or refused"),
            [
                (row["state"], row["inbox"], row["attempts"], _moment(row["next_attempt"]), row["answer"])
                for row in found["deliveries"]
            ],
        ),
        (tell("Reçu", "Received"), list(found["inbox"].items())),
        (tell("À décider (queue accept, queue refuse)", "To decide (queue accept, queue refuse)"),
         [(row["id"], row["owner"], row["why"]) for row in found["waiting"]]),
        (tell("Signalements (queue refuse pour classer)", "Reports (queue refuse to put away)"),
         [(row["id"], row["actor"], ", ".join(row["about"]), row["content"]) for row in found["reports"]]),
        (tell("Lignes d'import mises de côté", "Import lines put aside"),
         [(row["source"], row["line"], row["why"]) for row in found["held"]]),
    )  # fmt: skip
    for title, rows in sections:
        click.echo(f"{title} : {len(rows) or '-'}")
        for line in columns(rows):
            click.echo(f"  {line}")
    click.echo(f"{tell('Rattrapages', 'Errands')} : {found['errands']}")


@queue.command("retry", cls=Command, text=Text("Retente maintenant.", "Try again now."))
@option("--origin", metavar="HOST", fr="un seul serveur", en="one server only")
@as_json()
@click.pass_obj
def retry(place: Place, origin: str | None, json_: bool) -> None:
    """End the waiting of deliveries."""
    made = place.do("queue_retry", {"origin": origin})
    count = made["hurried"] if isinstance(made, dict) else 0
    show(made, json_, [tell(f"{count} envois retentés", f"{count} deliveries tried again")])


@queue.command("accept", cls=Command, text=Text("Admet une fiche qui attend.", "Take a waiting record."))
@click.argument("id")
@as_json()
@click.pass_obj
def accept(place: Place, id: str, json_: bool) -> None:
    """Take a waiting record into the directory."""
    show(place.do("queue_accept", {"id": id}), json_, [tell(f"{id} : admise", f"{id}: accepted")])


@queue.command("refuse", cls=Command, text=Text("Écarte une fiche qui attend.", "Drop a waiting record."))
@click.argument("id")
@as_json()
@click.pass_obj
def refuse(place: Place, id: str, json_: bool) -> None:
    """Drop a waiting record."""
    show(place.do("queue_refuse", {"id": id}), json_, [tell(f"{id} : écartée", f"{id}: refused")])


@click.command("peers", cls=Command, text=Text("Les autres serveurs.", "The other servers."))
@as_json()
@click.pass_obj
def peers(place: Place, json_: bool) -> None:
    """The other servers: last exchange, failures, next attempt."""
    found = place.do("peers")
    rows = found if isinstance(found, list) else []
    names = ("origin", "last_ok", "last_seen", "failures", "not_before", "last_error")
    show(found, json_, columns([[*(row[name] for name in names), _relay(row)] for row in rows]))


def _arrival(row: dict[str, str]) -> tuple[object, ...]:
    """One inbox: has it since, or waits until, or never will, and what it said last."""
    word = STATES[row["state"]]
    when = row["finished"] or row["next_attempt"] or ""
    return row["inbox"], tell(word.fr, word.en), when[:19], row["attempts"], row["answer"] or ""


def _relay(row: dict[str, str | None]) -> str:
    state = row.get("relay")
    return f"{tell('relais', 'relay')} : {state_word(state)}" if state else ""


def _moment(seconds: object) -> str:
    moment = datetime.datetime.fromtimestamp(float(str(seconds)), datetime.UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
