"""Sureness: before somebody changes how they sign in, that it is them and not whoever found their browser open."""

from __future__ import annotations

from node.accounts import sessions
from node.web.appkeys import RATES
from node.web.desk.visit import Visit
from node.web.proving import person_with


async def is_sure(visit: Visit) -> bool:
    """Whether this person signed in a moment ago, or types their password with this form. Raises `RateLimited`."""
    if sessions.is_fresh(visit.who, visit.node.home.now()):
        return True
    visit.request.app[RATES].password(visit.request, visit.account.email)
    return await person_with(visit.node, visit.account.email, visit.form.get("password", "")) is not None
