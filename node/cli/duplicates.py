"""duplicates: entries that look like one organisation."""

from __future__ import annotations

import click

from node.cli.output import note, show
from node.cli.reach import Place
from node.cli.speech import Command, Group, as_json, language, option, tell
from vocab.language import Text


@click.group(
    "duplicates",
    cls=Group,
    text=Text("Les fiches qui semblent d'une même organisation.", "Entries that look like one organisation."),
)
def duplicates() -> None:
    """Entries that look like one organisation."""


@duplicates.command("list", cls=Command, text=Text("Lesquelles, et pourquoi.", "Which, and why."))
@as_json()
@click.pass_obj
def list_(place: Place, json_: bool) -> None:
    """Groups of entries, each with its reasons."""
    found = place.do("duplicates_list")
    groups = found["groups"] if isinstance(found, dict) else []
    lines: list[str] = []
    for group in groups:
        lines.append(f"{group['entries'][0]['name']} : {group['text'][language()]}")
        for entry in group["entries"]:
            sort = tell("fiche proposée", "listing") if entry["listing"] else tell("sa propre fiche", "its own profile")
            lines.append(f"  {entry['id']}  ({sort})")
    show(found, json_, lines)
    if not json_ and isinstance(found, dict):
        note(tell(f"{found['total']} groupes", f"{found['total']} groups"))


@duplicates.command(
    "separate",
    cls=Command,
    text=Text("Dit que deux fiches ne sont pas de la même.", "Say that two entries are not of the same."),
)
@click.argument("one")
@click.argument("other")
@option("--undo", is_flag=True, fr="revenir sur cette décision", en="take that decision back")
@as_json()
@click.pass_obj
def separate(place: Place, one: str, other: str, undo: bool, json_: bool) -> None:
    """Say that two entries are not of the same organisation."""
    made = place.do("duplicates_separate", {"one": one, "other": other, "undo": undo})
    said = (
        tell("décision levée", "decision lifted") if undo else tell("ce sont deux organisations", "two organisations")
    )
    show(made, json_, [said])
