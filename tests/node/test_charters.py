"""The catalogues of networks: installed once, never changed under one number, and known again after a restart."""

from __future__ import annotations

import pytest

from node import charters
from node.errors import Invalid, NodeError
from node.store.charters import all_of
from node.store.connection import Db
from tests.node.ground import Ground
from tests.vocab.charter_files import charter_file, earlier_file
from tests.vocabulary import VOCABULARY
from vocab.vocabulary import Vocabulary

NOW = "2026-11-27T05:00:00.000Z"


@pytest.fixture(scope="module")
def shipped() -> Vocabulary:
    return VOCABULARY


@pytest.fixture
async def db(shipped: Vocabulary) -> Db:
    return (await Ground.lay(shipped)).db


def install(db: Db, document: object, vocabulary: Vocabulary) -> None:
    fork = charters.read(document, vocabulary)
    charters.keep(db, fork, document, vocabulary, NOW)
    vocabulary.charter.forks.put(fork)


def test_install__is_known_to_this_node_and_after_a_restart(db: Db, shipped: Vocabulary) -> None:
    here = charters.vocabulary_of(db, shipped)
    for document in (earlier_file(), charter_file(), charter_file()):
        install(db, document, here)

    again = charters.vocabulary_of(db, shipped)

    for vocabulary in (here, again):
        assert [fork.reference for fork in vocabulary.charter.forks] == ["reseau-nord/2.0"]
        label = vocabulary.label("practice", "G63-reseau-nord")
        assert label is not None and label.fr == "Avant G63"
    assert len(all_of(db)) == 2
    # Another node in this process has its own.
    assert shipped.charter.get("G50-reseau-nord") is None


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (charter_file(retired=[]), "another number"),
        (charter_file(iri="https://autre.example/actors/autre", version="3.0"), "change `slug`"),
    ],
)
def test_install__neither_another_under_one_number_nor_under_somebody_elses_name(
    db: Db, shipped: Vocabulary, document: object, said: str
) -> None:
    here = charters.vocabulary_of(db, shipped)
    install(db, charter_file(), here)

    with pytest.raises(NodeError, match=said):
        install(db, document, here)

    assert [each.version for each in all_of(db)] == ["2.0"]


def test_install__names_what_is_wrong(db: Db, shipped: Vocabulary) -> None:
    with pytest.raises(Invalid) as caught:
        charters.read(charter_file(version="bientôt", mappings=[]), shipped)

    assert [finding.field for finding in caught.value.findings] == ["version"]


def test_restart__a_file_that_no_longer_reads_is_left_aside(db: Db, shipped: Vocabulary) -> None:
    db.execute("INSERT INTO charters VALUES ('vieille', '1.0', '{}', ?, 0)", (NOW,))

    assert list(charters.vocabulary_of(db, shipped).charter.forks) == []
