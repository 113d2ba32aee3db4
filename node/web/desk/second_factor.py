"""The second factor at the desk: set up with a telephone, confirmed by a code, its recovery codes shown once."""

from __future__ import annotations

import base64

from aiohttp import web

from node.accounts import second_factor, sessions
from node.accounts.codes import address_of, written
from node.accounts.second_factor import Standing
from node.clock import iso
from node.errors import NotAllowed
from node.web.appkeys import RATES
from node.web.desk.overview import said_of
from node.web.desk.sureness import is_sure
from node.web.desk.visit import UNKNOWN, Visit
from node.web.qr import drawn

HERE = "/desk/me/second-factor"


async def get_second_factor(visit: Visit) -> web.Response:
    """What one has, or how to set it up."""
    return await _shown(visit)


async def post_second_factor(visit: Visit) -> web.Response:
    """Set it up, confirm it by a first code, get other recovery codes, remove it."""
    home, email, store, do = visit.node.home, visit.account.email, visit.node.store, visit.said("do")
    typed = visit.said("code")[:100]
    if do == "begin":
        if not await is_sure(visit):
            return await _shown(visit, wrong="me.wrong")
        await store.writing("second factor", second_factor.begin, home, email)
        return visit.go(HERE)
    if do not in ("confirm", "codes", "off"):
        raise NotAllowed(UNKNOWN)
    visit.request.app[RATES].password(visit.request, email)
    if do == "off":
        removed = await store.writing("second factor", second_factor.remove, home, email, typed, visit.language)
        return visit.go(HERE, "changed") if removed else await _shown(visit, wrong="code.wrong")
    if do == "confirm":
        codes = await store.writing("second factor", second_factor.confirm, home, email, typed, visit.language)
    else:
        codes = await store.writing("second factor", second_factor.renew_codes, home, email, typed)
    visit.node.wake()
    return await _shown(visit, wrong="code.wrong") if codes is None else await _shown(visit, codes=codes)


async def _shown(visit: Visit, *, wrong: str | None = None, codes: tuple[str, ...] = ()) -> web.Response:
    home, email = visit.node.home, visit.account.email
    standing = await visit.node.store.reading(second_factor.standing, home, email)
    return visit.show(
        "desk_second_factor.html",
        visit.t("factor.name"),
        status=422 if wrong else 200,
        factor=standing,
        since=visit.pages.date(visit.language, iso(standing.since)) if standing.since is not None else "",
        picture=_picture(standing, home.host, email),
        secret=written(standing.secret) if standing.secret else "",
        fresh=sessions.is_fresh(visit.who, home.now()),
        codes=codes,
        wrong=wrong and visit.t(wrong),
        said=said_of(visit),
    )


def _picture(standing: Standing, host: str, email: str) -> str:
    """A QR code that lies in the page itself: it has no address that could be asked for, kept or logged."""
    if standing.secret is None:
        return ""
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn(address_of(standing.secret, host, email))).decode()}"
