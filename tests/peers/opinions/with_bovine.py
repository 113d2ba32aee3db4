"""What bovine says of requests and documents, and what it signs."""

from __future__ import annotations

from email.utils import formatdate
from urllib.parse import urlparse

from bovine.crypto import build_validate_http_signature_raw
from bovine.crypto.helper import content_digest_sha256
from bovine.crypto.http_signature import build_signature
from bovine.crypto.types import CryptographicIdentifier, CryptographicSecret
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from talk import talk


async def judge_request(method: str, url: str, headers: dict, body: str, pem: str, owner: str) -> dict[str, object]:
    async def key(key_id: str) -> CryptographicIdentifier:
        return CryptographicIdentifier.from_pem(pem, owner)

    async def read() -> bytes:
        return body.encode()

    judged = await build_validate_http_signature_raw(key)(method.lower(), url, headers, read)
    return {"holds": judged == owner}


async def sign_request(method: str, url: str, body: str, key_id: str, pem: str) -> dict[str, object]:
    address, date = urlparse(url), formatdate(usegmt=True)
    signature = build_signature(address.netloc, method.lower(), address.path).with_field("date", date)
    headers = {"host": address.netloc, "date": date}
    if method == "POST":
        headers |= {"digest": content_digest_sha256(body.encode()), "content-type": "application/activity+json"}
        signature.with_field("digest", headers["digest"]).with_field("content-type", headers["content-type"])
    signed = signature.sign_for_http_draft(CryptographicSecret.from_pem(key_id, pem))
    return {"headers": {**headers, "signature": signed}}


async def judge_document(document: dict, multibase: str, owner: str) -> dict[str, object]:
    return {"holds": CryptographicIdentifier.from_tuple(owner, multibase).verify_document(document) == owner}


async def sign_document(document: dict, key_id: str, seed: str) -> dict[str, object]:
    secret = CryptographicSecret(key_id, Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed)))
    return {"document": secret.sign_document(document)}


if __name__ == "__main__":
    talk({each.__name__: each for each in (judge_request, sign_request, judge_document, sign_document)})
