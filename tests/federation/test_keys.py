"""Keys are made, loaded, written and read; nobody publishes a key for another."""

from __future__ import annotations

from dataclasses import replace

import base58
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from federation import keys
from federation.errors import Unauthorized
from tests.federation.doubles import ACTOR, ED, ED_PRIVATE, ED_PUBLIC, RSA, RSA_PRIVATE, RSA_PUBLIC, actor_document


@pytest.mark.parametrize(("signer", "public"), [(RSA, RSA_PUBLIC), (ED, ED_PUBLIC)])
def test_signer__verifies_with_its_public_half_only(signer: keys.Signer, public: keys.PublicKey) -> None:
    signature = signer.sign(b"bonjour")

    assert public.verify(signature, b"bonjour")
    assert not public.verify(signature, b"bonsoir")
    assert not public.verify(b"", b"bonjour")


def test_generate__loads_again() -> None:
    private = keys.load_rsa(keys.generate_rsa())
    seed = keys.generate_ed25519()

    assert private.key_size == 2048
    assert len(seed) == 32 and keys.multibase(keys.load_ed25519(seed)).startswith("z6Mk")


def test_load_rsa__refuses_another_kind_of_key() -> None:
    pem = ED_PRIVATE.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )

    with pytest.raises(ValueError, match="RSA"):
        keys.load_rsa(pem)


@pytest.mark.parametrize("public", [RSA_PUBLIC, ED_PUBLIC])
def test_material__reads_back(public: keys.PublicKey) -> None:
    assert keys.public_key(public.id, public.owner, public.material()).same_material(public)


@pytest.mark.parametrize(
    "text",
    [
        "z" + "1" * 100_000,
        "z6Mk" + "0" * 44,
        "z6MkfAkE",
        "",
        "m" + "A" * 47,
        "z" + base58.b58encode(b"\xed\x01x").decode(),
    ],
)
def test_from_multibase__refuses(text: str) -> None:
    with pytest.raises(Unauthorized):
        keys.from_multibase(text)


def _pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return (
        key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


def test_from_pem__refuses_weak_foreign_and_unreadable_keys() -> None:
    weak = _pem(rsa.generate_private_key(65537, 1024))
    foreign = _pem(ec.generate_private_key(ec.SECP256R1()))

    for text in (weak, foreign, "-----BEGIN", "x" * 10_000, "clé\ud800".encode("utf-8", "replace").decode()):
        with pytest.raises(Unauthorized):
            keys.from_pem(text)


def test_from_pem__refuses_a_modulus_or_exponent_made_to_be_slow() -> None:
    modulus = RSA_PRIVATE.public_key().public_numbers().n
    slow = rsa.RSAPublicNumbers(2**200 + 1, modulus).public_key()

    with pytest.raises(Unauthorized):
        keys.from_pem(keys.public_pem(slow))


def test_keys_of__reads_both_places() -> None:
    found = keys.keys_of(actor_document())

    assert [(key.id, key.owner, key.algorithm) for key in found] == [
        (f"{ACTOR}#main-key", ACTOR, "rsa-sha256"),
        (f"{ACTOR}#ed25519-key", ACTOR, "ed25519"),
    ]


def test_keys_of__takes_one_or_many() -> None:
    document = actor_document()
    document["publicKey"] = [document["publicKey"], {"id": f"{ACTOR}#2", "owner": {"id": ACTOR}, "publicKeyPem": "?"}]
    document["assertionMethod"] = document["assertionMethod"][0]  # type: ignore[index]

    assert [key.algorithm for key in keys.keys_of(document)] == ["rsa-sha256", "ed25519"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"owner": "https://pedales.example/actors/pedales"},
        {"id": "https://pedales.example/actors/pedales#main-key"},
        {"owner": None},
        {"id": 7},
        {"publicKeyPem": 3},
    ],
)
def test_keys_of__leaves_out_keys_of_others(wrong: dict[str, object]) -> None:
    key = {"id": f"{ACTOR}#main-key", "owner": ACTOR, "publicKeyPem": keys.public_pem(RSA_PRIVATE), **wrong}

    assert keys.keys_of({"id": ACTOR, "publicKey": key}) == []


def test_keys_of__honours_expiry_and_revocation() -> None:
    base = {"type": "Multikey", "controller": ACTOR, "publicKeyMultibase": keys.multibase(ED_PRIVATE)}
    document = {
        "id": ACTOR,
        "assertionMethod": [
            {**base, "id": f"{ACTOR}#1", "expires": "2026-01-01T00:00:00Z"},
            {**base, "id": f"{ACTOR}#2", "revoked": "2999-01-01T00:00:00Z"},
            {**base, "id": f"{ACTOR}#3", "expires": "garbage"},
            {**base, "id": f"{ACTOR}#4"},
        ],
    }
    new_year_2026 = 1767225600.0

    before, after = new_year_2026 - 1, new_year_2026

    assert [key.counts_at(before) for key in keys.keys_of(document)] == [True, False, False, True]
    assert [key.counts_at(after) for key in keys.keys_of(document)] == [False, False, False, True]


def test_keys_of__looks_at_twenty() -> None:
    many = [{"id": f"{ACTOR}#{n}", "controller": ACTOR, "publicKeyMultibase": ED_PUBLIC.material()} for n in range(99)]

    assert len(keys.keys_of({"id": ACTOR, "assertionMethod": many})) == 20


def test_material__is_written_one_way_however_the_key_was() -> None:
    text = keys.multibase(ED_PRIVATE)
    read = [keys.public_key("k", "o", written) for written in (text, f"{text}\n")]

    assert [key.material() for key in read] == [text, text]
    assert read[0] == replace(read[0], multibase=None)
    assert replace(read[0], multibase=None).material() == text
