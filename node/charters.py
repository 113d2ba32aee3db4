"""Charters: the catalogues of networks that this node knows beside the common one, and how one more is installed."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import structlog

from node.errors import Invalid, NodeError
from node.store import charters
from node.store.charters import Installed
from node.store.connection import Db
from vocab.fork import Fork, Forks
from vocab.fork_file import read_fork
from vocab.language import Text
from vocab.vocabulary import Vocabulary

MAX_CHARTERS: Final = 100
MANY: Final = Text(
    f"Ce nœud connaît déjà {MAX_CHARTERS} versions de chartes.",
    f"This node knows {MAX_CHARTERS} versions of charters already.",
)


def vocabulary_of(db: Db, vocabulary: Vocabulary) -> Vocabulary:
    """The words of this node: those of the program, with the catalogues installed here and nowhere else."""
    charter = replace(vocabulary.charter, forks=Forks())
    for each in charters.all_of(db):
        fork, findings = read_fork(each.document, charter, vocabulary.schemes)
        if fork is None:
            # It was read when it was installed: the common catalogue has changed with the program.
            why = "; ".join(finding.line("en") for finding in findings)
            structlog.get_logger("charter").warning("not read", charter=f"{each.slug}/{each.version}", why=why)
        else:
            charter.forks.put(fork)
    return replace(vocabulary, charter=charter)


def read(document: object, vocabulary: Vocabulary) -> Fork:
    """The catalogue that a file describes; raises `Invalid` naming each field and its fix."""
    fork, findings = read_fork(document, vocabulary.charter, vocabulary.schemes)
    if fork is None:
        raise Invalid(findings)
    return fork


def keep(db: Db, fork: Fork, document: object, vocabulary: Vocabulary, now: str) -> None:
    """Keep a catalogue; a version that others may have answered does not change any more."""
    known = charters.all_of(db)
    same = [each for each in known if (each.slug, each.version) == (fork.slug, fork.version)]
    if same and same[0].document != document:
        raise NodeError(
            Text(
                f"{fork.reference} est déjà installée et dit autre chose : donnez un autre numéro à `version`.",
                f"{fork.reference} is installed already and says something else: give `version` another number.",
            )
        )
    others = [each for each in vocabulary.charter.forks if each.slug == fork.slug and each.iri != fork.iri]
    if others:
        raise NodeError(
            Text(
                f"« {fork.slug} » est le nom de la charte de {others[0].network} : changez `slug`.",
                f'"{fork.slug}" is the name of the charter of {others[0].network}: change `slug`.',
            )
        )
    if len(known) >= MAX_CHARTERS and not same:
        raise NodeError(MANY)
    charters.put(db, Installed(fork.slug, fork.version, document, now))
