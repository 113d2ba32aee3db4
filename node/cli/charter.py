"""charter: the catalogues of practices that this node knows, and those of networks that one installs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

import click
import orjson

from node.cli.drafts import MAX_BYTES, read_drafts
from node.cli.output import columns, note, show
from node.cli.reach import Place
from node.cli.speech import Command, Group, as_json, option, tell
from node.errors import NodeError
from vocab.language import Text


@click.group(
    "charter",
    cls=Group,
    text=Text("Les catalogues de pratiques que ce nœud connaît.", "The catalogues of practices that this node knows."),
)
def charter() -> None:
    """The catalogues of practices that this node knows."""


@charter.command(
    "install",
    cls=Command,
    text=Text("Installe la charte d'un réseau, d'un fichier YAML ou JSON.", "Install the charter of a network."),
)
@click.argument("file", type=click.File("rb"))
@as_json()
@click.pass_obj
def install(place: Place, file: BinaryIO, json_: bool) -> None:
    """Install the charter of a network, from a YAML or JSON file."""
    made = place.do("charter_install", {"document": _only(file)})
    show(made, json_, list(_lines(made if isinstance(made, dict) else {})))


@charter.command("list", cls=Command, text=Text("Lesquelles, et de qui.", "Which, and whose."))
@as_json()
@click.pass_obj
def list_(place: Place, json_: bool) -> None:
    """Which charters are known here."""
    found = place.do("charter_list")
    listed = found.get("charters", []) if isinstance(found, dict) else []
    rows = [
        (
            each["charter"],
            tell(each["name"]["fr"], each["name"]["en"]),
            tell(f"{each['practices']} pratiques", f"{each['practices']} practices"),
            each["network"] or tell("catalogue commun", "common catalogue"),
            tell("en vigueur", "in force") if each["in_force"] else tell("version d'avant", "earlier version"),
        )
        for each in listed
    ]
    show(found, json_, columns(rows))


@charter.command(
    "move",
    cls=Command,
    text=Text("Passe un bilan d'une version de la charte à une autre.", "Move a report from one version to another."),
)
@click.argument("file", type=click.File("rb"))
@option("--to", metavar="VERSION", fr="la version voulue, sinon celle en vigueur", en="by default the one in force")
@as_json()
@click.pass_obj
def move(place: Place, file: BinaryIO, to: str | None, json_: bool) -> None:
    """Move the file of a report from one version of a charter to another."""
    found = place.do("charter_move", {"document": _only(file), "to": to})
    made = found if isinstance(found, dict) else {}
    show(made, json_, [orjson.dumps(made.get("report"), option=orjson.OPT_INDENT_2).decode()])
    if json_:
        return
    for code, asked in made.get("again", {}).items():
        note(
            tell(
                f"{code} : à demander de nouveau (vient de {', '.join(asked)})",
                f"{code}: ask again (from {', '.join(asked)})",
            )
        )
    for code in made.get("left", []):
        note(tell(f"{code} : n'est plus dans cette version", f"{code}: no longer in this version"))


def _only(file: BinaryIO) -> object:
    documents = read_drafts(file.read(MAX_BYTES + 1))
    if len(documents) != 1:
        said = len(documents)
        raise NodeError(Text(f"Un seul par fichier, et celui-ci en a {said}.", f"One a file, and this one has {said}."))
    return documents[0]


def _lines(found: dict[str, object]) -> Iterator[str]:
    added, retired, languages = (_several(found.get(name)) for name in ("added", "retired", "languages"))
    yield tell(
        f"{found.get('charter')} : {found.get('practices')} pratiques, à {found.get('address')}",
        f"{found.get('charter')}: {found.get('practices')} practices, at {found.get('address')}",
    )
    if added:
        yield tell(f"Ajoutées : {', '.join(added)}", f"Added: {', '.join(added)}")
    if retired:
        yield tell(f"Mises de côté : {', '.join(retired)}", f"Set aside: {', '.join(retired)}")
    if languages:
        yield tell(f"Traduite en : {', '.join(languages)}", f"Translated into: {', '.join(languages)}")
    yield tell(
        "Les fiches déjà reçues qui en parlent comptent bientôt, d'elles-mêmes ;"
        " SPARQL la connaît après `bocage reindex --only sparql`.",
        "Records received before that speak of it soon count, by themselves;"
        " SPARQL knows it after `bocage reindex --only sparql`.",
    )


def _several(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []
