"""geo: the contours of territories, for the maps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import click

from node.cli.output import show
from node.cli.reach import Place
from node.cli.speech import Command, Group, as_json, option, tell
from vocab.language import Text


@click.group("geo", cls=Group, text=Text("Les contours des territoires, pour les cartes.", "Contours, for the maps."))
def geo() -> None:
    """The contours of territories."""


@geo.command(
    "install",
    cls=Command,
    text=Text(
        "Installe les contours d'un fichier GeoJSON ou TopoJSON.", "Install the contours of a GeoJSON or TopoJSON file."
    ),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, resolve_path=True))
@option("--source", metavar="TEXTE", fr="d'où viennent les contours, dit sous les cartes", en="said below the maps")
@option("--license", metavar="SPDX", fr="leur licence", en="their licence")
@as_json()
@click.pass_obj
def install(place: Place, file: str, source: str | None, license: str | None, json_: bool) -> None:
    """Install the contours of a file."""
    made = place.do("geo_install", {"file": file, "source": source, "license": license})
    show(made, json_, list(_lines(made if isinstance(made, dict) else {})))


def _lines(found: Mapping[str, object]) -> Iterator[str]:
    matched = found.get("matched")
    names = {
        "commune": tell("communes", "communes"),
        "epci": tell("intercommunalités", "intermunicipal bodies"),
        "departement": tell("départements", "départements"),
        "province": tell("provinces", "provinces"),
        "region": tell("régions", "regions"),
    }
    counts = matched if isinstance(matched, dict) else {}
    said = ", ".join(f"{counts[type]} {name}" for type, name in names.items() if counts.get(type))
    yield tell(f"Reconnus : {said}", f"Recognised: {said}")
    if found.get("made"):
        yield tell(
            f"Faits de leurs parties : {found['made']} territoires",
            f"Made from their parts: {found['made']} territories",
        )
    kilobytes = int(str(found.get("bytes", 0))) // 1000
    yield tell(f"Gardés, simplifiés : {kilobytes} ko", f"Kept, simplified: {kilobytes} kB")
    told = found.get("told")
    if isinstance(told, list) and told:
        yield tell(f"Non reconnus : {found.get('unmatched')}", f"Not recognised: {found.get('unmatched')}")
        for each in told:
            yield f"  {each['name']} : {tell(each['why']['fr'], each['why']['en'])}"
    if not found.get("source"):
        yield tell(
            "Sans --source, les cartes disent le nom du fichier ; or les licences veulent que l'auteur soit nommé.",
            "Without --source the maps name the file: many licences want the author to be named.",
        )
