"""The worker process that reads a file of contours: `python -m node.contours.worker PLAN`, PLAN being JSON.

Whatever the file is, it costs no more than the plan allows: memory, time and bytes have an end, and the node goes on.
On standard output one JSON object: what matched and what did not, or why the file is refused.
"""

from __future__ import annotations

import os
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import orjson

from node.contours.keeping import keep, with_what_is_made_of
from node.contours.matching import match
from node.contours.reading import read
from node.contours.shape import Unfit
from node.tether import tether
from vocab.language import Text
from vocab.territories import Territories

NICENESS: Final = 5
TOO_LARGE: Final = Text(
    "Ce fichier demande trop de mémoire : prenez une version simplifiée, ou un seul département.",
    "This file asks for too much memory: take a simplified version, or one département alone.",
)
NOTHING: Final = Text(
    "Aucun contour n'a été reconnu. {why}",
    "No outline was recognised. {why}",
)


def main(plan: dict[str, Any]) -> dict[str, object]:
    """Read, match, keep; what to say of it."""
    try:
        return _install(plan)
    except Unfit as refusal:
        return {"refused": _both(refusal.public)}
    except (MemoryError, RecursionError):
        return {"refused": _both(TOO_LARGE)}


def _install(plan: dict[str, Any]) -> dict[str, object]:
    territories = Territories.load()
    found = match(read(Path(plan["file"]), plan["max_bytes"]), territories)
    told = [{"name": each.name, "why": _both(each.why)} for each in found.told]
    if not found.shapes:
        why = found.told[0] if found.told else None
        raise Unfit(
            Text(
                NOTHING.fr.format(why=f"{why.name} : {why.why.fr}." if why else ""),
                NOTHING.en.format(why=f"{why.name}: {why.why.en}." if why else ""),
            )
        )
    shapes = with_what_is_made_of(found.shapes, territories)
    about = {"file": plan["name"], "source": plan["source"], "license": plan["license"], "installed": plan["installed"]}
    size = keep(Path(plan["folder"]), shapes, about, territories)
    made = {slug for slug in shapes if slug not in found.shapes}
    return {
        **about,
        "matched": dict(found.counts),
        "made": len(made),
        "unmatched": found.unmatched,
        "told": told,
        "bytes": size,
    }


def _both(text: Text) -> dict[str, str]:
    return {"fr": text.fr, "en": text.en}


def bounded(plan: dict[str, Any]) -> None:
    """No more memory and time than the plan allows, and others come first."""
    with suppress(OSError):
        os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    memory, seconds = plan["memory_mb"] * 1_000_000, plan["time_s"]
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))


if __name__ == "__main__":
    tether()
    asked = orjson.loads(sys.argv[1])
    bounded(asked)
    sys.stdout.buffer.write(orjson.dumps(main(asked)))
