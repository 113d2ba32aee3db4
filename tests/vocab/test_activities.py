from __future__ import annotations

from typing import Any

import pytest
from pyld import jsonld

from tests.vocab.full_drafts import DRAFTS, ID, ME, MOMENT, ORIGIN, built
from vocab import activities
from vocab.context import PUBLIC, RECORD
from vocab.loader import Loader

ACTIVITY = f"{ORIGIN}/activities/1"
TO, CC = (PUBLIC,), (f"{ME}/followers",)


@pytest.mark.parametrize(("build", "type"), [(activities.create, "Create"), (activities.update, "Update")])
def test_activity__holds_the_record_key_for_key(build: Any, type: str) -> None:
    record = {**built(DRAFTS["offer"]), "proof": {"proofValue": "z"}}

    assert build(ACTIVITY, ME, record, TO, CC, MOMENT) == {
        "@context": RECORD,
        "id": ACTIVITY,
        "type": type,
        "actor": ME,
        "object": record,
        "to": [PUBLIC],
        "cc": [f"{ME}/followers"],
        "published": MOMENT,
    }


def test_delete__names_the_record_alone() -> None:
    assert activities.delete(ACTIVITY, ME, ID, TO, (), MOMENT) == {
        "@context": RECORD,
        "id": ACTIVITY,
        "type": "Delete",
        "actor": ME,
        "object": ID,
        "to": [PUBLIC],
        "published": MOMENT,
    }


def test_tombstone__of_a_delete() -> None:
    delete = activities.delete(ACTIVITY, ME, ID, TO, CC, MOMENT)

    assert activities.tombstone(delete, "Note") == {
        "@context": RECORD,
        "id": ID,
        "type": "Tombstone",
        "formerType": "Note",
        "deleted": MOMENT,
        "attributedTo": ME,
    }


def test_tombstone__says_nothing_it_does_not_know() -> None:
    assert set(activities.tombstone({"object": ID}, "Note")) == {"@context", "id", "type", "formerType"}


def test_activity__target() -> None:
    added = activities.activity("Add", ACTIVITY, ME, "https://ami.example/a", target=f"{ME}/members")

    assert added["target"] == f"{ME}/members"
    assert "to" not in added and "published" not in added


@pytest.mark.parametrize("object", [ID, {"id": ID, "type": "Follow", "actor": ME, "object": ME}])
def test_activity__every_key_expands(object: Any) -> None:
    document = activities.activity("Accept", ACTIVITY, ME, object, to=TO, cc=CC, published=MOMENT, target=ME)
    found = jsonld.expand(document, {"documentLoader": Loader()})

    assert "'_:" not in str(found)
    assert len(found[0]) == len(document) - 1
