"""search, reindex: the directory."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import click

from node.cli.output import Progress, columns, note, show
from node.cli.reach import Place
from node.cli.speech import Command, as_json, language, option, tell
from node.mending import PARTS
from vocab.language import Text

PIECE: Final = 1_000_000


# The directory's parameters (DESIGN 7) that words of their own do not cover: name, what it takes, and what it is.
PARAMETERS: Final = (
    ("territory", "PLACE", Text("là, ou qui y sert : Lille, fr-commune-59350", "there, or serving it: Lille…")),
    ("relation", "placed|serving|wider", Text("le lien au territoire", "how it relates to the territory")),
    ("kind", "KIND", Text("organization, practice, offer, request, event", "organization, practice, offer…")),
    ("claimed", "true|false", Text("présentée par elle-même ou par un autre", "presented by itself or by another")),
    ("need", "NEED", Text("un usage : livrer, manger…", "a need: livrer, manger…")),
    ("sector", "CODE", Text("un secteur : AM160", "a sector: AM160")),
    ("practice", "CODE", Text("une pratique : D03", "a practice: D03")),
    ("min_level", "0-4", Text("niveau au moins", "level at least")),
    ("charter", "any|VERSION", Text("qui adhère à la charte : any, 2.0", "who adheres to the charter: any, 2.0")),
    ("stage", "STAGE", Text("idea, emerging, running, paused, ended", "idea, emerging, running, paused, ended")),
    ("coop_status", "STATUS", Text("SCIC, SCOP, association…", "SCIC, SCOP, association…")),
    ("legal_form", "CODE", Text("L1 à L5", "L1 to L5")),
    ("evidence", "CODE", Text("un genre de preuve : URL, REG…", "a kind of evidence: URL, REG…")),
    ("identifier", "NUMBER", Text("un numéro de registre", "a register number")),
    ("near", "LAT,LON", Text("autour d'un point", "around a point")),
    ("radius_km", "KM", Text("à quelle distance (20)", "how far (20)")),
    ("bbox", "W,S,E,N", Text("dans un rectangle", "in a box")),
    ("freshness", "recent|year|older", Text("mise à jour depuis", "last update")),
    ("updated_since", "DATE", Text("mise à jour depuis ce jour", "updated since that day")),
    ("license", "SPDX", Text("licence", "licence")),
    ("policy", "POLICY", Text("réutilisation", "reuse")),
    ("origin", "HOST", Text("serveur d'origine", "server of origin")),
    ("sort", "ORDER", Text("relevance, updated, name, distance", "relevance, updated, name, distance")),
)
_ONCE: Final = frozenset({"min_level", "near", "radius_km", "bbox", "updated_since", "sort"})


def _parameters(command: Callable[..., None]) -> Callable[..., None]:
    """An option for each; those that may be repeated are alternatives, and `-VALUE` refuses."""
    for name, metavar, text in reversed(PARAMETERS):
        flag = "--" + name.replace("_", "-")
        command = option(flag, name, multiple=name not in _ONCE, metavar=metavar, fr=text.fr, en=text.en)(command)
    return command


@click.command(
    "search",
    cls=Command,
    text=Text("Cherche dans l'annuaire de ce nœud.", "Search this node's directory."),
)
@click.argument("words", nargs=-1)
@_parameters
@option(
    "--limit",
    type=click.IntRange(1, 1_000_000),
    fr="combien au plus (50 à l'écran ; toutes en CSV et GeoJSON)",
    en="how many at most (50 at the screen; all in CSV and GeoJSON)",
)
@as_json()
@option("--csv", "csv_", is_flag=True, fr="un tableau CSV", en="a CSV table")
@option("--geojson", is_flag=True, fr="une carte GeoJSON", en="a GeoJSON map")
@click.pass_obj
def search(
    place: Place,
    /,
    words: tuple[str, ...],
    limit: int | None,
    json_: bool,
    csv_: bool,
    geojson: bool,
    **asked: str | tuple[str, ...] | None,
) -> None:
    """Ask the directory; several values of an option are alternatives."""
    forms = [form for form, wanted in (("json", json_), ("csv", csv_), ("geojson", geojson)) if wanted]
    if len(forms) > 1:
        raise click.UsageError(tell("une seule forme à la fois", "one form at a time"))
    pairs = [["q", " ".join(words)]] if words else []
    for name, values in asked.items():
        pairs += [[name, value] for value in ([values] if isinstance(values, str) else values or ())]
    if csv_ or geojson:
        _whole(place, pairs, forms[0], limit)
        return
    form = forms[0] if forms else "lines"
    arguments: dict[str, object] = {"pairs": pairs, "form": form, "language": language()}
    arguments["limit"] = limit or (None if forms else 50)
    found = place.do("search", arguments, lambda part: click.echo(str(part["text"]), nl=False))
    if forms or not isinstance(found, dict):
        return
    items = found["items"]
    show(found, False, columns([(item["name"], item["kind"], item["place"], item["url"]) for item in items]))
    note(tell(f"{len(items)} sur {found['total']}", f"{len(items)} of {found['total']}"))
    for said in found["notes"]:
        note(str(said))


def _whole(place: Place, pairs: list[list[str]], form: str, limit: int | None) -> None:
    """The view on stdout, by way of a file where the node may write: a view may be larger than memory."""
    with tempfile.TemporaryDirectory(prefix=".export-", dir=place.settled()) as folder:
        path = Path(folder).resolve() / f"view.{form}"
        asked: dict[str, object] = {
            "pairs": pairs,
            "form": form,
            "limit": limit,
            "language": language(),
            "path": str(path),
        }
        made = place.do("export_view", asked)
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                click.echo(piece, nl=False)
    if isinstance(made, dict) and made.get("notice"):
        note(str(made["notice"]))


@click.command(
    "reindex",
    cls=Command,
    text=Text("Recalcule ce qui se déduit des fiches.", "Compute anew what derives from the records."),
)
@option("--only", type=click.Choice(("directory", *PARTS, "sparql")), fr="cette partie seulement", en="this part only")
@as_json()
@click.pass_obj
def reindex(place: Place, only: str | None, json_: bool) -> None:
    """Compute anew all that derives from the records, or a part of it."""
    with Progress() as progress:
        made = place.do("reindex", {"only": only}, progress)
    found = made if isinstance(made, dict) else {}
    lines = []
    if "records" in found:
        count = found["records"]
        lines.append(tell(f"{count} fiches relues pour l'annuaire", f"{count} records read again for the directory"))
    if "sparql" in found:
        count = found["sparql"]
        lines.append(tell(f"{count} fiches relues pour le SPARQL", f"{count} records read again for SPARQL"))
    show(made, json_, lines)
