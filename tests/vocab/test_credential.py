"""Credentials: written out whole, read back, and refused part by part with the field that will not do."""

from __future__ import annotations

import copy
import gzip
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from pyld import jsonld

from tests.vocab.charter_files import HERE, charter_file
from vocab import credential, status_list
from vocab.charter import Charter
from vocab.concepts import Schemes
from vocab.credential import CONTEXT, Credential
from vocab.fields import Wrong
from vocab.fork import Forks
from vocab.fork_file import read_fork
from vocab.loader import Loader

CHARTER = Charter.load()
ISSUER = "https://clef.example/actors/clef"
LIST = f"{ISSUER}/endorsements/status"
SUBJECT = "https://pedales.example/actors/pedales"
ENDORSED = Credential(
    id="https://clef.example/objects/a",
    issuer=ISSUER,
    subject=SUBJECT,
    method="visit",
    evidence=("https://clef.example/visite",),
    valid_from="2026-11-27T10:00:00.000Z",
    valid_until="2028-11-27T10:00:00.000Z",
    practice="D03",
    level=3,
    status_list=LIST,
    status_index=42,
)
ATTESTED = Credential(
    id="https://clef.example/objects/b",
    issuer=ISSUER,
    subject=SUBJECT,
    method="documents",
    evidence=("https://clef.example/registre",),
    valid_from="2026-11-27T10:00:00.000Z",
    valid_until="2027-11-27T10:00:00.000Z",
    matter="register",
    reference="RNE 123 456 789",
    status_list=LIST,
)
Spoil = Callable[[dict[str, Any]], object]


def test_to_document__an_endorsement_written_out() -> None:
    assert credential.to_document(ENDORSED) == {
        "@context": CONTEXT,
        "id": "https://clef.example/objects/a",
        "type": ["VerifiableCredential", "PracticeEndorsement"],
        "issuer": ISSUER,
        "validFrom": "2026-11-27T10:00:00Z",
        "validUntil": "2028-11-27T10:00:00Z",
        "credentialSubject": {
            "id": SUBJECT,
            "practice": "https://w3id.org/plateformcoop/ns/charter#D03",
            "level": 3,
            "method": "visit",
        },
        "evidence": [{"id": "https://clef.example/visite", "type": "Evidence"}],
        "credentialStatus": {
            "id": f"{LIST}#42",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "42",
            "statusListCredential": LIST,
        },
    }


@pytest.mark.parametrize("said", [ENDORSED, ATTESTED])
def test_read__what_was_written(said: Credential) -> None:
    assert credential.read(credential.to_document(said), CHARTER) == said


@pytest.mark.parametrize("said", [ENDORSED, ATTESTED])
def test_document__every_word_has_a_meaning(said: Credential) -> None:
    # ActivityStreams and VC 2.0 both lose a word that no context defines.
    document = credential.to_document(said)
    (expanded,) = jsonld.expand(document, {"documentLoader": Loader()})

    assert len(expanded) == len(document) - 1  # all but @context
    (about,) = expanded["https://www.w3.org/2018/credentials#credentialSubject"]
    assert len(about) == len(document["credentialSubject"])  # type: ignore[arg-type]
    assert all(type.startswith("https://") for type in expanded["@type"])


def put(path: str, value: object) -> Spoil:
    """A change of one part of a document."""

    def spoil(document: dict[str, Any]) -> None:
        *way, last = path.split(".")
        place: Any = document
        for name in way:
            place = place[name]
        if value is None:
            del place[last]
        else:
            place[last] = value

    return spoil


@pytest.mark.parametrize(
    ("field", "spoil"),
    [
        ("type", put("type", ["VerifiableCredential"])),
        ("type", put("type", "Note")),
        ("@context", put("@context", [*CONTEXT, {"level": "https://other.example/level"}])),
        ("@context", put("@context", "https://www.w3.org/ns/credentials/v2")),
        ("issuer", put("issuer", None)),
        ("issuer", put("id", None)),
        ("credentialSubject", put("credentialSubject", None)),
        ("credentialSubject", put("credentialSubject", [{"id": SUBJECT}, {"id": ISSUER}])),
        ("credentialSubject", put("credentialSubject.id", ISSUER)),
        ("practice", put("credentialSubject.practice", "Z99")),
        ("practice", put("credentialSubject.practice", None)),
        ("level", put("credentialSubject.level", 0)),
        ("level", put("credentialSubject.level", 5)),
        ("level", put("credentialSubject.level", -1)),
        ("level", put("credentialSubject.level", 3.0)),
        ("level", put("credentialSubject.level", "3")),
        ("level", put("credentialSubject.level", True)),
        ("level", put("credentialSubject.level", None)),
        ("method", put("credentialSubject.method", "rumour")),
        ("method", put("credentialSubject.method", None)),
        ("evidence", put("evidence", None)),
        ("evidence", put("evidence", [])),
        ("evidence", put("evidence", [{"id": "javascript:alert(1)"}])),
        ("evidence", put("evidence", [{"type": "Evidence"}])),
        ("evidence", put("evidence", [{"id": f"https://clef.example/{n}"} for n in range(11)])),
        ("evidence", put("evidence", [{"id": "https://clef.example/" + "a" * 2_000}])),
        ("validFrom", put("validFrom", None)),
        ("validFrom", put("validFrom", "hier")),
        ("validUntil", put("validUntil", None)),
        ("validUntil", put("validUntil", "2026-11-27T10:00:00Z")),
        ("validUntil", put("validUntil", "2028-11-27T10:00:01Z")),
        ("validUntil", put("validUntil", "2036-11-27T10:00:00Z")),
        ("credentialStatus", put("credentialStatus", None)),
        ("credentialStatus", put("credentialStatus.statusListIndex", 42)),
        ("credentialStatus", put("credentialStatus.statusListIndex", "-1")),
        ("credentialStatus", put("credentialStatus.statusListIndex", "8000000")),
        ("credentialStatus", put("credentialStatus.statusListCredential", None)),
        ("credentialStatus", put("credentialStatus.statusPurpose", "suspension")),
        ("credentialStatus", put("credentialStatus.type", "StatusList2021Entry")),
    ],
)
def test_read__what_will_not_do_is_named(field: str, spoil: Spoil) -> None:
    document: dict[str, Any] = copy.deepcopy(credential.to_document(ENDORSED))
    spoil(document)

    with pytest.raises(Wrong) as caught:
        credential.read(document, CHARTER)

    assert [fault.inside for fault in caught.value.faults] == [field]
    assert caught.value.faults[0].sentence.fr and caught.value.faults[0].sentence.en


@pytest.mark.parametrize(
    ("field", "spoil"),
    [
        ("attests", put("credentialSubject.attests", "beauty")),
        ("attests", put("credentialSubject.attests", None)),
        ("reference", put("credentialSubject.reference", "a\nb")),
        ("reference", put("credentialSubject.reference", 5)),
        ("reference", put("credentialSubject.reference", "a" * 201)),
    ],
)
def test_read__an_attestation_that_will_not_do(field: str, spoil: Spoil) -> None:
    document: dict[str, Any] = copy.deepcopy(credential.to_document(ATTESTED))
    spoil(document)

    with pytest.raises(Wrong) as caught:
        credential.read(document, CHARTER)

    assert [fault.inside for fault in caught.value.faults] == [field]


def test_latest_end__of_the_day_that_few_years_have() -> None:
    assert credential.latest_end("2028-02-29T10:00:00.000Z") == "2030-02-29T10:00:00.000Z"
    assert "2030-02-28T23:59:59.000Z" < credential.latest_end("2028-02-29T10:00:00.000Z") < "2030-03-01"


def test_practice__of_a_network_is_named_by_that_networks_iri() -> None:
    charter = replace(CHARTER, forks=Forks())
    fork, _ = read_fork(charter_file(), CHARTER, Schemes.load())
    assert fork is not None
    charter.forks.put(fork)
    practice = charter.get("G50-reseau-nord")
    assert practice is not None
    said = replace(ENDORSED, practice=practice.notation, own_iri=credential.own_iri_of(practice))

    document = credential.to_document(said)

    assert document["credentialSubject"]["practice"] == practice.iri == f"{HERE}G50"  # type: ignore[index]
    assert credential.read(document, charter) == said
    with pytest.raises(Wrong, match="catalogue"):  # a node that does not know that fork
        credential.read(document, CHARTER)


FROM, UNTIL, NOW = "2026-11-27T10:00:00Z", "2026-12-04T10:00:00Z", "2026-11-28T10:00:00.000Z"


def listed(*places: int) -> dict[str, Any]:
    return status_list.to_status_list(LIST, ISSUER, places, FROM, UNTIL)


def test_status_list__the_bit_of_a_place() -> None:
    written = str(listed(0, 9, 131_071)["credentialSubject"]["encodedList"])

    bits = gzip.decompress(urlsafe_b64decode(written[1:] + "=" * (-len(written[1:]) % 4)))
    assert written.startswith("u") and "=" not in written
    assert len(bits) * 8 == status_list.PLACES
    assert {place for place in range(status_list.PLACES) if bits[place // 8] & (0x80 >> place % 8)} == {0, 9, 131_071}
    assert status_list.encoded([9, 131_071, 0]) == written


def test_status_list__read_back__and_what_lies_outside_of_it() -> None:
    found = status_list.revoked_in(listed(0, 9), LIST, ISSUER, [0, 1, 9, 10, 131_072, 7_999_999], NOW)

    assert found == ({0, 9}, {131_072, 7_999_999})


def packed(bits: bytes) -> str:
    return "u" + urlsafe_b64encode(gzip.compress(bits)).decode().rstrip("=")


@pytest.mark.parametrize(
    ("part", "spoil"),
    [
        ("id", put("id", f"{LIST}2")),
        ("id", put("id", None)),
        ("issuer", put("issuer", SUBJECT)),
        ("type", put("type", ["VerifiableCredential"])),
        ("type", put("credentialSubject", None)),
        ("validUntil", put("validUntil", "2026-11-28T09:59:59Z")),
        ("validUntil", put("validUntil", "demain")),
        ("validUntil", put("validFrom", "2026-12-05T10:00:00Z")),
        ("statusPurpose", put("credentialSubject.type", "Note")),
        ("statusPurpose", put("credentialSubject.statusPurpose", "suspension")),
        ("statusSize", put("credentialSubject.statusSize", 2)),
        *(
            ("encodedList", put("credentialSubject.encodedList", written))
            for written in (
                *("", "u", "uAAAA", "z123", "u!!!", 3, None),
                packed(bytes(status_list.PLACES // 8 - 1)),  # too short to hide whose place is whose
                packed(bytes(credential.MAX_PLACES // 8 + 1)),
                packed(bytes(50_000_000)),  # unpacked no further than the longest list
                packed(bytes(status_list.PLACES // 8))[:-20],
            )
        ),
    ],
)
def test_status_list__that_will_not_do_is_named(part: str, spoil: Spoil) -> None:
    document = listed(0)
    spoil(document)

    with pytest.raises(Wrong) as caught:
        status_list.revoked_in(document, LIST, ISSUER, [0], NOW)

    assert [fault.inside for fault in caught.value.faults] == [part]
    assert caught.value.faults[0].sentence.fr != caught.value.faults[0].sentence.en
