"""backup, restore: a whole node in one file, and back."""

from __future__ import annotations

import asyncio
import secrets
from pathlib import Path

import click

from node import archive, upkeep
from node.archive import Contents
from node.cli.output import show
from node.cli.questions import require_folder_of
from node.cli.reach import Place
from node.cli.speech import Command, as_json, option, tell
from node.clock import SystemClock, iso
from node.errors import NodeError
from node.folder import DATABASE
from vocab.language import Text


@click.command(
    "backup",
    cls=Command,
    text=Text(
        "Sauvegarde le nœud, même en marche, ou essaie une sauvegarde.",
        "Back the node up, even while it runs, or try a backup.",
    ),
)
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@option(
    "--verify",
    is_flag=True,
    fr="n'écrit rien : essaie la sauvegarde FICHIER",
    en="write nothing: try the backup FILE",
)
@as_json()
@click.pass_obj
def backup(place: Place, file: Path | None, verify: bool, json_: bool) -> None:
    """Write an archive of the node, its private keys in it; or try one."""
    if verify:
        _verify(place, file, json_)
        return
    now = SystemClock().now()
    settings = place.settings()
    target = file or Path(_name(settings.host, now))
    require_folder_of(target)
    contents = archive.write(place.data, target, now)
    upkeep.note(place.data, "backup", now, target)
    size = target.stat().st_size
    show(
        _told(target, contents) | {"bytes": size},
        json_,
        [
            tell(
                f"{target} ({size // 1000} ko). Les clés privées y sont : gardez-la en lieu sûr.",
                f"{target} ({size // 1000} kB). The private keys are in it: keep it safe.",
            ),
            *_lines(contents),
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
    contents = asyncio.run(archive.read(file, place.data, secrets.token_hex(8)))
    show(
        {"data": str(place.data)} | _told(file, contents),
        json_,
        [
            tell(
                f"{place.data} est prêt. N'en faites tourner qu'un : bocage --data {place.data} run",
                f"{place.data} is ready. Run only one of them: bocage --data {place.data} run",
            )
        ],
    )


def _verify(place: Place, file: Path | None, json_: bool) -> None:
    if file is None:
        raise NodeError(
            Text(
                "Dites quelle sauvegarde essayer : bocage backup --verify FICHIER",
                "Say which backup to try: bocage backup --verify FILE",
            )
        )
    contents = archive.verify(file)
    if (place.data / DATABASE).exists():
        # `doctor` asks when somebody last made sure that a backup can come back.
        upkeep.note(place.data, "restore_test", SystemClock().now(), file)
    said = tell(
        f"{file} : saine et complète. Essayée sans rien changer.", f"{file}: sound and complete. Nothing was changed."
    )
    show(_told(file, contents) | {"sound": True}, json_, [said, *_lines(contents)])


def _told(file: Path, contents: Contents) -> dict[str, object]:
    made = iso(contents.made) if contents.made else None
    return {
        "file": str(file),
        "made": made,
        "release": contents.release,
        "schema": contents.schema,
        "keys": contents.keys,
        "counts": contents.counts,
    }


def _lines(contents: Contents) -> list[str]:
    counts = contents.counts
    records, log, keys = counts.get("records", 0), counts.get("log", 0), contents.keys
    return [
        tell(
            f"{records} fiches, {log} activités, {keys} clés ; schéma {contents.schema}, version {contents.release}.",
            f"{records} records, {log} activities, {keys} keys; schema {contents.schema}, release {contents.release}.",
        )
    ]


def _name(host: str, now: float) -> str:
    moment = iso(now)[:19].replace("-", "").replace(":", "").replace("T", "-")
    return f"bocage-{host.replace(':', '_')}-{moment}.tar.gz"
