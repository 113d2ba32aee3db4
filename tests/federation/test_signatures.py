"""The scheme is chosen by its header."""

from __future__ import annotations

import pytest

from federation import signatures
from federation.errors import Unauthorized
from federation.incoming import Incoming
from federation.window import Window
from tests.federation.doubles import NOW, RSA, message_signed, signed_request


def test_read__cavage() -> None:
    claim = signatures.read(signed_request(), NOW, Window(), "https://pedales.example")

    assert claim.key_id == RSA.key_id


def test_read__rfc9421() -> None:
    claim = signatures.read(message_signed(), NOW, Window(), "https://pedales.example")

    assert claim.key_id == RSA.key_id


def test_read__both_headers_are_rfc9421() -> None:
    request = signed_request()
    both = Incoming(request.method, request.target, (*request.headers, ("signature-input", "sig1=()")), request.body)

    with pytest.raises(Unauthorized, match="Signature cannot be read"):
        signatures.read(both, NOW, Window(), "https://pedales.example")


def test_read__unsigned() -> None:
    with pytest.raises(Unauthorized, match="not signed"):
        signatures.read(Incoming("POST", "/inbox", ()), NOW, Window(), None)


def test_schemes__rfc9421_stands_before_cavage() -> None:
    assert [scheme.name for scheme in signatures.SCHEMES] == ["rfc9421", "cavage"]
