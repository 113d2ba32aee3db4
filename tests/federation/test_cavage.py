"""draft-cavage-12: what we send, what we accept."""

from __future__ import annotations

import re

import pytest

from federation import cavage
from federation.errors import Unauthorized
from federation.window import Window
from tests.federation.doubles import ED, ED_PUBLIC, NOW, RSA, RSA_PUBLIC, signed_request

WINDOW = Window()


@pytest.mark.parametrize(("signer", "public"), [(RSA, RSA_PUBLIC), (ED, ED_PUBLIC)])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sign__verifies(signer, public, method) -> None:  # type: ignore[no-untyped-def]
    request = signed_request(signer, method, "https://pedales.example/inbox?page=2")

    parsed = cavage.parse(request.values("signature")[0])

    cavage.verify(request, parsed, public, NOW, WINDOW)


def test_sign__headers_as_in_the_wire_sample() -> None:
    headers = cavage.sign(RSA, "POST", "http://127.0.0.1:8401/inbox", b"", 1795514400.0)

    assert {**headers, "Signature": headers["Signature"].split(",signature=")[0]} == {
        "Host": "127.0.0.1:8401",
        "Date": "Tue, 24 Nov 2026 10:00:00 GMT",
        "Digest": "SHA-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        "Content-Type": "application/activity+json",
        "Signature": 'keyId="https://tout-rafle.example/actors/rafle#main-key",algorithm="rsa-sha256",'
        'headers="(request-target) host date digest content-type"',
    }


def test_parse__all_parameters() -> None:
    parsed = cavage.parse(
        'keyId="k" , algorithm="hs2019",created=12,expires="34", headers="(Request-Target) (created)",signature="AAE="'
    )

    assert parsed == cavage.Cavage("k", "hs2019", ("(request-target)", "(created)"), b"\x00\x01", 12, 34)


def test_parse__headers_default_by_algorithm() -> None:
    assert cavage.parse('keyId="k",signature="AA=="').headers == ("date",)
    assert cavage.parse('keyId="k",algorithm="hs2019",signature="AA=="').headers == ("(created)",)


@pytest.mark.parametrize("key", ["https://pedales.example/", "https://pedales.example/a?b=1"])
def test_check__accepts_the_targets_peers_sign(key: str) -> None:
    # Given a request signed with the target some peers sign: nothing for the root, or no query
    received = signed_request(RSA, "GET", key)
    signed_as = "get " if key.endswith("/") else "get /a"
    date = received.values("date")[0]
    text = f"(request-target): {signed_as}\nhost: pedales.example\ndate: {date}".encode()
    parsed = cavage.Cavage(RSA.key_id, "hs2019", ("(request-target)", "host", "date"), RSA.sign(text))

    # When, then
    cavage.verify(received, parsed, RSA_PUBLIC, NOW, WINDOW)


def test_verify__created_and_expires_are_signed_values() -> None:
    created = int(NOW)
    request = signed_request(ED, "GET")
    text = f"(request-target): get /inbox\nhost: pedales.example\n(created): {created}\n(expires): {created + 60}"
    parsed = cavage.Cavage(
        ED.key_id,
        "hs2019",
        ("(request-target)", "host", "(created)", "(expires)"),
        ED.sign(text.encode()),
        created,
        created + 60,
    )

    cavage.verify(request, parsed, ED_PUBLIC, NOW, WINDOW)
    with pytest.raises(Unauthorized, match="expired 400 seconds ago"):
        cavage.verify(request, parsed, ED_PUBLIC, created + 460.0, WINDOW)


@pytest.mark.parametrize(("skew", "holds"), [(-3600, True), (-3601, False), (300, True), (301, False)])
def test_verify__window(skew: int, holds: bool) -> None:
    request = signed_request(now=NOW + skew)
    parsed = cavage.parse(request.values("signature")[0])

    if holds:
        cavage.verify(request, parsed, RSA_PUBLIC, NOW, WINDOW)
        return
    with pytest.raises(Unauthorized, match=re.escape(f"{skew:+d} seconds from our clock")) as caught:
        cavage.verify(request, parsed, RSA_PUBLIC, NOW, WINDOW)
    assert f"{skew:+d} secondes" in caught.value.public.fr
