"""What apsig says of requests and documents, and what it signs."""

from __future__ import annotations

from apsig.draft.sign import Signer
from apsig.draft.verify import Verifier
from apsig.proof import ProofSigner, ProofVerifier
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from talk import talk


async def judge_request(method: str, url: str, headers: dict, body: str, pem: str, owner: str) -> dict[str, object]:
    return {"holds": Verifier(pem, method, url, headers, body.encode()).verify() is not None}


async def sign_request(method: str, url: str, body: str, key_id: str, pem: str) -> dict[str, object]:
    key = load_pem_private_key(pem.encode(), None)
    headers = {"Content-Type": "application/activity+json"}
    return {"headers": Signer(headers, key, method, url, key_id, body.encode()).sign()}


async def judge_document(document: dict, multibase: str, owner: str) -> dict[str, object]:
    return {"holds": ProofVerifier(multibase).verify(document) is not None}


async def sign_document(document: dict, key_id: str, seed: str) -> dict[str, object]:
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "verificationMethod": key_id,
        "proofPurpose": "assertionMethod",
        "created": "2026-11-24T10:00:00Z",
    }
    signer = ProofSigner(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed)))
    return {"document": signer.sign(document, options)}


if __name__ == "__main__":
    talk({each.__name__: each for each in (judge_request, sign_request, judge_document, sign_document)})
