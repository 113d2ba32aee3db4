"""register: official registers that a node may have."""

from __future__ import annotations

import click

from node.cli.output import columns, note, show
from node.cli.reach import Place
from node.cli.speech import Command, Group, as_json, option, tell
from vocab.language import Text


@click.group(
    "register",
    cls=Group,
    text=Text("Les répertoires officiels avec lesquels comparer.", "Official registers to compare with."),
)
def register() -> None:
    """Official registers to compare with."""


@register.command(
    "install",
    cls=Command,
    text=Text("Installe un fichier stock de Sirene ou du RNA.", "Install a stock file of Sirene or the RNA."),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, resolve_path=True))
@option("--territory", metavar="TERRITOIRE", fr="ceux de ce territoire seulement", en="those of this territory alone")
@as_json()
@click.pass_obj
def install(place: Place, file: str, territory: str | None, json_: bool) -> None:
    """Install a stock file."""
    made = place.do("register_install", {"file": file, "territory": territory})
    found = made if isinstance(made, dict) else {}
    lines = [
        tell(
            f"{found.get('file')} : {found.get('known')} organisations connues de ce répertoire",
            f"{found.get('file')}: {found.get('known')} organisations known from this register",
        ),
        tell(
            f"{found.get('matched')} fiches de l'annuaire concordent (numéro, nom et commune)",
            f"{found.get('matched')} entries of the directory agree (number, name and commune)",
        ),
    ]
    if found.get("name") == "sirene-places":
        lines.append(
            tell(
                "Installez maintenant le fichier des unités légales (StockUniteLegale) : il dit les noms.",
                "Now install the file of legal units (StockUniteLegale): it tells the names.",
            )
        )
    show(made, json_, lines)


@register.command("list", cls=Command, text=Text("Lesquels, depuis quand.", "Which, since when."))
@as_json()
@click.pass_obj
def list_(place: Place, json_: bool) -> None:
    """Which files are installed."""
    found = place.do("register_list")
    listed = found if isinstance(found, dict) else {}
    show(
        found,
        json_,
        columns([(each["name"], each["installed"], each["entries"], each["file"]) for each in listed.get("files", [])]),
    )
    if not json_:
        note(
            tell(
                f"{listed.get('matched')} fiches concordent", f"{listed.get('matched')} entries of the directory agree"
            )
        )
