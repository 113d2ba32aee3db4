"""doctor: what is well and what is not, seen from outside the node, from inside, and by its public address."""

from __future__ import annotations

import asyncio
import os
import shlex
from importlib.metadata import packages_distributions
from typing import Final

import click

from node.checks import FAIL, FOLDER, OK, RANK, WARN, Check
from node.cli.output import error_lines, show
from node.cli.reach import Place
from node.cli.speech import Command, as_json, language
from node.clock import SystemClock
from node.doctor import folder, packages, saved
from vocab.language import Text

# A node that lacks one of these cannot be opened, and has nothing to add.
WITHOUT_WHICH_NOTHING: Final = frozenset({"folder", "config", "origin", "database", "schema"})


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
    checks = [_placed(check, ctx.obj) for check in asyncio.run(_examine(ctx.obj))]
    lines = []
    for check in checks:
        lines.append(f"{check['state']:<4}  {_said(check['said'])}")
        lines += [f"      -> {_said(check['fix'])}"] if check["fix"] else []
    show(checks, json_, lines)
    ctx.exit(max(RANK.index(str(check["state"])) for check in checks))


async def _examine(place: Place) -> list[dict[str, object]]:
    checks = [*folder.checks(place.data, os.environ), packages.names(packages_distributions())]
    broken = any(check.state == FAIL and check.name in WITHOUT_WHICH_NOTHING for check in checks)
    if place.data.is_dir():
        checks += saved.checks(place.data, SystemClock().now())
    return [*(check.as_json() for check in checks), *([] if broken else await _ask(place))]


def _placed(check: dict[str, object], place: Place) -> dict[str, object]:
    """A fix that can be typed here: for this folder, wherever it is."""
    fix, data = check["fix"], shlex.quote(str(place.data))
    if not isinstance(fix, dict):
        return check
    placed = {}
    for spoken, line in fix.items():
        if line.startswith("bocage ") and not line.startswith("bocage --data"):
            line = f"bocage --data {data} {line.removeprefix('bocage ')}"
        placed[spoken] = line.replace(FOLDER, data)
    return check | {"fix": placed}


async def _ask(place: Place) -> list[dict[str, object]]:
    """What the node says of itself; whatever keeps it from answering is a finding too."""
    try:
        async with place.reached() as reach:
            # A command that opens the node itself serves nothing: what comes back to it tells nothing.
            found = await reach.do("checkup", {})
            found = await reach.do("checkup", {"reach": reach.running, "outside": True})
            return [running(place, reach.running).as_json(), *(found if isinstance(found, list) else [])]
    except Exception as error:  # doctor must not fall ill itself
        fr, en = (error_lines(error, spoken)[0] for spoken in ("fr", "en"))
        said = Text(f"Le nœud ne répond pas : {fr}", f"The node does not answer: {en}")
        fix = f"bocage --data {place.data} run"
        return [Check("running", FAIL, said, Text(fix, fix)).as_json()]


def running(place: Place, runs: bool) -> Check:
    """Whether a process serves this folder."""
    if runs:
        return Check("running", OK, Text("Le nœud tourne.", "The node runs."))
    said = Text(
        "Le nœud ne tourne pas : ce qu'il répond à son adresse publique n'a pas été essayé.",
        "The node does not run: what it answers by its public address was not tried.",
    )
    fix = f"bocage --data {place.data} run"
    return Check("running", WARN, said, Text(fix, fix))


def _said(text: object) -> str:
    return str(text[language()]) if isinstance(text, dict) else ""
