"""actor: the organisations of this node."""

from __future__ import annotations

import click

from node.cli.output import columns, show
from node.cli.questions import read_name, read_territory
from node.cli.reach import Place
from node.cli.speech import Command, Group, as_json, option
from node.profiles import KINDS
from vocab.language import Text
from vocab.territories import Territories


@click.group("actor", cls=Group, text=Text("Les organisations du nœud.", "The organisations of the node."))
def actor() -> None:
    """The organisations of the node."""


@actor.command("add", cls=Command, text=Text("Une organisation de plus.", "One more organisation."))
@option("--name", required=True, fr="le nom court (a-z, 0-9, _)", en="the short name (a-z, 0-9, _)")
@option("--title", fr="le nom entier", en="the full name")
@option("--kind", type=click.Choice(KINDS), default=KINDS[0], show_default=True, fr="ce qu'elle est", en="what it is")
@option("--territory", metavar="PLACE", fr="où elle sert", en="where it serves")
@as_json()
@click.pass_obj
def add(place: Place, name: str, title: str | None, kind: str, territory: str | None, json_: bool) -> None:
    """One more organisation."""
    slug = read_territory(territory, Territories.load()) if territory else None
    asked = {"name": read_name(name), "title": title, "kind": kind, "territory": slug}
    made = place.do("actor_add", dict(asked))
    show(made, json_, [str(made["id"])] if isinstance(made, dict) else [])


@actor.command("list", cls=Command, text=Text("Celles qui sont ici.", "Those that are here."))
@as_json()
@click.pass_obj
def list_(place: Place, json_: bool) -> None:
    """Those that are here."""
    found = place.do("actor_list")
    rows = found if isinstance(found, list) else []
    show(found, json_, columns([(row["name"], row["kind"], row["handle"], row["id"]) for row in rows]))
