"""charter: the catalogues of networks, from a file that somebody installs."""

from __future__ import annotations

from typing import Final

from node import charters
from node.control import Report
from node.errors import NodeError
from node.node import Node
from node.store.charters import all_of
from vocab.carrying import carried
from vocab.charter import CURRENT
from vocab.fork import Fork
from vocab.language import Text

Arguments = dict[str, object]
NO_REPORT: Final = Text(
    "Ce n'est pas un bilan : un fichier qui dit `kind: report` et ses `answers`.",
    "This is no report: a file that says `kind: report` and its `answers`.",
)


async def charter_install(node: Node, arguments: Arguments, report: Report) -> object:
    """Read a charter file; its practices are known from then on."""
    document = arguments.get("document")
    vocabulary = node.home.vocabulary
    fork = charters.read(document, vocabulary)
    await node.store.writing("charter", charters.keep, fork, document, vocabulary, node.home.now_iso())
    vocabulary.charter.forks.put(fork)
    node.charters.awake.set()
    return _described(fork, node)


async def charter_list(node: Node, arguments: Arguments, report: Report) -> object:
    """The common catalogue, and every version of those of networks."""
    charter = node.home.vocabulary.charter
    ours: dict[str, object] = {
        "charter": charter.version,
        "name": _both(charter.label),
        "network": None,
        "practices": len(charter.practices),
        "in_force": True,
        "installed": None,
        "address": f"{node.home.origin}/ns/charter",
    }
    found: list[dict[str, object]] = [ours]
    for each in await node.store.reading(all_of):
        fork = charter.forks.version(f"{each.slug}/{each.version}")
        if fork is not None:
            found.append({**_described(fork, node), "installed": each.installed})
    return {"charters": found}


async def charter_move(node: Node, arguments: Arguments, report: Report) -> object:
    """The draft of a report with its answers in another version, what must be asked anew, and what is no more."""
    draft, charter = arguments.get("document"), node.home.vocabulary.charter
    after = str(arguments.get("to") or charter.version)
    answers = draft.get("answers") if isinstance(draft, dict) else None
    if not isinstance(draft, dict) or draft.get("kind") != "report" or not isinstance(answers, list):
        raise NodeError(NO_REPORT)
    before = str(draft.get("charter", CURRENT))
    try:
        found = carried([each for each in answers if isinstance(each, dict)], before, after, charter)
    except LookupError as error:
        known = ", ".join((*charter.versions, *(fork.reference for fork in charter.forks)))
        raise NodeError(
            Text(
                f"D'une version à l'autre, mais lesquelles ? {before} et {after}, alors qu'ici : {known}.",
                f"From one version to another, but which? {before} and {after}, while here: {known}.",
            )
        ) from error
    moved = {**draft, "charter": after, "answers": list(found.answers)}
    return {"report": moved, "again": {code: list(asked) for code, asked in found.again.items()}, "left": found.left}


def _described(fork: Fork, node: Node) -> dict[str, object]:
    charter = node.home.vocabulary.charter
    return {
        "charter": fork.reference,
        "name": _both(fork.label),
        "network": fork.network,
        "practices": len(fork.of(charter.practices)),
        "added": [practice.notation for practice in fork.added],
        "retired": sorted(fork.retired),
        "languages": sorted(fork.translations),
        "in_force": charter.forks.named(fork.slug) == fork,
        "address": f"{node.home.origin}/ns/charter/{fork.slug}",
    }


def _both(text: Text) -> dict[str, str]:
    return {"fr": text.fr, "en": text.en}
