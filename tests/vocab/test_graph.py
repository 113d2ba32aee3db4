"""The reference processor, offline and within a budget."""

from __future__ import annotations

import pytest

from tests.vocab.own_documents import every_shape, offer
from vocab.context import AS, RECORD
from vocab.errors import TooLarge, Unproven
from vocab.graph import document_of, expanded, nquads, rdfc
from vocab.loader import Loader

LOADER = Loader()


def test_expanded__relative_iris_are_read_against_the_base() -> None:
    document: dict[str, object] = {"@context": AS, "id": "https://a.example/1", "to": "followers"}

    (node,) = expanded(document, LOADER, "https://a.example/1")

    assert node[f"{AS}#to"] == [{"@id": "https://a.example/followers"}]


def test_nquads__unknown_context() -> None:
    with pytest.raises(Unproven, match="never fetched"):
        nquads({"@context": "https://elsewhere.example/", "name": "x"}, LOADER)


def test_document_of__and_back() -> None:
    lines = nquads(offer() | {"proof": None}, LOADER)

    document = document_of(lines)

    assert document["@context"] == RECORD
    assert rdfc(nquads(document, LOADER)) == rdfc(lines)


@pytest.mark.parametrize("document", every_shape(), ids=lambda document: str(document["type"]))
def test_rdfc__same_bytes_whatever_the_labels(document: dict[str, object]) -> None:
    lines = nquads(document, LOADER)
    renamed = "".join(sorted(lines.replace("_:b", "_:other").splitlines(keepends=True), reverse=True))

    assert rdfc(lines) == rdfc(renamed)


def test_rdfc__poison_graph() -> None:
    # R11: a budget of steps.
    """A clique of look-alike blank nodes asks for factorial time."""
    lines = [f"_:b{a} <https://a.example/p> _:b{b} ." for a in range(9) for b in range(9) if a != b]

    with pytest.raises(TooLarge, match="intricate"):
        rdfc(lines)


def test_rdfc__too_many_blank_nodes() -> None:
    lines = [f'_:b{number} <https://a.example/p> "{number}" .' for number in range(501)]

    with pytest.raises(TooLarge, match="501"):
        rdfc(lines)
