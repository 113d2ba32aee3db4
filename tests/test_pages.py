"""What the pages say of the code is what the code says."""

from __future__ import annotations

import ast
import fnmatch
from functools import cache

import pytest

from federation import proofs
from federation.actors import actor_from_document
from node.receiving import ACTS
from tests.examples import KEY, examples
from tests.pages import BLOCKS, EXAMPLES, REPOSITORY, files, written
from tests.threats.table import THREATS
from tests.threats.threat import Threat
from tests.vocab.full_drafts import DRAFTS
from vocab.entry import read_entry
from vocab.vocabulary import Vocabulary

# They are understood and not sent: there is no command for them yet.
ONLY_UNDERSTOOD = {"Block", "Flag"}


@pytest.mark.parametrize("page", sorted(BLOCKS))
def test_page__is_current(page: str) -> None:
    assert written(page) == (REPOSITORY / page).read_text("utf-8"), f"{page} is behind: run `make tree`"


def test_examples__are_current() -> None:
    kept = {path: path.read_text("utf-8") for path in sorted(EXAMPLES.glob("*.json"))}
    assert kept == dict(sorted(files().items())), "docs/examples is behind: run `make tree`"


def test_examples__have_every_type() -> None:
    made = examples()
    assert set(DRAFTS) <= set(made)
    assert set(ACTS) - set(made) == ONLY_UNDERSTOOD


def test_examples__each_proof_holds_by_the_key_of_the_profile() -> None:
    made = examples()
    actor = actor_from_document(made["profile"])
    key = actor.key(KEY.key_id)
    assert key is not None
    unsigned = {name for name, document in made.items() if not proofs.verify(document, key)}
    assert unsigned == {"application", "Tombstone", "followers_synchronization"}


@pytest.mark.parametrize("kind", sorted(DRAFTS))
def test_examples__each_record_is_an_entry(kind: str) -> None:
    entry = read_entry(examples()[kind], Vocabulary.load())
    assert entry is not None
    assert entry.id == examples()[kind]["id"]


@pytest.mark.parametrize("threat", THREATS, ids=lambda threat: threat.bug[:40])
def test_threat__each_test_is_there(threat: Threat) -> None:
    assert threat.tests
    for test in threat.tests:
        path, _, name = test.partition("::")
        assert fnmatch.filter(_tests(path), name), test


@cache
def _tests(path: str) -> tuple[str, ...]:
    tree = ast.parse((REPOSITORY / path).read_text("utf-8"))
    return tuple(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
