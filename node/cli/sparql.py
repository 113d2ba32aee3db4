"""sparql: questions to the data this node holds."""

from __future__ import annotations

import sys
from typing import Final

import click
import orjson

from node.cli.output import columns, note
from node.cli.reach import Place
from node.cli.speech import Command, as_json, language, option, tell
from vocab.language import Text

FORMATS: Final = ("json", "xml", "csv", "tsv", "turtle", "ntriples", "jsonld", "rdfxml")
MAX_BYTES: Final = 100_000


@click.command(
    "sparql",
    cls=Command,
    text=Text(
        "Pose une question SPARQL aux données de ce nœud.\n\nSans QUESTION, ou avec -, la lit sur l'entrée standard.",
        "Ask a SPARQL question of this node's data.\n\nWithout QUERY, or with -, it is read from standard input.",
    ),
)
@click.argument("query", default="-")
@as_json()
@option("--format", "format_", type=click.Choice(FORMATS), fr="la forme de la réponse", en="the form of the answer")
@click.pass_obj
def sparql(place: Place, query: str, json_: bool, format_: str | None) -> None:
    """Ask, and print the answer: a table for people, else the format asked for."""
    if json_ and format_ not in (None, "json"):
        raise click.UsageError(tell("--json ou --format, pas les deux", "--json or --format, not both"))
    place.settled()
    text = sys.stdin.read(MAX_BYTES + 1) if query == "-" else query
    pieces: list[str] = []
    wanted = "json" if json_ else format_
    made = place.do("sparql", {"query": text, "format": wanted}, lambda part: pieces.append(str(part["text"])))
    body = "".join(pieces)
    form = made.get("form") if isinstance(made, dict) else None
    if wanted is not None or form in ("CONSTRUCT", "DESCRIBE"):
        click.echo(body, nl=False)
        return
    answer = orjson.loads(body)
    if "boolean" in answer:
        click.echo(Text("oui", "yes").in_(language()) if answer["boolean"] else Text("non", "no").in_(language()))
        return
    names = answer["head"]["vars"]
    rows = [[binding.get(name, {}).get("value", "") for name in names] for binding in answer["results"]["bindings"]]
    for line in columns([names, *rows]):
        click.echo(line)
    note(tell(f"{len(rows)} lignes", f"{len(rows)} rows"))
