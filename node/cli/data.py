"""search, reindex: the directory."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Final

import click

from node.cli.output import columns, note, progress, show
from node.cli.reach import Place
from node.cli.speech import Command, as_json, language, option, tell
from vocab.language import Text

PIECE: Final = 1_000_000


@click.command(
    "search",
    cls=Command,
    text=Text("Cherche dans l'annuaire de ce nœud.", "Search this node's directory."),
)
@click.argument("words", nargs=-1)
@option(
    "--territory",
    multiple=True,
    metavar="PLACE",
    fr="là, ou qui y sert : Lille, fr-commune-59350",
    en="there, or serving it",
)
@option(
    "--kind", multiple=True, fr="organization, practice, offer, request, event", en="organization, practice, offer…"
)
@option("--need", multiple=True, fr="un usage : livrer, manger…", en="a need: livrer, manger…")
@option("--sector", multiple=True, metavar="CODE", fr="un secteur : AM160", en="a sector: AM160")
@option("--practice", multiple=True, metavar="CODE", fr="une pratique : D03", en="a practice: D03")
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
    words: tuple[str, ...],
    territory: tuple[str, ...],
    kind: tuple[str, ...],
    need: tuple[str, ...],
    sector: tuple[str, ...],
    practice: tuple[str, ...],
    limit: int | None,
    json_: bool,
    csv_: bool,
    geojson: bool,
) -> None:
    """Ask the directory; several values of an option are alternatives."""
    forms = [form for form, asked in (("json", json_), ("csv", csv_), ("geojson", geojson)) if asked]
    if len(forms) > 1:
        raise click.UsageError(tell("une seule forme à la fois", "one form at a time"))
    asked = {"territory": territory, "kind": kind, "need": need, "sector": sector, "practice": practice}
    pairs = [["q", " ".join(words)]] if words else []
    pairs += [[name, value] for name, values in asked.items() for value in values]
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
@option("--only", type=click.Choice(("directory", "sparql")), fr="cette partie seulement", en="this part only")
@as_json()
@click.pass_obj
def reindex(place: Place, only: str | None, json_: bool) -> None:
    """Compute anew all that derives from the records, or a part of it."""
    made = place.do("reindex", {"only": only}, progress)
    if sys.stderr.isatty():
        note("")
    found = made if isinstance(made, dict) else {}
    lines = []
    if "records" in found:
        count = found["records"]
        lines.append(tell(f"{count} fiches relues pour l'annuaire", f"{count} records read again for the directory"))
    if "sparql" in found:
        count = found["sparql"]
        lines.append(tell(f"{count} fiches relues pour le SPARQL", f"{count} records read again for SPARQL"))
    show(made, json_, lines)
