"""lookup: what is there, now."""

from __future__ import annotations

import click

from node.cli.network import plain
from node.cli.output import columns, show
from node.cli.reach import Place
from node.cli.speech import Command, as_json
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
