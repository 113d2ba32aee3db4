"""A verifier that is not ours, Digital Bazaar's `vc`, judges credentials we sign, and what became of them."""

from __future__ import annotations

import copy
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from federation import keys, proofs
from tests.federation.doubles import ACTOR, ED, ED_PRIVATE
from vocab import credential, status_list
from vocab.context import ACTOR as ACTOR_CONTEXT
from vocab.credential import Credential
from vocab.loader import Loader

FOLDER = Path(__file__).parent / "credentials"
LIST = f"{ACTOR}/endorsements/status"
# The verifier asks its machine what time it is for the list.
MADE = "2025-01-01T00:00:00Z"
LATER = "2100-01-01T00:00:00Z"
NOW = "2026-12-01T00:00:00Z"
PATIENCE_S = 60.0
Document = dict[str, Any]


def signed(document: Document) -> Document:
    return proofs.add(document, ED, MADE, with_context=False)


def endorsement(**more: Any) -> Document:
    said = Credential(
        id="https://tout-rafle.example/objects/a",
        issuer=ACTOR,
        subject="https://pedales.example/actors/pedales",
        method="visit",
        evidence=("https://tout-rafle.example/visite",),
        valid_from="2026-11-27T10:00:00.000Z",
        valid_until="2028-11-27T10:00:00.000Z",
        status_list=LIST,
        status_index=7,
        **({"practice": "D03", "level": 3} | more),
    )
    return signed(credential.to_document(said))


def attestation() -> Document:
    return endorsement(practice=None, level=None, matter="register", reference="RNE 123 456 789")


def altered(path: str, value: object) -> Document:
    document = copy.deepcopy(endorsement())
    *way, last = path.split(".")
    place = document
    for name in way:
        place = place[name]
    place[last] = value
    return document


def case(document: Document, *, revoked: tuple[int, ...] = (), now: str = NOW) -> Document:
    """A credential, with all that stands where its verifier looks."""
    multikey = {
        "id": ED.key_id,
        "type": "Multikey",
        "controller": ACTOR,
        "publicKeyMultibase": keys.multibase(ED_PRIVATE),
    }
    actor = {"@context": ACTOR_CONTEXT, "id": ACTOR, "type": "Organization", "assertionMethod": [multikey]}
    loader = Loader()
    documents = {url: loader.get(url) for url in loader.urls}
    documents |= {ACTOR: actor, LIST: signed(status_list.to_status_list(LIST, ACTOR, revoked, MADE, LATER))}
    return {"credential": document, "documents": documents, "now": now}


CASES = {
    "an endorsement": (case(endorsement()), ""),
    "an attestation": (case(attestation()), ""),
    "another was revoked": (case(endorsement(), revoked=(6, 8)), ""),
    "revoked": (case(endorsement(), revoked=(7,)), "revoked"),
    "over": (case(endorsement(), now="2028-11-28T00:00:00Z"), "validUntil"),
    "not begun": (case(endorsement(), now="2026-11-20T00:00:00Z"), "validFrom"),
    "another level since": (case(altered("credentialSubject.level", 4)), "Invalid signature"),
    "another end since": (case(altered("validUntil", "2028-11-26T10:00:00Z")), "Invalid signature"),
    "another organisation since": (case(altered("credentialSubject.id", "https://b.example/")), "Invalid signature"),
    "another issuer since": (case(altered("issuer", "https://b.example/")), "Verification"),
}


@pytest.fixture(scope="module")
def verdicts() -> dict[str, Document]:
    """What the verifier says of every case: it is started once."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on this machine: the verifier of credentials needs it, and `make peers`")
    if not (FOLDER / "node_modules" / "@digitalbazaar" / "vc").is_dir():
        pytest.skip("the verifier of credentials is not installed: `make peers` does it")
    given = json.dumps([each for each, _ in CASES.values()])
    run = subprocess.run(
        [node, str(FOLDER / "verify.mjs")], input=given, capture_output=True, text=True, timeout=PATIENCE_S, check=True
    )
    return dict(zip(CASES, json.loads(run.stdout), strict=True))


@pytest.mark.parametrize("name", CASES)
def test_verifier(name: str, verdicts: dict[str, Document]) -> None:
    expected = CASES[name][1]
    found = verdicts[name]

    assert found["verified"] is (expected == ""), found
    assert expected in " ".join(found["errors"]), found
