"""What a document's statements gain and lose on the way into its owner's graph."""

from __future__ import annotations

import pytest

from vocab.context import COOP
from vocab.derived import SAID_BY_NODES, VF, foreign_to, own_statements, with_classes
from vocab.quads import RDF

ID = "https://a.example:8443/objects/1"
GRAPH = "<https://a.example:8443/actors/a> ."


def test_with_classes__a_proposal_is_one_of_valueflows_too() -> None:
    type = f"<{ID}> <{RDF}type> "

    assert with_classes([f"{type}<{COOP}Proposal> {GRAPH}", f"{type}<{COOP}PracticeClaim> ."]) == sorted(
        [f"{type}<{COOP}Proposal> {GRAPH}", f"{type}<{VF}Proposal> {GRAPH}", f"{type}<{COOP}PracticeClaim> ."]
    )


def test_with_classes__what_a_text_says_is_no_class() -> None:
    line = f'<{ID}> <https://www.w3.org/ns/activitystreams#content> "a> <{RDF}type> <{COOP}Proposal> b" {GRAPH}'

    assert with_classes([line]) == [line]


@pytest.mark.parametrize(
    ("subject", "kept"),
    [
        (ID, True),
        (ID + "#primary", True),
        ("https://a.example:8443/places/3", True),
        ("https://a.example:8443", True),
        ("https://a.example/objects/1", False),
        ("https://a.example:84433/objects/1", False),
        ("https://b.example/actors/b", False),
        ("http://a.example:8443/objects/1", False),
    ],
)
def test_own_statements__of_what_lives_on_the_same_server(subject: str, kept: bool) -> None:
    line = f'<{subject}> <https://www.w3.org/ns/activitystreams#name> "x" {GRAPH}'

    assert bool(own_statements([line], ID)) is kept


@pytest.mark.parametrize("word", sorted(SAID_BY_NODES.values()))
def test_own_statements__words_of_nodes_are_not_for_documents(word: str) -> None:
    assert own_statements([f'<{ID}> <{word}> "x" {GRAPH}'], ID) == []


def test_foreign_to__what_speaks_of_no_part_of_the_record() -> None:
    rest = ' <https://www.w3.org/ns/activitystreams#name> "x" .'
    own, part, other = f"<{ID}>{rest}", f"<{ID}#b-1>{rest}", f"<{ID}2>{rest}"

    assert foreign_to([own, part, other], ID) == [other]
