"""Credentials: what one organisation states of another, as a Verifiable Credential 2.0 that any verifier can read.

Two statements: this practice was seen at this level (`PracticeEndorsement`); this number, accreditation or membership
is true (`VerificationAttestation`). Each says how it was seen, with what shows it, and ends within two years. What the
issuer writes and what others send is read by the same rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from vocab.charter import Charter
from vocab.context import CHARTER, COOP
from vocab.entry import instant
from vocab.fields import Wrong
from vocab.language import Text
from vocab.looseness import id_of, one_or_many, types_of
from vocab.practice import Practice

Document = dict[str, object]

VC: Final = "https://www.w3.org/ns/credentials/v2"
ENDORSEMENT: Final = "PracticeEndorsement"
ATTESTATION: Final = "VerificationAttestation"
METHODS: Final = {
    "visit": Text("visite", "visit"),
    "documents": Text("documents", "documents"),
    "interview": Text("entretien", "interview"),
}
MATTERS: Final = {
    "register": Text("inscription à un registre", "entry in a register"),
    "accreditation": Text("agrément ou label", "accreditation"),
    "membership": Text("appartenance à un réseau", "membership of a network"),
}
# Nobody endorses what is not there: level 0 is left out.
LEVELS: Final = range(1, 5)
MAX_YEARS: Final = 2
MAX_EVIDENCE: Final = 10
# The longest list of what is revoked that is read: a place beyond it could never be looked up.
MAX_PLACES: Final = 8_000_000
_MAX_ADDRESS: Final = 2_000
_MAX_REFERENCE: Final = 200
CONTEXT: Final[list[object]] = [
    VC,
    {
        "coop": COOP,
        ENDORSEMENT: "coop:PracticeEndorsement",
        ATTESTATION: "coop:VerificationAttestation",
        "Evidence": "coop:Evidence",
        "practice": {"@id": "coop:practice", "@type": "@id"},
        "level": "coop:level",
        "method": "coop:method",
        "attests": "coop:attests",
        "reference": "coop:reference",
    },
]


@dataclass(frozen=True, slots=True)
class Credential:
    """One statement. `practice` (its notation) and `level`, or `matter` and `reference`; instants in UTC.

    `status_list` and `status_index`: where the issuer says whether it was revoked. `own_iri`: of a practice that a
    network added to the catalogue (`vocab.fork`), whose IRI is that network's.
    """

    id: str
    issuer: str
    subject: str
    method: str
    evidence: tuple[str, ...]
    valid_from: str
    valid_until: str
    practice: str | None = None
    level: int | None = None
    matter: str | None = None
    reference: str = ""
    status_list: str = ""
    status_index: int = 0
    own_iri: str | None = None

    @property
    def practice_iri(self) -> str | None:
        """The practice as documents name it, None of an attestation."""
        return None if self.practice is None else self.own_iri or CHARTER + self.practice


def to_document(credential: Credential) -> Document:
    """The credential, unsigned (W3C VC Data Model 2.0)."""
    subject: Document = {"id": credential.subject}
    if credential.practice is not None:
        subject |= {"practice": credential.practice_iri, "level": credential.level}
    else:
        subject |= {"attests": credential.matter}
        subject |= {"reference": credential.reference} if credential.reference else {}
    subject["method"] = credential.method
    return {
        "@context": CONTEXT,
        "id": credential.id,
        "type": ["VerifiableCredential", ENDORSEMENT if credential.practice is not None else ATTESTATION],
        "issuer": credential.issuer,
        "validFrom": _whole(credential.valid_from),
        "validUntil": _whole(credential.valid_until),
        "credentialSubject": subject,
        "evidence": [{"id": address, "type": "Evidence"} for address in credential.evidence],
        "credentialStatus": {
            "id": f"{credential.status_list}#{credential.status_index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(credential.status_index),
            "statusListCredential": credential.status_list,
        },
    }


def read(document: Mapping[str, object], charter: Charter) -> Credential:
    """The statement that a credential makes. Raises `Wrong`, which names the part that will not do.

    Whether its proof holds and whether its time has come is asked elsewhere.
    """
    types = types_of(document)
    if "VerifiableCredential" not in types or {ENDORSEMENT, ATTESTATION}.isdisjoint(types):
        raise wrong("type", "cette sorte d'attestation n'est pas connue", "this kind of credential is not known")
    if document.get("@context") != CONTEXT:
        # Law 6: with other words in its context the same keys would mean something else.
        raise wrong("@context", "un autre contexte que le nôtre", "another context than ours")
    id, issuer, subject = id_of(document), id_of(document.get("issuer")), document.get("credentialSubject")
    if id is None or issuer is None:
        raise wrong("issuer", "ni adresse ni auteur", "neither an address nor an issuer")
    about = id_of(subject)
    if not isinstance(subject, Mapping) or about is None:
        raise wrong("credentialSubject", "une seule organisation est attendue", "one organisation is expected")
    if about == issuer:
        raise wrong(
            "credentialSubject",
            "une organisation ne témoigne pas d'elle-même",
            "an organisation does not vouch for itself",
        )
    endorses = ENDORSEMENT in types
    valid_from, valid_until = _validity(document)
    status_list, status_index = _status(document.get("credentialStatus"))
    practice = _practice(subject.get("practice"), charter) if endorses else None
    return Credential(
        id=id,
        issuer=issuer,
        subject=about,
        method=_one_of(subject, "method", METHODS),
        evidence=_evidence(document.get("evidence")),
        valid_from=valid_from,
        valid_until=valid_until,
        practice=practice.notation if practice is not None else None,
        level=_level(subject.get("level")) if endorses else None,
        matter=None if endorses else _one_of(subject, "attests", MATTERS),
        reference="" if endorses else _reference(subject.get("reference")),
        status_list=status_list,
        status_index=status_index,
        own_iri=own_iri_of(practice),
    )


def own_iri_of(practice: Practice | None) -> str | None:
    """The IRI of a practice that a network added; None where the common catalogue's is meant."""
    return None if practice is None or practice.iri == CHARTER + practice.notation else practice.iri


def is_credential(document: object) -> bool:
    """Whether something says that it is a Verifiable Credential.

    >>> is_credential({"type": ["VerifiableCredential", "PracticeEndorsement"]}), is_credential("https://a.example/")
    (True, False)
    """
    return isinstance(document, Mapping) and "VerifiableCredential" in types_of(document)


def latest_end(valid_from: str) -> str:
    """The last instant until which something that begins then may hold.

    >>> latest_end("2026-11-27T10:00:00.000Z")
    '2028-11-27T10:00:00.000Z'
    """
    return f"{int(valid_from[:4]) + MAX_YEARS:04}{valid_from[4:]}"


def _validity(document: Mapping[str, object]) -> tuple[str, str]:
    begins, ends = instant(document.get("validFrom")), instant(document.get("validUntil"))
    if begins is None:
        raise wrong("validFrom", "une date est attendue", "a date is expected")
    if ends is None:
        raise wrong("validUntil", "une date de fin est attendue", "a date of its end is expected")
    if ends <= begins:
        raise wrong("validUntil", "la fin vient avant le début", "the end comes before the beginning")
    if ends > latest_end(begins):
        raise wrong("validUntil", "plus de 24 mois : 24 au plus", "longer than 24 months: 24 at most")
    return begins, ends


def _status(value: object) -> tuple[str, int]:
    status = value if isinstance(value, Mapping) else {}
    address, index = id_of(status.get("statusListCredential")), status.get("statusListIndex")
    if address is None or not isinstance(index, str) or not index.isascii() or not index.isdigit() or len(index) > 9:
        raise wrong(
            "credentialStatus",
            "il manque où savoir si elle est révoquée",
            "where to learn whether it was revoked is missing",
        )
    if int(index) >= MAX_PLACES:
        raise wrong("credentialStatus", f"moins de {MAX_PLACES} places", f"fewer than {MAX_PLACES} places")
    if "BitstringStatusListEntry" not in types_of(status) or status.get("statusPurpose") != "revocation":
        raise wrong("credentialStatus", "ce n'est pas une place de révocation", "this is no place of a revocation")
    return address, int(index)


def _practice(value: object, charter: Charter) -> Practice:
    practice = charter.get(id_of(value) or "")
    if practice is None:
        raise wrong(
            "practice",
            "cette pratique n'est pas dans le catalogue (exemple : D03)",
            "this practice is not in the catalogue (for example D03)",
        )
    return practice


def _level(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value not in LEVELS:
        raise wrong("level", "un niveau de 1 à 4 est attendu", "a level from 1 to 4 is expected")
    return value


def _one_of(subject: Mapping[str, object], name: str, among: Mapping[str, Text]) -> str:
    value = subject.get(name)
    if not isinstance(value, str) or value not in among:
        known = ", ".join(among)
        raise wrong(name, f"l'un de ceux-ci est attendu : {known}", f"one of these is expected: {known}")
    return value


def _evidence(value: object) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(id_of(each) or "" for each in one_or_many(value)))
    if not found:
        raise wrong("evidence", "au moins une adresse de ce qui le montre", "at least one address of what shows it")
    if len(found) > MAX_EVIDENCE:
        raise wrong("evidence", f"{MAX_EVIDENCE} adresses au plus", f"{MAX_EVIDENCE} addresses at most")
    for address in found:
        if not address.startswith(("https://", "http://")) or len(address) > _MAX_ADDRESS:
            raise wrong("evidence", "une adresse web est attendue", "a web address is expected")
    return found


def _reference(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > _MAX_REFERENCE or not value.isprintable():
        raise wrong("reference", "une ligne de 200 signes au plus", "a line of 200 characters at most")
    return value.strip()


def _whole(moment: str) -> str:
    """Whole seconds: verifiers elsewhere need not read parts of them."""
    return moment[:19] + "Z"


def wrong(field: str, fr: str, en: str) -> Wrong:
    """What will not do, with the name of its part."""
    return Wrong(Text(f"{field} : {fr}.", f"{field}: {en}."), Text(fr, en), field)
