"""queue: what waits to leave, to be applied, or for somebody to decide."""

from __future__ import annotations

import sys
from typing import Any

import click

from node.arrivals import STATES
from node.cli.moments import ahead
from node.cli.output import columns, note, say, show, show_json
from node.cli.reach import Place
from node.cli.speech import Command, Group, as_json, language, option, tell
from node.cli.words import ACTS, RECEIVED, word
from node.clock import SystemClock, iso
from node.troubles import trouble
from vocab.language import Text


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
    now = SystemClock().now()
    sections: tuple[tuple[str, list[tuple[object, ...]]], ...] = (
        (_counted(found["delivery_counts"]), _deliveries(found["deliveries"], now)),
        (tell("Reçu", "Received"), _received(found["inbox"])),
        (tell("À décider (queue accept, queue refuse)", "To decide (queue accept, queue refuse)"),
         [(row["id"], row["owner"], row["why"]) for row in found["waiting"]]),
        (tell("Signalements (queue refuse pour classer)", "Reports (queue refuse to put away)"),
         [(row["id"], row["actor"], ", ".join(row["about"]), row["content"]) for row in found["reports"]]),
        (tell("Lignes d'import mises de côté", "Import lines put aside"),
         [(row["source"], row["line"], row["text"][language()]) for row in found["held"]]),
    )  # fmt: skip
    for number, (title, rows) in enumerate(sections):
        say(f"{title} :" if number < 2 else f"{title} : {len(rows) or '-'}")
        for line in columns(rows):
            say(f"  {line}")
    say(f"{tell('Rattrapages', 'Errands')} : {found['errands']}")


@queue.command("retry", cls=Command, text=Text("Retente maintenant.", "Try again now."))
@option("--origin", metavar="HOST", fr="un seul serveur", en="one server only")
@as_json()
@click.pass_obj
def retry(place: Place, origin: str | None, json_: bool) -> None:
    """End the waiting of deliveries."""
    made = place.do("queue_retry", {"origin": origin})
    count = made["hurried"] if isinstance(made, dict) else 0
    show(made, json_, [tell(f"{count} envois retentés", f"{count} deliveries tried again")])


@queue.command("drop", cls=Command, text=Text("Renonce à envoyer ce qui attend.", "Give up sending what waits."))
@click.argument("delivery", type=int, required=False)
@option("--origin", metavar="HOST", fr="tout ce qui attend pour ce serveur", en="all that waits for this server")
@option("--yes", is_flag=True, fr="ne pas demander", en="do not ask")
@as_json()
@click.pass_obj
def drop(place: Place, delivery: int | None, origin: str | None, yes: bool, json_: bool) -> None:
    """Say what will not be delivered, ask, and give it up."""
    if (delivery is None) == (origin is None):
        raise click.UsageError(
            tell(
                "un numéro que donne « queue list », ou --origin HÔTE",
                'a number that "queue list" shows, or --origin HOST',
            )
        )
    chosen: dict[str, object] = {"delivery": delivery, "origin": origin}
    found = _answer(place.do("queue_drop", chosen))
    if not json_:
        for line in _would_miss(found):
            note(line)
    if not yes and not (json_ or _agreed(found["count"])):
        raise click.Abort()
    if yes or not json_:
        found = _answer(place.do("queue_drop", {**chosen, "up_to": found["up_to"], "sure": True}))
    gone = found.get("dropped", 0)
    show(found, json_, [tell(f"abandonnés : {gone}", f"given up: {gone}")])


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


def _counted(counts: dict[str, int]) -> str:
    waits = counts.get("due", 0) + counts.get("apart", 0)
    refused, expired = counts.get("refused", 0), counts.get("expired", 0)
    return tell(
        f"À envoyer {waits}, refusés {refused}, abandonnés {expired}",
        f"To send {waits}, refused {refused}, given up {expired}",
    )


def _deliveries(rows: list[dict[str, Any]], now: float) -> list[tuple[object, ...]]:
    # Order is kept per inbox: only the first that waits there has a moment of its own.
    heads = {row["inbox"]: row["delivery"] for row in rows if row["state"] == "due"}
    return [_delivery(row, now, row["delivery"] != heads.get(row["inbox"])) for row in rows]


def _delivery(row: dict[str, Any], now: float, behind: bool) -> tuple[object, ...]:
    when = ""
    if row["state"] == "due" and behind:
        when = tell("à son tour", "in its turn")
    elif row["state"] in ("due", "apart"):
        when = ahead(iso(row["next_attempt"]), now)
    why = trouble(row["answer"]).in_(language())
    return row["delivery"], row["inbox"], word(STATES, row["state"]), when, row["attempts"] or "", why


def _received(counts: dict[str, int]) -> list[tuple[object, ...]]:
    return [(word(RECEIVED, state), counts[state]) for state in RECEIVED if counts.get(state)]


def _answer(found: object) -> dict[str, Any]:
    return found if isinstance(found, dict) else {}


def _would_miss(found: dict[str, Any]) -> list[str]:
    """Who will not get what."""
    rows, count = found["deliveries"], found["count"]
    lines = [tell(f"Ne sera pas envoyé ({count}) :", f"Will not be delivered ({count}):")]
    lines += [
        f"  {line}"
        for line in columns(
            [(row["delivery"], word(ACTS, row["type"]), row["name"] or row["subject"], row["inbox"]) for row in rows]
        )
    ]
    lines += [tell(f"  … et {count - len(rows)} autres", f"  … and {count - len(rows)} others")] * (count > len(rows))
    withdrawals = found["withdrawals"]
    if withdrawals:
        lines.append(
            tell(
                f"Retraits dans le nombre : {withdrawals}. Qui ne les reçoit pas garde ce qui est retiré ici.",
                f"Withdrawals among them: {withdrawals}. Whoever does not get them keeps what is withdrawn here.",
            )
        )
    return lines


def _agreed(count: int) -> bool:
    if not _somebody_is_there():
        raise click.UsageError(tell("personne à qui demander : ajoutez --yes", "nobody to ask: add --yes"))
    question = tell(f"Y renoncer ({count}) ? [o/N]", f"Give up ({count})? [y/N]")
    answer = str(click.prompt(question, default="", show_default=False, prompt_suffix=" ", err=True))
    return answer.strip().lower() in ("o", "oui", "y", "yes")


def _somebody_is_there() -> bool:
    return sys.stdin.isatty()
