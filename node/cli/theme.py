"""theme: the accounts of themes of the catalogue, which announce stories of practices."""

from __future__ import annotations

from typing import Any

import click

from node.cli.output import columns, show
from node.cli.reach import Place
from node.cli.speech import Command, Group, as_json, tell
from vocab.language import Text


@click.group(
    "theme",
    cls=Group,
    text=Text("Les comptes des thèmes du catalogue.", "The accounts of themes of the catalogue."),
)
def theme() -> None:
    """The accounts of themes."""


@theme.command(
    "serve",
    cls=Command,
    text=Text(
        "Donne à un thème un compte que chacun peut suivre : il annonce les récits ; all : à tous les thèmes.",
        "Give a theme an account that anybody may follow: it announces stories; all: every theme.",
    ),
)
@click.argument("theme_", metavar="THEME|all")
@as_json()
@click.pass_obj
def serve(place: Place, theme_: str, json_: bool) -> None:
    """Serve a theme."""
    made = _dict(place.do("theme_serve", {"theme": theme_}))
    count, new = made.get("served", 0), made.get("new", 0)
    lines = [tell(f"{count} servi(s), dont {new} de plus.", f"{count} served, {new} more.")]
    show(made, json_, [*lines, *_table(made)])


@theme.command(
    "unserve",
    cls=Command,
    text=Text("Retire son compte à un thème ; all : à tous.", "Take a theme's account away; all: of all."),
)
@click.argument("theme_", metavar="THEME|all")
@as_json()
@click.pass_obj
def unserve(place: Place, theme_: str, json_: bool) -> None:
    """Serve a theme no longer."""
    made = _dict(place.do("theme_unserve", {"theme": theme_}))
    count = made.get("stopped", 0)
    show(made, json_, [tell(f"{count} de moins.", f"{count} fewer.")])


@theme.command("list", cls=Command, text=Text("Les thèmes servis.", "The themes that are served."))
@as_json()
@click.pass_obj
def list_(place: Place, json_: bool) -> None:
    """The themes that are served, their accounts, how many follow them."""
    found = _dict(place.do("theme_list"))
    show(found, json_, _table(found) or [tell("Aucun thème n'est servi.", "No theme is served.")])


def _table(found: dict[str, Any]) -> list[str]:
    rows = found.get("themes", [])
    head = (tell("thème", "theme"), tell("nom", "name"), tell("compte", "account"), tell("abonnés", "followers"))
    lines = [
        (row["theme"], row["name"], row["handle"], str(row["followers"]) if row["asked_for"] else "-") for row in rows
    ]
    return columns([head, *lines]) if rows else []


def _dict(made: object) -> dict[str, Any]:
    return made if isinstance(made, dict) else {}
