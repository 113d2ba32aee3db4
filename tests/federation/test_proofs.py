"""eddsa-jcs-2022: the published vectors, ours, and what must not pass."""

from __future__ import annotations

import copy

import base58
import pytest

from federation import keys, proofs
from federation.keys import PublicKey, Signer
from tests.federation.doubles import ED, ED_PUBLIC, RSA, RSA_PUBLIC
from vocab.canonical import jcs
from vocab.context import RECORD

# The key pair both published vectors use (FEP-8b32, W3C vc-di-eddsa).
_SEED = base58.b58decode("3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq")[2:]
_PUBLIC = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"

FEP_8B32: dict[str, object] = {
    "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/data-integrity/v2"],
    "id": "https://server.example/activities/1",
    "type": "Create",
    "actor": "https://server.example/users/alice",
    "object": {
        "id": "https://server.example/objects/1",
        "type": "Note",
        "attributedTo": "https://server.example/users/alice",
        "content": "Hello world",
        "location": {"type": "Place", "longitude": -71.184902, "latitude": 25.273962},
    },
    "proof": {
        "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/data-integrity/v2"],
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "verificationMethod": "https://server.example/users/alice#ed25519-key",
        "proofPurpose": "assertionMethod",
        "proofValue": "z42ffGu6AUKPCFcFPiabmUvnGLPJzC7e4DGWC52NUasSSH37UMa9c58tdgVszUcZfytxa4fQ5TYHaJENCxUDe9SdL",
        "created": "2023-02-24T23:36:38Z",
    },
}
W3C: dict[str, object] = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
    "proof": {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "created": "2023-02-24T23:36:38Z",
        "verificationMethod": "https://vc.example/issuers/5678#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
        "proofPurpose": "assertionMethod",
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
        "proofValue": "z63t83Y53KfzJ5ZosfKTnqfMcKB2dmTrfjSaQjeNNjAD5srBowQfmWqeRb8rRjmeEuCBEsddF9LsVogtuTsijJKh4",
    },
}
VECTORS = [FEP_8B32, W3C]
NOTE: dict[str, object] = {"@context": RECORD, "id": "https://tout-rafle.example/objects/1", "type": "Note"}
CREATED = "2026-11-23T10:00:00Z"


def _signer_and_public(vector: dict[str, object]) -> tuple[Signer, PublicKey]:
    method = proofs.method_of(vector)
    assert method is not None
    return (
        Signer(method, "ed25519", keys.load_ed25519(_SEED)),
        keys.public_key(method, method.partition("#")[0], _PUBLIC),
    )


@pytest.mark.parametrize("vector", VECTORS)
def test_vectors__verify_and_are_made_again_equal(vector: dict[str, object]) -> None:
    signer, public = _signer_and_public(vector)
    unsigned = {name: value for name, value in vector.items() if name != "proof"}

    made = proofs.add(unsigned, signer, "2023-02-24T23:36:38Z")

    assert proofs.verify(vector, public)
    assert made == vector


def test_add__proof_has_exactly_these_keys() -> None:
    signed = proofs.add(NOTE, ED, CREATED)

    proof = signed["proof"]
    assert isinstance(proof, dict)
    assert {**proof, "proofValue": ""} == {
        "@context": RECORD,
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "verificationMethod": ED.key_id,
        "proofPurpose": "assertionMethod",
        "created": CREATED,
        "proofValue": "",
    }
    assert proofs.verify(signed, ED_PUBLIC)
    assert "proof" not in NOTE


def test_add__replaces_an_earlier_proof() -> None:
    once = proofs.add(NOTE, ED, CREATED)

    assert jcs(proofs.add(once, ED, CREATED)) == jcs(once)


@pytest.mark.parametrize("created", ["2026-11-23T10:00:00.000Z", "2026-11-23T10:00:00+00:00", "", "now"])
def test_add__refuses_another_writing_of_the_date(created: str) -> None:
    with pytest.raises(ValueError, match="YYYY"):
        proofs.add(NOTE, ED, created)


def test_add__refuses_an_rsa_key() -> None:
    with pytest.raises(ValueError, match="Ed25519"):
        proofs.add(NOTE, RSA, CREATED)


@pytest.mark.parametrize(
    "change",
    [
        {"type": "Article"},
        {"content": "added"},
        {"@context": [*RECORD, "https://evil.example/context"]},
        {"@context": RECORD[0]},
    ],
)
def test_verify__any_change_breaks_it(change: dict[str, object]) -> None:
    assert not proofs.verify({**proofs.add(NOTE, ED, CREATED), **change}, ED_PUBLIC)


@pytest.mark.parametrize(
    "change",
    [
        {"created": "2026-11-23T10:00:01Z"},
        {"created": None},
        {"created": "garbage"},
        {"proofPurpose": "authentication"},
        {"verificationMethod": RSA.key_id},
        {"proofValue": None},
        {"proofValue": "z" + "1" * 100_000},
        {"proofValue": "z0OIl"},
        {"proofValue": "m" + "1" * 80},
        {"expires": "2999-01-01T00:00:00Z"},
        {"extra": float("nan")},
    ],
)
def test_verify__any_change_of_the_proof_breaks_it(change: dict[str, object]) -> None:
    signed = copy.deepcopy(proofs.add(NOTE, ED, CREATED))
    proof = signed["proof"]
    assert isinstance(proof, dict)
    proof.update(change)

    assert not proofs.verify(signed, ED_PUBLIC)


def test_verify__linked_data_signature_is_dropped_first() -> None:
    signed = proofs.add(NOTE, ED, CREATED)

    assert proofs.verify({**signed, "signature": {"type": "RsaSignature2017"}}, ED_PUBLIC)


def test_verify__one_good_proof_in_a_list_is_enough() -> None:
    signed = proofs.add(NOTE, ED, CREATED)
    unknown = {"type": "DataIntegrityProof", "cryptosuite": "mldsa44-jcs-2024", "verificationMethod": "x"}

    both = {**signed, "proof": [unknown, "text", signed["proof"]]}

    assert proofs.verify(both, ED_PUBLIC)
    assert proofs.methods_of(both) == (ED.key_id,)


def test_method_of__unknown_suite_counts_as_unsigned() -> None:
    assert proofs.method_of({"proof": {"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022"}}) is None
    assert proofs.method_of(NOTE) is None
    assert proofs.method_of({"proof": "text"}) is None


def test_verify__key_must_have_counted_when_the_proof_was_made() -> None:
    signed = proofs.add(NOTE, ED, CREATED)
    made = 1795428000.0
    expired_later = keys.public_key(ED.key_id, ED_PUBLIC.owner, ED_PUBLIC.material(), expires=made + 1)
    expired_before = keys.public_key(ED.key_id, ED_PUBLIC.owner, ED_PUBLIC.material(), expires=made)
    revoked = keys.public_key(ED.key_id, ED_PUBLIC.owner, ED_PUBLIC.material(), revoked=made + 1)

    assert proofs.verify(signed, expired_later)
    assert not proofs.verify(signed, expired_before)
    assert not proofs.verify(signed, revoked)
    assert not proofs.verify(signed, RSA_PUBLIC)


def test_verify__document_signed_without_context_in_the_proof() -> None:
    bare = {"id": "https://tout-rafle.example/1", "type": "Note"}

    assert proofs.verify(proofs.add(bare, ED, CREATED), ED_PUBLIC)
