"""Passkeys at the desk: which one has, one more, one less; and the door where a device signs somebody in."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

from aiohttp import web

from node.accounts import authenticators, passkeys, sessions
from node.accounts.authenticators import Signed
from node.accounts.halves import Entered
from node.clock import iso
from node.errors import NotAllowed
from node.store import passkeys as kept
from node.web.appkeys import NODE, RATES
from node.web.desk.door import let_in, next_of, signing_in
from node.web.desk.overview import said_of
from node.web.desk.sureness import is_sure
from node.web.desk.visit import UNKNOWN, Fields, Visit, form_of, require_own

HERE: Final = "/desk/me/passkeys"
MAX_WRITTEN: Final = 24_000


async def post_passkey(request: web.Request) -> web.Response:
    """Sign in by what a device signed; nothing tells what was wrong with it."""
    require_own(request)
    node, form = request.app[NODE], await form_of(request)
    signed = Signed(
        _bytes(form, "id"),
        _bytes(form, "client_data"),
        _bytes(form, "authenticator_data"),
        _bytes(form, "signature"),
        _bytes(form, "user_handle"),
    )
    request.app[RATES].password(request, form.get("id", ""))
    agent = request.headers.get("User-Agent", "")
    secret = await node.store.writing("sign in", passkeys.sign_in, node.home, signed, agent)
    if secret is None:
        return signing_in(request, form.get("next", ""), why="passkey.wrong")
    return let_in(request, Entered(secret, whole=True), next_of(form.get("next")))


async def get_passkeys(visit: Visit) -> web.Response:
    """Those one has, and the form to add one."""
    return await _shown(visit)


async def post_passkeys(visit: Visit) -> web.Response:
    """Add one that a device just made, or remove one."""
    home, email, store, do = visit.node.home, visit.account.email, visit.node.store, visit.said("do")
    if do not in ("add", "remove"):
        raise NotAllowed(UNKNOWN)
    if not await is_sure(visit):
        return await _shown(visit, wrong="me.wrong")
    if do == "remove":
        await store.writing("passkey", passkeys.remove, home, email, visit.said("id"), visit.language)
    else:
        made = (_bytes(visit.form, "client_data"), _bytes(visit.form, "attestation"))
        name = visit.said("name") or visit.t("passkey.unnamed")
        session = visit.who.session.hash
        if not await store.writing("passkey", passkeys.add, home, email, session, *made, name, visit.language):
            return await _shown(visit, wrong="passkey.not_added")
    visit.node.wake()
    return visit.go(HERE, "changed")


async def _shown(visit: Visit, *, wrong: str | None = None) -> web.Response:
    home, email = visit.node.home, visit.account.email
    found = await visit.node.store.reading(kept.of, email)
    rows = [
        {
            "id": each.id,
            "name": each.name,
            "since": visit.pages.date(visit.language, iso(each.created)),
            "used": visit.pages.date(visit.language, iso(each.used)) if each.used is not None else None,
        }
        for each in found
    ]
    return visit.show(
        "desk_passkeys.html",
        visit.t("passkey.title"),
        status=422 if wrong else 200,
        script=True,
        passkeys=rows,
        asked=passkeys.to_add(home, visit.who.session.hash),
        handle=urlsafe_b64encode(passkeys.handle_of(home, email)).decode().rstrip("="),
        algorithms=" ".join(str(each) for each in authenticators.ALGORITHMS),
        fresh=sessions.is_fresh(visit.who, home.now()),
        wrong=wrong and visit.t(wrong),
        said=said_of(visit),
    )


def _bytes(form: Fields, name: str) -> bytes:
    """What a field holds in base64url; nothing for what is none, or too long."""
    written = form.get(name, "")
    if len(written) > MAX_WRITTEN or not written.isascii():
        return b""
    try:
        return urlsafe_b64decode(written + "=" * (-len(written) % 4))
    except binascii.Error:
        return b""
