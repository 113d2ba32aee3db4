"""territory: the accounts of territories, which anybody may follow."""

from __future__ import annotations

from typing import Any

import click

from node.cli.output import columns, show
from node.cli.reach import Place
from node.cli.speech import Command, Group, as_json, option, speaking_as, tell
from vocab.language import Text


@click.group("territory", cls=Group, text=Text("Les comptes des territoires.", "The accounts of territories."))
def territory() -> None:
    """The accounts of territories."""


@territory.command(
    "serve",
    cls=Command,
    text=Text(
        "Donne à un territoire un compte que chacun peut suivre ; all : partout où il y a quelque chose.",
        "Give a territory an account that anybody may follow; all: wherever there is something.",
    ),
)
@click.argument("territory_", metavar="TERRITORY|all")
@option("--inside", is_flag=True, fr="et à tout ce qui s'y trouve", en="and all that lies in it")
@as_json()
@click.pass_obj
def serve(place: Place, territory_: str, inside: bool, json_: bool) -> None:
    """Serve a territory."""
    made = _dict(place.do("territory_serve", {"territory": territory_, "inside": inside}))
    count, new = made.get("served", 0), made.get("new", 0)
    if made.get("all"):
        line = tell(f"Servis : tous ceux qui ont quelque chose, {count}.", f"Served: all that have something, {count}.")
    else:
        line = tell(
            f"{made.get('territory')} : {count} servi(s), dont {new} de plus.",
            f"{made.get('territory')}: {count} served, {new} more.",
        )
    show(made, json_, [line])


@territory.command(
    "unserve",
    cls=Command,
    text=Text("Retire son compte à un territoire ; all : à tous.", "Take a territory's account away; all: of all."),
)
@click.argument("territory_", metavar="TERRITORY|all")
@option("--inside", is_flag=True, fr="et à tout ce qui s'y trouve", en="and of all that lies in it")
@option("--moved-to", fr="le compte qui prend la suite", en="the account that goes on with it")
@as_json()
@click.pass_obj
def unserve(place: Place, territory_: str, inside: bool, moved_to: str | None, json_: bool) -> None:
    """Serve a territory no longer."""
    asked = {"territory": territory_, "inside": inside, "moved_to": moved_to}
    made = _dict(place.do("territory_unserve", asked))
    count = made.get("stopped", 0)
    show(made, json_, [tell(f"{count} de moins.", f"{count} fewer.")])


@territory.command(
    "ask",
    cls=Command,
    text=Text(
        "Comme collectivité, demande que le compte de son territoire ailleurs s'arrête, ou passe ici.",
        "As an authority, ask that the account of its territory elsewhere stop, or go on here.",
    ),
)
@click.argument("handle")
@option("--here", is_flag=True, fr="qu'il passe à notre compte", en="that it go on as our account")
@option("--why", default="", fr="ce qu'on en dit", en="what to say about it")
@speaking_as()
@as_json()
@click.pass_obj
def ask(place: Place, handle: str, here: bool, why: str, as_: str | None, json_: bool) -> None:
    """Ask that an account stop or move here."""
    made = _dict(place.do("territory_ask", {"handle": handle, "here": here, "why": why, "as": as_}))
    sent = tell("Demandé ; qui tient l'autre nœud décide.", "Asked; whoever runs the other node decides.")
    show(made, json_, [sent])


@territory.command("list", cls=Command, text=Text("Les territoires servis.", "The territories that are served."))
@as_json()
@click.pass_obj
def list_(place: Place, json_: bool) -> None:
    """The territories that are served, their accounts, how many follow them."""
    found = _dict(place.do("territory_list"))
    rows = found.get("territories", [])
    head = (
        tell("territoire", "territory"),
        tell("nom", "name"),
        tell("compte", "account"),
        tell("abonnés", "followers"),
    )
    lines = [
        (row["territory"], row["name"], row["handle"], str(row["followers"]) if row["asked_for"] else "-")
        for row in rows
    ]
    none = [tell("Aucun territoire n'est servi.", "No territory is served.")]
    show(found, json_, columns([head, *lines]) if rows else none)


def _dict(made: object) -> dict[str, Any]:
    return made if isinstance(made, dict) else {}
