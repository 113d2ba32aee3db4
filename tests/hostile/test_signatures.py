"""Signature headers made to slip through, to crash, or to cost time."""

from __future__ import annotations

from base64 import b64encode

import pytest

from federation import cavage, keys
from federation.cavage import Cavage
from federation.errors import FederationError, Unauthorized
from federation.inbox import Incoming, Limits, authenticate
from federation.window import Window
from tests.federation.doubles import ED, ED_PUBLIC, NOW, RSA, RSA_PUBLIC, GivenKeys, signed_request, with_header

OURS = "https://pedales.example"


async def _refused(request: Incoming, match: str | None = None) -> None:
    given = GivenKeys(memory={RSA.key_id: RSA_PUBLIC}, origin={RSA.key_id: RSA_PUBLIC})
    with pytest.raises(Unauthorized, match=match):
        await authenticate(request, keys=given, now=NOW, origin=OURS, limits=Limits())


@pytest.mark.parametrize(
    "header",
    [
        "",
        " ",
        ",",
        "keyId",
        'keyId="a"',
        'signature="AA=="',
        'keyId="",signature="AA=="',
        'keyId="a",signature=""',
        'keyId="a",signature="AA=',
        'keyId="a",signature="not base64!"',
        'keyId="a",signature="AA"',
        'keyId="a",keyId="b",signature="AA=="',
        'keyId="a" signature="AA=="',
        "keyId=a,signature=AA==",
        'keyId="a",signature="AA==",headers=""',
        'keyId="a",signature="AA==",headers="date date"',
        'keyId="a",signature="AA==",headers="' + "x " * 33 + '"',
        'keyId="a",signature="AA==",created="soon"',
        'keyId="a",signature="AA==",created=99999999999999999999',
        'keyId="a",signature="AA==",created="١٢"',
        'keyId="a",signature="AA==",created=-1',
        'keyId="' + "a" * 9000 + '",signature="AA=="',
        'keyId="a",' * 500,
        " " * 8000 + '"',
        'keyId="é",signature="é"',
        "\x00",
    ],
)
def test_parse__refuses(header: str) -> None:
    with pytest.raises(Unauthorized):
        cavage.parse(header)


@pytest.mark.parametrize("dropped", ["(request-target)", "host", "date", "digest"])
async def test_strength__a_post_must_sign_all_of_these(dropped: str) -> None:
    request = signed_request()
    fields = {**request.fields(), "(request-target)": "post /inbox"}
    names = [name for name in ("(request-target)", "host", "date", "digest") if name != dropped]
    text = "\n".join(f"{name}: {fields[name]}" for name in names)
    value = (
        f'keyId="{RSA.key_id}",headers="{" ".join(names)}",signature="{b64encode(RSA.sign(text.encode())).decode()}"'
    )

    await _refused(with_header(request, "signature", value), f"must also cover: {dropped.replace('(', '.')[:4]}")


@pytest.mark.parametrize("dropped", ["(request-target)", "host", "date"])
async def test_strength__a_get_must_sign_all_of_these(dropped: str) -> None:
    request = signed_request(method="GET")
    names = [name for name in ("(request-target)", "host", "date", "accept") if name != dropped]
    value = f'keyId="{RSA.key_id}",headers="{" ".join(names)}",signature="AA=="'

    await _refused(with_header(request, "signature", value), "must also cover")


async def test_strength__default_headers_are_too_few() -> None:
    await _refused(with_header(signed_request(), "signature", 'keyId="k",signature="AA=="'), "must also cover")


@pytest.mark.parametrize("name", ["x-absent", "(created)", "(expires)", "(unheard)"])
async def test_presence__a_signed_header_that_is_absent(name: str) -> None:
    value = f'keyId="k",headers="(request-target) host date digest {name}",signature="AA=="'

    await _refused(with_header(signed_request(), "signature", value), "absent")


async def test_repeated_signature_header() -> None:
    good = signed_request()
    twice = Incoming(good.method, good.target, (*good.headers, ("signature", good.values("signature")[0])), good.body)

    await _refused(twice, "one Signature header expected, 2 received")


@pytest.mark.parametrize("name", ["date", "digest", "content-type"])
async def test_repeated_signed_header_counts_as_both(name: str) -> None:
    good = signed_request()

    await _refused(Incoming(good.method, good.target, (*good.headers, (name, "SHA-256=x")), good.body))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("date", "Wed, 25 Nov 2026 10:00:01 GMT"),
        ("date", "yesterday"),
        ("date", ""),
        ("content-type", "text/html"),
        ("digest", "SHA-256=" + b64encode(b"x" * 32).decode()),
        ("digest", "MD5=x"),
    ],
)
async def test_changed_header(name: str, value: str) -> None:
    await _refused(with_header(signed_request(), name, value))


async def test_body_exchanged_with_its_unsigned_digest() -> None:
    other = signed_request(body=b'{"evil": true}')
    good = signed_request()

    await _refused(Incoming("POST", "/inbox", good.headers, other.body), "Digest")


@pytest.mark.parametrize("algorithm", ["rsa-sha1", "hmac-sha256", "none", "rsa-sha512", "ed25519"])
async def test_algorithm__that_does_not_fit_the_key(algorithm: str) -> None:
    value = signed_request().values("signature")[0].replace("rsa-sha256", algorithm)

    await _refused(with_header(signed_request(), "signature", value), "does not fit a key of type rsa-sha256")


def test_algorithm__rsa_name_on_an_ed25519_key() -> None:
    request = signed_request(ED)
    parsed = cavage.parse(request.values("signature")[0].replace("hs2019", "rsa-sha256"))

    with pytest.raises(Unauthorized, match="does not fit"):
        cavage.verify(request, parsed, ED_PUBLIC, NOW, Window())


def test_created__not_with_an_rsa_algorithm() -> None:
    parsed = Cavage("k", "rsa-sha256", ("(request-target)", "host", "(created)", "digest"), b"", int(NOW))

    with pytest.raises(Unauthorized, match="do not go with"):
        cavage.verify(signed_request(), parsed, RSA_PUBLIC, NOW, Window())


async def test_key_of_another_actor() -> None:
    # R3: a key speaks for its owner alone.
    mallory = keys.Signer(RSA.key_id, "rsa-sha256", keys.load_rsa(keys.generate_rsa()))

    await _refused(signed_request(mallory), "does not match")


@pytest.mark.parametrize(
    "key_id", ["http://127.0.0.1/k", "not a url", "file:///etc/passwd", "https://a.example/" + "x" * 5000]
)
async def test_key_id__odd_ones_reach_only_the_resolver(key_id: str) -> None:
    value = signed_request().values("signature")[0].replace(RSA.key_id, key_id)
    given = GivenKeys()

    with pytest.raises(FederationError):
        await authenticate(
            with_header(signed_request(), "signature", value), keys=given, now=NOW, origin=OURS, limits=Limits()
        )

    assert given.asked == [(key_id, False)]


def test_parse__stays_linear() -> None:
    # R13: no text makes us work more than its length.
    # A backtracking reader would not come back from these; both are within the length limit.
    for header in ('a="' * 2700, "a=1," * 2000, " " * 8190, 'a="b" ' * 1300, "\t" * 4000 + "a=" + "\t" * 4000):
        with pytest.raises(Unauthorized):
            cavage.parse(header)
