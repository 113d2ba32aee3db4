"""Every small change to a signed request makes it nobody's: generated mutations of both schemes, none accepted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import pytest

from federation.errors import FederationError
from federation.inbox import Incoming, Limits, authenticate
from federation.keys import Signer
from tests.federation.doubles import (
    ACTOR,
    ED,
    ED_PUBLIC,
    NOW,
    RSA,
    RSA_PUBLIC,
    GivenKeys,
    message_signed,
    signed_request,
    with_header,
)

OURS: Final = "https://pedales.example"
BODY: Final = (
    b'{"id":"https://tout-rafle.example/a/1","type":"Follow","actor":"https://tout-rafle.example/actors/rafle"}'
)
KEYS: Final = {key.id: key for key in (RSA_PUBLIC, ED_PUBLIC)}
MADE: Final = {
    f"{name} {signer.algorithm} {method}": sign(signer, method, f"{OURS}/inbox?a=1", BODY)
    for name, sign in (("cavage", signed_request), ("rfc9421", message_signed))
    for signer in (RSA, ED)
    for method in ("POST", "GET")
}
OTHER_METHODS: Final = ("PUT", "DELETE", "PATCH", "HEAD")
OTHER_TARGETS: Final = (
    "/inbox",
    "/inbox?a=2",
    "/inbox?a=1&b",
    "/inbox/?a=1",
    "//inbox?a=1",
    "/Inbox?a=1",
    "/inbo%78?a=1",
    "/",
)
OTHER_WORDS: Final = (
    "none",
    "hmac-sha256",
    "rsa-sha1",
    "rsa-pss-sha512",
    "ecdsa-p256-sha256",
    "ed25519",
    "rsa-sha256",
    "",
)


async def accepted(request: Incoming, now: float = NOW) -> bool:
    keys = GivenKeys(memory=dict(KEYS), origin=dict(KEYS))
    try:
        await authenticate(request, keys=keys, now=now, origin=OURS, limits=Limits())
    except FederationError:
        return False
    return True


def header(request: Incoming, name: str) -> str:
    return next(value for other, value in request.headers if other == name)


def mutations(request: Incoming) -> Iterator[tuple[str, Incoming]]:
    """Each changed request, and what was done to it."""
    yield from ((f"method {other}", replace(request, method=other)) for other in OTHER_METHODS)
    yield from ((f"target {other}", replace(request, target=other)) for other in OTHER_TARGETS)
    if request.method == "POST":
        yield from _of_the_body(request)
    for name in _signed_headers(request):
        yield f"without {name}", replace(request, headers=tuple(pair for pair in request.headers if pair[0] != name))
        yield f"{name} twice", replace(request, headers=(*request.headers, (name, header(request, name) + "x")))
        yield from (
            (f"{name}: {what}", with_header(request, name, value)) for what, value in _of_text(header(request, name))
        )
    yield from _of_the_signature(request)


def _signed_headers(request: Incoming) -> list[str]:
    names = [name for name, _ in request.headers]
    # A proxy may write Host anew: what was signed is compared with our own address, whatever arrives. Beside RFC 9421
    # Date is not signed either: `created` counts.
    aside = ("host", "date") if "signature-input" in names else ("host",)
    return [name for name in names if name not in aside]


def _of_the_body(request: Incoming) -> Iterator[tuple[str, Incoming]]:
    for at in range(0, len(request.body), 9):
        changed = bytes([*request.body[:at], request.body[at] ^ 1, *request.body[at + 1 :]])
        yield f"body bit {at}", replace(request, body=changed)
    yield from ((f"body {what}", replace(request, body=body)) for what, body in (
        ("longer", request.body + b" "), ("shorter", request.body[:-1]), ("empty", b""), ("twice", request.body * 2),
    ))  # fmt: skip


def _of_text(value: str) -> Iterator[tuple[str, str]]:
    yield "empty", ""
    for at in {0, len(value) // 3, len(value) // 2, len(value) - 3}:
        letter = "B" if value[at] != "B" else "C"
        yield f"letter {at}", value[:at] + letter + value[at + 1 :]
    yield "cut", value[: len(value) // 2]


def _of_the_signature(request: Incoming) -> Iterator[tuple[str, Incoming]]:
    names = [name for name in ("signature", "signature-input") if any(name == other for other, _ in request.headers)]
    for name in names:
        value = header(request, name)
        for found in re.finditer(r'(\w+)="([^"]*)"|"([^"]+)"', value):
            before, after = value[: found.start()], value[found.end() :]
            yield f"{name} without {found[0][:30]}", with_header(request, name, before + after)
            for word in OTHER_WORDS:
                put = f'{found[1]}="{word}"' if found[1] else f'"{word}"'
                # "hs2019" leaves the algorithm to the key: for an Ed25519 key the two words say the same.
                if put != found[0] and {word, found[2]} != {"ed25519", "hs2019"}:
                    yield f"{name}: {put} for {found[0][:30]}", with_header(request, name, before + put + after)
        for found in re.finditer(r"(created|expires)=(\d+)", value):
            for seconds in (0, int(NOW) + 1, int(NOW) - 1, int(NOW) + 10**6):
                changed = value[: found.start()] + f"{found[1]}={seconds}" + value[found.end() :]
                yield f"{name}: {found[1]}={seconds}", with_header(request, name, changed)


@pytest.mark.parametrize("name", sorted(MADE))
async def test_as_it_was_signed__accepted(name: str) -> None:
    assert await accepted(MADE[name])


@pytest.mark.parametrize("name", sorted(MADE))
async def test_mutated__nobody_accepts_it(name: str) -> None:
    tried = list(mutations(MADE[name]))
    assert len({what for what, _ in tried}) >= 50
    let_in = [what for what, changed in tried if await accepted(changed)]
    assert not let_in, let_in


@pytest.mark.parametrize("name", sorted(MADE))
@pytest.mark.parametrize("late", [-301.0, 3601.0, 10**6])
async def test_outside_its_window__nobody_accepts_it(name: str, late: float) -> None:
    assert not await accepted(MADE[name], NOW + late)


@pytest.mark.parametrize("pair", [("cavage rsa-sha256 POST", ED), ("rfc9421 ed25519 POST", RSA)])
async def test_key_of_another_kind__under_the_same_actor(pair: tuple[str, Signer]) -> None:
    request, other = MADE[pair[0]], pair[1]
    own = RSA if other is ED else ED
    headers = tuple((name, value.replace(own.key_id, other.key_id)) for name, value in request.headers)
    assert ACTOR in other.key_id
    assert not await accepted(replace(request, headers=headers))


def test_how_many() -> None:
    assert sum(len(list(mutations(request))) for request in MADE.values()) >= 200
