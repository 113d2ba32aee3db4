"""The scheme is chosen by its header."""

from __future__ import annotations

import pytest

from federation import cavage, signatures
from federation.errors import Unauthorized
from federation.incoming import Incoming
from tests.federation.doubles import NOW, RSA, signed_request


def test_read__cavage() -> None:
    claim = signatures.read(signed_request(), NOW, cavage.Window(), "pedales.example")

    assert claim.key_id == RSA.key_id


def test_read__rfc9421_is_refused_with_what_to_do() -> None:
    request = signed_request()
    both = Incoming(request.method, request.target, (*request.headers, ("signature-input", "sig1=()")), request.body)

    with pytest.raises(Unauthorized, match="RFC 9421 is not spoken yet, draft-cavage-12"):
        signatures.read(both, NOW, cavage.Window(), "pedales.example")


def test_read__unsigned() -> None:
    with pytest.raises(Unauthorized, match="not signed"):
        signatures.read(Incoming("POST", "/inbox", ()), NOW, cavage.Window(), None)


def test_schemes__rfc9421_stands_before_cavage() -> None:
    assert [scheme.name for scheme in signatures.SCHEMES] == ["rfc9421", "cavage"]
