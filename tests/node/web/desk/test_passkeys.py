"""Passkeys: added, listed, removed, signed in with; and everything a lying device, page or person may try."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from node.accounts import authenticators, challenges, passkeys, second_factor, team
from node.accounts.authenticators import Signed, Unproved
from node.store import accounts, journal
from node.store import passkeys as kept
from tests.node.accounts.device import FLAG, ORIGIN, Device, read, write
from tests.node.web.desk.browser import PASSWORD, Browser, signed_in
from tests.node.web.served import Answer, Served

ADA, EVE = "ada@panier.example", "eve@panier.example"
HERE = "/desk/me/passkeys"


def asked(browser: Browser, name: str) -> str:
    """What the page that is open asks a device: its attribute `data-name`."""
    assert browser.page is not None
    found = re.search(rf'data-{name}="([^"]*)"', browser.page.text)
    assert found, f"no {name} on {browser.address}"
    return found[1]


async def add(browser: Browser, device: Device, name: str = "téléphone d'Ada") -> int:
    await browser.open(HERE)
    answer = device.make(asked(browser, "challenge"), asked(browser, "handle"))
    return (await adding(browser, name=name, **answer)).status


async def adding(browser: Browser, **fields: str) -> Answer:
    """The form that adds one, sent with these answers of a device."""
    csrf = dict(browser.form(HERE)["fields"])["csrf"]
    return await browser.send(HERE, {"csrf": csrf, "do": "add", **fields})


async def come_in(node: Served, device: Device, **lies: str) -> Browser:
    browser = Browser(node)
    await browser.open("/login?next=/desk/of/pedales/around")
    await browser.submit("/login/passkey", **device.sign(asked(browser, "challenge"), **lies))
    return browser


async def test_passkey__added_listed_used_and_removed(node: Served):
    ada = await signed_in(node, ADA, roles={node.me: "editor"})
    device = Device()
    assert await add(ada, device) == 200 and "téléphone d'Ada" in ada.text
    assert ADA.encode() not in device.handle and len(device.handle) == 32

    browser = await come_in(node, device)
    assert browser.cookie and browser.address == "/desk/of/pedales/around"
    await browser.open("/desk/me")
    assert "Votre clé d'accès" in browser.text
    await ada.open(HERE)
    assert "servie le" in ada.text

    second = Device(id=b"another", counter=None)
    await add(ada, second, "")
    assert "Sans nom" in ada.text and second.handle == device.handle
    for _ in range(2):
        assert (await come_in(node, second)).cookie, "one that does not count"
    await ada.open(HERE)
    await ada.submit(HERE, do="remove", id=write(device.id))
    assert (await come_in(node, device)).cookie is None and (await come_in(node, second)).cookie
    acts = [line.act for line in await node.ground.store.reading(journal.page, None, None, 30)]
    assert acts.count("passkey") == 2 and acts.count("passkey_off") == 1


async def test_passkey__counts_for_both_factors_and_is_reset_with_them(node: Served):
    ada = await signed_in(node, ADA)
    device = Device()
    await add(ada, device)
    await node.write(second_factor.begin, node.ground.home, ADA)
    await node.write(lambda db: db.execute("UPDATE second_factors SET since = made"))
    browser = Browser(node)
    await browser.open("/login")
    await browser.submit("/login", email=ADA, password=PASSWORD)
    assert browser.cookie is None
    assert (await come_in(node, device)).cookie
    root = await signed_in(node, "root@panier.example", role="administrator")
    await root.open("/desk/people")
    await root.submit("/desk/people", do="reset-factors", email=ADA)
    assert (await come_in(node, device)).cookie is None


def _fields() -> dict[str, bytes]:
    """What an honest device says, in bytes."""
    device, challenge = Device(), write(bytes(56))
    made = {name: read(value) for name, value in device.make(challenge).items()}
    said = {name: read(value) for name, value in device.sign(challenge).items()}
    credential = authenticators.made(ORIGIN, made["client_data"], made["attestation"]).credential
    return said | {"created": made["client_data"], "attestation": made["attestation"], "credential": credential}


FIELDS = _fields()
LIES = {
    "another origin": {"origin": "https://pedales.example.evil.example"},
    "a subdomain of ours": {"origin": "https://a.pedales.example"},
    "another port": {"origin": "https://pedales.example:8443"},
    "plain http": {"origin": "http://pedales.example"},
    "another place": {"place": "evil.example"},
    "nobody verified": {"flags": FLAG.UP},
    "nobody there": {"flags": FLAG.UV},
    "in a frame": {"cross_origin": True},
}


@pytest.fixture
async def door(node: Served) -> tuple[Served, Browser, Device]:
    """A node, Ada at her desk, and her device."""
    ada, device = await signed_in(node, ADA), Device()
    await add(ada, device)
    return node, ada, device


async def test_sign_in__what_a_device_may_not_say(door: tuple[Served, Browser, Device]):
    node, ada, device = door
    for what, lie in LIES.items():
        node.ground.clock.at += 60
        browser = await come_in(node, replace(device, **lie))  # type: ignore[arg-type]
        assert browser.cookie is None and browser.page and browser.page.status == 403, what
        assert "n'ouvre rien ici" in browser.text
    await ada.open(HERE)
    for what, lie in LIES.items():
        other = Device(id=what.encode(), **lie)  # type: ignore[arg-type]
        answer = other.make(asked(ada, "challenge"), asked(ada, "handle"))
        assert (await adding(ada, name=what, **answer)).status == 422, what
    assert len(await node.ground.store.reading(kept.of, ADA)) == 1


async def test_sign_in__a_challenge_is_good_once_not_long_and_for_its_purpose(door: tuple[Served, Browser, Device]):
    node, ada, device = door
    browser = Browser(node)
    await browser.open("/login")
    said = device.sign(asked(browser, "challenge"))
    assert (await browser.send("/login/passkey", said)).status == 200 and browser.cookie
    thief = Browser(node)
    assert (await thief.send("/login/passkey", said)).status == 403 and thief.cookie is None
    await thief.open("/login")
    again = (
        device.sign(asked(browser, "challenge")) if 'data-challenge="' in (browser.page or thief.page).text else None
    )
    assert again is None, "whoever is signed in sees no door"

    await thief.open("/login")
    late = device.sign(asked(thief, "challenge"))
    node.ground.clock.at += challenges.HOLDS_S
    assert (await thief.send("/login/passkey", late)).status == 403
    await ada.open(HERE)
    for_adding = asked(ada, "challenge")
    for challenge in (for_adding, "", write(bytes(56)), "x" * 43):
        assert (await thief.send("/login/passkey", device.sign(challenge))).status == 403
    # Nor is the door's good for adding, nor one session's for another
    await thief.open("/login")
    for challenge in (asked(thief, "challenge"), challenges.make(node.ground.home, "add to another")):
        answer = Device(id=b"new").make(challenge, asked(ada, "handle"))
        assert (await adding(ada, name="x", **answer)).status == 422


async def test_sign_in__of_somebody_else_tampered_or_copied(door: tuple[Served, Browser, Device]):
    node, ada, device = door
    eve, hers = await signed_in(node, EVE), Device(id=b"eve's")
    await add(eve, hers)
    node.ground.clock.at += 60
    forged = replace(hers, id=device.id, handle=device.handle)
    assert (await come_in(node, forged)).cookie is None, "Ada's id, Eve's key"
    assert (await come_in(node, hers, user_handle=write(device.handle))).cookie is None, "Ada's handle, Eve's key"
    assert (await come_in(node, device, id=write(b"nobody's"))).cookie is None
    signature = bytearray(read(device.sign("")["signature"]))
    signature[-1] ^= 1
    assert (await come_in(node, device, signature=write(bytes(signature)))).cookie is None
    # A credential's id is nobody else's to add or to remove
    await eve.open(HERE)
    taken = Device(id=device.id).make(asked(eve, "challenge"), asked(eve, "handle"))
    assert (await adding(eve, name="x", **taken)).status == 422
    await eve.open(HERE)
    assert (await eve.submit(HERE, do="remove", id=write(device.id))).status == 404
    # A copy counts from where it was made
    node.ground.clock.at += 60
    assert (await come_in(node, device)).cookie
    copy = replace(device, counter=1)
    assert (await come_in(node, copy)).cookie is None
    acts = [line.act for line in await node.ground.store.reading(journal.page, None, None, 30)]
    assert "passkey_copied" in acts
    assert (await come_in(node, device)).cookie
    await node.write(accounts.disable, ADA, "2026-11-23T10:00:00.000Z")
    assert (await come_in(node, device)).cookie is None and ada
    await node.write(accounts.keep, ADA, "!", "2026-11-23T10:00:00.000Z")
    assert (await come_in(node, device)).cookie
    # Whoever is shut out and let in again starts without
    await node.write(team.shut_out, node.ground.home, "bocage", ADA)
    await node.write(accounts.keep, ADA, "!", "2026-11-23T10:00:00.000Z")
    node.ground.clock.at += 60
    assert (await come_in(node, device)).cookie is None


async def test_passkeys__forms_of_elsewhere_old_sessions_and_too_many(door: tuple[Served, Browser, Device]):
    node, ada, device = door
    stranger = Browser(node)
    stranger.headers = {"Origin": "https://evil.example"}
    assert (
        await stranger.send("/login/passkey", device.sign(challenges.make(node.ground.home, "sign in")))
    ).status == 403
    assert stranger.cookie is None
    node.ground.clock.at += 3600
    assert await add(ada, Device(id=b"late")) == 422 and "n'est pas le bon" in ada.text
    await ada.open(HERE)
    answer = Device(id=b"late").make(asked(ada, "challenge"), asked(ada, "handle"))
    assert (await adding(ada, name="late", password=PASSWORD, **answer)).status == 200
    await ada.open(HERE)
    assert (await ada.submit(HERE, do="remove", id=write(b"late"), password="une autre phrase")).status == 422
    await ada.submit(HERE, do="remove", id=write(b"late"), password=PASSWORD)
    assert ada.address == f"{HERE}?said=changed"
    ada = await signed_in(node, ADA)
    for number in range(passkeys.MOST - 1):
        await node.write(kept.keep, kept.Passkey(str(number), ADA, b"", b"", 0, "", 0.0))
    assert await add(ada, Device(id=b"one too many")) == 403
    node.ground.clock.at += 60
    statuses = {(await come_in(node, device, signature="")).page.status for _ in range(12)}  # type: ignore[union-attr]
    assert statuses == {403, 429}


async def test_login__tells_devices_nothing_of_anybody(node: Served):
    browser = Browser(node)
    page = await browser.open("/login")
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "connect-src" not in page.headers["Content-Security-Policy"] and asked(browser, "place") == "pedales.example"
    assert re.search(r'<section hidden [^>]*data-passkey="get"', page.text), "without its script it is not shown"
    assert "data-known" not in page.text


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(FIELDS)), st.integers(0, 1_000), st.integers(0, 64), st.binary(max_size=64))
def test_read__rubbish_is_unproved_and_nothing_else(spoiled: str, at: int, cut: int, put: bytes):
    was = FIELDS[spoiled]
    at %= len(was) + 1
    whole = {**FIELDS, spoiled: was[:at] + put + was[at + cut :]}
    with suppress(Unproved):
        authenticators.made(ORIGIN, whole["created"], whole["attestation"])
    with suppress(Unproved):
        signed = (whole[each] for each in ("id", "client_data", "authenticator_data", "signature", "user_handle"))
        authenticators.counter_of(ORIGIN, whole["credential"], Signed(*signed))


@pytest.mark.parametrize("nested", [b"\x81" * 16_000, b"\xa1\x61\x61" * 5_000, b"\x9b" + b"\xff" * 8, b"\xbf" * 99])
def test_read__attestations_that_are_traps(nested: bytes):
    client = FIELDS["created"]
    with pytest.raises(Unproved):
        authenticators.made(ORIGIN, client, nested)
    with pytest.raises(Unproved):
        authenticators.made(ORIGIN, client, bytes(20_000))
    with pytest.raises(Unproved):
        authenticators.challenge_in(b'{"challenge": 3}')
    with pytest.raises(Unproved):
        authenticators.challenge_in(b" " * 5_000)
