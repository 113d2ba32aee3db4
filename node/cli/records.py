"""publish, withdraw, import, export: what our organisations say, in and out."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final
from urllib.parse import parse_qsl

import click

from node.cli.drafts import MAX_BYTES, read_drafts
from node.cli.output import Progress, note, show
from node.cli.questions import require_folder_of
from node.cli.reach import Place
from node.cli.speech import Command, as_json, language, option, speaking_as, tell
from node.errors import NodeError
from node.importing.columns import KINDS
from vocab.language import Text
from vocab.later import later

exporting = later("node.exporting")

FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
# As one array, which is JSON-LD, or a record a line.
ARRAYS: Final = (".json", ".jsonld")
LINES: Final = (".jsonl", ".ndjson")


@click.command(
    "publish",
    cls=Command,
    text=Text("Publie les fiches d'un fichier YAML, JSON ou JSON-LD.", "Publish the records of a YAML or JSON file."),
)
@click.argument("file", type=click.File("rb"))
@speaking_as()
@as_json()
@click.pass_obj
def publish(place: Place, file: BinaryIO, as_: str | None, json_: bool) -> None:
    """Publish; the ids, one a line, on stdout, and nothing else."""
    drafts = read_drafts(file.read(MAX_BYTES + 1))
    if not drafts:
        raise NodeError(Text("Rien à publier : le fichier est vide.", "Nothing to publish: the file is empty."))
    done: list[object] = []
    try:
        asyncio.run(_publish(place, drafts, as_, done, click.echo if not json_ else _silent))
    finally:
        # What was published before a failure is published: its ids are said.
        if json_:
            show(done, True, [])


@click.command("withdraw", cls=Command, text=Text("Retire une fiche partout.", "Withdraw a record everywhere."))
@click.argument("id")
@as_json()
@click.pass_obj
def withdraw(place: Place, id: str, json_: bool) -> None:
    """Withdraw a record everywhere it went."""
    show(place.do("withdraw", {"id": id}), json_, [tell(f"{id} : retirée", f"{id}: withdrawn")])


@click.command(
    "import",
    cls=Command,
    text=Text("Fait d'un fichier des fiches proposées.", "Bring organisations in from a file."),
)
@click.argument("file", type=FILE, required=False)
@option("--undo", type=click.IntRange(1), metavar="NUMBER", fr="défaire un import", en="undo an import")
@option("--dry-run", is_flag=True, fr="dire ce qui se passerait, ne rien changer", en="say what would happen only")
@speaking_as()
@option("--kind", type=click.Choice(KINDS), fr="ce que les lignes deviennent", en="what the lines become")
@option("--mapping", type=FILE, fr="la correspondance des colonnes", en="what the columns mean")
@option("--map", multiple=True, metavar="COLUMN=FIELD", fr="une colonne et son champ", en="a column and its field")
@option("--leave-known", is_flag=True, fr="laisser celles qu'on connaît", en="leave out those known here")
@option("--source", metavar="TEXT", fr="d'où viennent les faits", en="where the facts come from")
@option("--license", metavar="SPDX", fr="leur licence", en="their licence")
@option("--legal-basis", metavar="TEXT", fr="la base légale", en="the legal basis")
@option("--objections", metavar="ADDRESS", fr="où s'opposer", en="where to object")
@as_json()
@click.pass_obj
def import_(
    place: Place,
    file: Path | None,
    undo: int | None,
    dry_run: bool,
    as_: str | None,
    kind: str | None,
    mapping: Path | None,
    map: tuple[str, ...],
    leave_known: bool,
    source: str | None,
    license: str | None,
    legal_basis: str | None,
    objections: str | None,
    json_: bool,
) -> None:
    """Bring a file in, and say what became of each line; or take an import back."""
    if (file is None) == (undo is None):
        raise click.UsageError(tell("un fichier, ou --undo", "a file, or --undo"))
    if file is None:
        _undo(place, undo, json_)
        return
    # A service sees little of the disk: what it must read is laid where it may.
    with tempfile.TemporaryDirectory(prefix=".import-", dir=place.settled()) as folder:
        asked: dict[str, object] = {
            "file": _laid(file, folder, "file"),
            "dry_run": dry_run,
            "as": as_,
            "kind": kind,
            "mapping": _laid(mapping, folder, "mapping") if mapping else None,
            "map": list(map),
            "leave_known": leave_known,
            "source": source,
            "license": license,
            "legal_basis": legal_basis,
            "objections": objections,
        }
        with Progress() as progress:
            made = place.do("import", asked, progress)
    text = made.pop("text", None) if isinstance(made, dict) else None
    show(made, json_, text[language()] if isinstance(text, dict) else [])


def _undo(place: Place, run: int | None, json_: bool) -> None:
    with Progress() as progress:
        made = place.do("import_undo", {"run": run}, progress)
    counts = made["counts"] if isinstance(made, dict) else {}
    said = {
        "created done": tell("retirées", "withdrawn"),
        "changed done": tell("remises comme avant", "as they were before"),
        "held done": tell("n'attendent plus", "no longer wait"),
        "created edited": tell("modifiées depuis : laissées", "edited since: left"),
        "changed edited": tell("modifiées depuis : laissées comme elles sont", "edited since: left as they are"),
        "created gone": tell("retirées auparavant", "withdrawn before"),
        "changed gone": tell("retirées auparavant", "withdrawn before"),
    }
    show(made, json_, [f"{count} {said.get(what, what)}" for what, count in sorted(counts.items())])


@click.command(
    "export",
    cls=Command,
    text=Text("Emporte nos fiches, ou une vue de l'annuaire.", "Take away our records, or a view of the directory."),
)
@click.argument("file", required=False, type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@option(
    "--dump",
    is_flag=True,
    fr="plutôt l'export complet de la nuit, maintenant, dans le dossier du nœud",
    en="the nightly dump instead, now, in the node's folder",
)
@option(
    "--view",
    metavar="QUERY",
    fr="plutôt une vue de l'annuaire : territory=fr-commune-59350&kind=offer (vide : tout)",
    en="a view of the directory instead: territory=fr-commune-59350&kind=offer (empty: all of it)",
)
@as_json()
@click.pass_obj
def export(place: Place, file: Path | None, dump: bool, view: str | None, json_: bool) -> None:
    """Write every live record of ours to a file only its owner can read: private ones are in it.

    With `--view`: what the directory would let a member take away, in the form that the file's ending names.
    """
    if dump:
        if file is not None or view is not None:
            raise click.UsageError(tell("--dump se suffit à lui-même", "--dump stands alone"))
        _dump(place, json_)
        return
    if file is None:
        raise click.MissingParameter(param_type="argument", param_hint="FILE")
    if view is not None:
        _export_view(place, file, view, json_)
        return
    to_stdout = str(file) == "-"
    if not to_stdout and file.suffix not in ARRAYS + LINES:
        endings = ", ".join(ARRAYS + LINES)
        raise click.BadParameter(tell(f"terminaison attendue : {endings}", f"expected ending: {endings}"))
    if not to_stdout:
        require_folder_of(file)
    texts: list[str] = []

    def gather(part: dict[str, object]) -> None:
        found = part.get("documents")
        texts.extend(found if isinstance(found, list) else [])

    made = place.do("export", {}, gather)
    body = "[\n" + ",\n".join(texts) + "\n]\n" if file.suffix in ARRAYS else "".join(f"{text}\n" for text in texts)
    if to_stdout:
        click.echo(body, nl=False)
        return
    _write_private(file, body)
    show(made, json_, [tell(f"{len(texts)} fiches dans {file}", f"{len(texts)} records in {file}")])


def _dump(place: Place, json_: bool) -> None:
    """All that may leave in bulk, in files of the node's folder."""
    with Progress() as progress:
        made = place.do("dump", {}, progress)
    found = made if isinstance(made, dict) else {}
    counts = found.get("records", {})
    lines = [str(found.get("folder"))]
    lines += [tell(f"{count} fiches : {name}", f"{count} records: {name}") for name, count in counts.items()]
    show(made, json_, lines)


def _export_view(place: Place, file: Path, view: str, json_: bool) -> None:
    form = file.suffix.removeprefix(".")
    if form not in exporting.FORMS:
        endings = ", ".join(f".{each}" for each in exporting.FORMS)
        raise click.BadParameter(tell(f"terminaison attendue : {endings}", f"expected ending: {endings}"))
    require_folder_of(file)
    pairs = [list(pair) for pair in parse_qsl(view.lstrip("?"))]
    # A service sees little of the disk: it writes where it may, and the file is laid where it was asked for.
    with tempfile.TemporaryDirectory(prefix=".export-", dir=place.settled()) as folder:
        path = Path(folder).resolve() / file.name
        asked: dict[str, object] = {
            "pairs": pairs,
            "form": form,
            "language": language(),
            "path": str(path),
            "bulk": True,
        }
        made = place.do("export_view", asked)
        part = file.with_name(file.name + ".part")
        shutil.copyfile(path, part)
        os.replace(part, file)
    shown = made["shown"] if isinstance(made, dict) else 0
    show(made, json_, [tell(f"{shown} fiches dans {file}", f"{shown} records in {file}")])
    if isinstance(made, dict) and made.get("notice"):
        note(str(made["notice"]))


async def _publish(
    place: Place, drafts: list[object], as_: str | None, done: list[object], echo: Callable[[str], object]
) -> None:
    async with place.reached() as reach:
        for draft in drafts:
            made = await reach.do("publish", {"drafts": [draft], "as": as_})
            for one in made if isinstance(made, list) else []:
                echo(str(one["id"]))
                for warning in one["warnings"]:
                    note(str(warning[language()]))
                done.append(one)


def _laid(path: Path, folder: str, kind: str) -> str:
    place = Path(folder) / kind
    place.mkdir()
    return str(shutil.copyfile(path, place / path.name).resolve())


def _silent(line: str) -> None:
    """The ids come in the JSON."""


def _write_private(path: Path, text: str) -> None:
    part = path.with_name(path.name + ".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(text)
    os.replace(part, path)
