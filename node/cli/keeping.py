"""settings, doctor, backup, restore: keeping a node well."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import secrets
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Final

import click

from node import data_folder
from node.checks import FAIL, OK, RANK, WARN, Check
from node.cli.output import error_lines, show
from node.cli.reach import Place
from node.cli.speech import Command, as_json, language, tell
from node.data_folder import read_backup, write_backup
from node.settings import Settings, load
from vocab.language import Text

OURS: Final = ("vocab", "federation", "node")
DISTRIBUTION: Final = "bocage"


@click.command(
    "settings",
    cls=Command,
    text=Text("Les réglages, leur valeur, leur sens.", "The settings, their value, their meaning."),
)
@as_json()
@click.pass_obj
def settings(place: Place, json_: bool) -> None:
    """Every setting, with its value in force."""
    values = load(place.data, os.environ)
    rows = [
        {
            "name": item.name,
            "value": getattr(values, item.name),
            "default": item.default,
            "help": item.metadata["help"],
        }
        for item in dataclasses.fields(Settings)
    ]
    show(rows, json_, [line for row in rows for line in (f"{row['name']} = {_toml(row['value'])}", f"  {row['help']}")])


@click.command(
    "doctor",
    cls=Command,
    text=Text(
        "Dit ce qui va et ce qui ne va pas, et quoi faire.\n\nCode de sortie : 0 tout va, 1 à surveiller, 2 à réparer.",
        "Say what is well and what is not, and what to do.\n\nExit code: 0 all well, 1 to watch, 2 to repair.",
    ),
)
@as_json()
@click.pass_context
def doctor(ctx: click.Context, json_: bool) -> None:
    """Look at the folder from outside, then ask the node, and the public address when it runs."""
    checks = asyncio.run(_examine(ctx.obj))
    lines = []
    for check in checks:
        lines.append(f"{check['state']:<4}  {_said(check['said'])}")
        lines += [f"      -> {_said(check['fix'])}"] if check["fix"] else []
    show(checks, json_, lines)
    ctx.exit(max(RANK.index(str(check["state"])) for check in checks))


@click.command(
    "backup",
    cls=Command,
    text=Text("Sauvegarde le nœud, même en marche.", "Back the node up, even while it runs."),
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@as_json()
@click.pass_obj
def backup(place: Place, file: Path, json_: bool) -> None:
    """Write an archive of the node: its private keys are in it."""
    place.settings()
    size = write_backup(place.data, file)
    show(
        {"file": str(file), "bytes": size},
        json_,
        [
            tell(
                f"{file} ({size // 1000} ko). Les clés privées y sont : gardez-la en lieu sûr.",
                f"{file} ({size // 1000} kB). The private keys are in it: keep it safe.",
            )
        ],
    )


@click.command(
    "restore",
    cls=Command,
    text=Text("Refait un nœud d'une sauvegarde, dans un dossier vide.", "Make a node of a backup, in an empty folder."),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json()
@click.pass_obj
def restore(place: Place, file: Path, json_: bool) -> None:
    """Make an empty folder what it was."""
    asyncio.run(read_backup(file, place.data, secrets.token_hex(8)))
    show(
        {"data": str(place.data)},
        json_,
        [
            tell(
                f"{place.data} est prêt. N'en faites tourner qu'un : bocage --data {place.data} run",
                f"{place.data} is ready. Run only one of them: bocage --data {place.data} run",
            )
        ],
    )


async def _examine(place: Place) -> list[dict[str, object]]:
    checks = [*data_folder.checks(place.data), *_names()]
    broken = any(check.state == FAIL and check.name in ("folder", "database") for check in checks)
    found = [check.as_json() for check in checks]
    return found if broken else found + await _ask(place)


async def _ask(place: Place) -> list[dict[str, object]]:
    """What the node says of itself; whatever keeps it from answering is a finding too."""
    try:
        async with place.reached() as reach:
            found = await reach.do("checkup", {})
            if reach.running:
                # The node asks its own public address, so it must be there to answer.
                found = await reach.do("checkup", {"reach": True})
                state = Check("running", OK, Text("Le nœud tourne.", "The node runs."))
            else:
                fix = f"bocage --data {place.data} run"
                said = Text(
                    "Le nœud ne tourne pas : son adresse publique n'a pas été essayée.",
                    "The node does not run: its public address was not tried.",
                )
                state = Check("running", WARN, said, Text(fix, fix))
    except Exception as error:  # doctor must not fall ill itself
        fr, en = (error_lines(error, spoken)[0] for spoken in ("fr", "en"))
        return [
            Check("answers", FAIL, Text(f"Le nœud ne répond pas : {fr}", f"The node does not answer: {en}")).as_json()
        ]
    return [state.as_json(), *(found if isinstance(found, list) else [])]


def _names() -> list[Check]:
    """Our packages have plain names: another distribution that has one of them would be loaded instead."""
    owners = packages_distributions()
    taken = {name: others for name in OURS if (others := set(owners.get(name, ())) - {DISTRIBUTION})}
    if not taken:
        return [Check("names", OK, Text("Le logiciel a son propre environnement.", "The software has its own place."))]
    names = ", ".join(f"{name} ({', '.join(sorted(others))})" for name, others in taken.items())
    said = Text(
        f"Un autre logiciel installé ici porte le même nom : {names}.", f"Another package has the name: {names}."
    )
    return [
        Check("names", WARN, said, Text("Installez Bocage dans son propre environnement.", "Give Bocage its own venv."))
    ]


def _said(text: object) -> str:
    return str(text[language()]) if isinstance(text, dict) else ""


def _toml(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
