"""actor: the organisations of this node."""

from __future__ import annotations

import click

from node.cli.output import columns, note, show
from node.cli.questions import read_name, read_territory
from node.cli.reach import Place
from node.cli.speech import Command, Group, as_json, option, tell
from node.kinds import KINDS
from vocab.language import Text
from vocab.later import later

territories = later("vocab.territories")


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
    slug = read_territory(territory, territories.Territories.load()) if territory else None
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
    show(found, json_, columns([(row["name"], row["kind"], row["handle"], row["id"], _moved(row)) for row in rows]))


@actor.command(
    "alias",
    cls=Command,
    text=Text(
        "Ce qu'une organisation d'ici fut ailleurs : à dire avant qu'elle n'en déménage.",
        "What an organisation of ours was elsewhere: to be said before it moves from there.",
    ),
)
@click.argument("name")
@option("--add", metavar="HANDLE", fr="une ancienne adresse de plus", en="one more former address")
@option("--remove", metavar="HANDLE", fr="une de moins", en="one less")
@as_json()
@click.pass_obj
def alias(place: Place, name: str, add: str | None, remove: str | None, json_: bool) -> None:
    """What an organisation of ours was elsewhere."""
    made = place.do("actor_alias", {"name": name, "add": add, "remove": remove})
    show(made, json_, made["also_known_as"] if isinstance(made, dict) else [])


@actor.command(
    "move",
    cls=Command,
    text=Text(
        "Déménage une organisation d'ici : ceux qui la suivent sont appelés à la suivre là-bas.",
        "Move an organisation of ours elsewhere: those who follow it are called to follow it there.",
    ),
)
@click.argument("name")
@option(
    "--to", metavar="HANDLE", fr="sa nouvelle adresse, qui la nomme déjà", en="its new address, which names it already"
)
@option("--cancel", is_flag=True, fr="rester ici finalement", en="stay here after all")
@as_json()
@click.pass_obj
def move(place: Place, name: str, to: str | None, cancel: bool, json_: bool) -> None:
    """Move an organisation of ours elsewhere, or take that back."""
    if (to is None) is not cancel:
        raise click.UsageError(tell("--to ADRESSE, ou --cancel.", "--to HANDLE, or --cancel."))
    made = place.do("actor_move", {"name": name, "to": to, "cancel": cancel})
    if json_ or not isinstance(made, dict):
        show(made, json_, [])
        return
    if cancel:
        click.echo(tell(f"{made['name']} : de retour ici", f"{made['name']}: back here"))
        return
    click.echo(f"{made['name']} → {made['moved_to']}")
    for network in made["networks"]:
        note(
            tell(
                f"À faire depuis la nouvelle adresse : bocage join {network}",
                f"To do from the new address: bocage join {network}",
            )
        )


def _moved(row: dict[str, object]) -> str:
    return f"→ {row['moved_to']}" if row.get("moved_to") else ""
