"""The one cookie of this node: where somebody is signed in. Visitors never get it."""

from __future__ import annotations

from aiohttp import web

from node.settings import Settings
from node.web.appkeys import NODE


def secret_of(request: web.Request) -> str | None:
    """What this browser brings, if it was signed in here."""
    return request.cookies.get(name_of(request.app[NODE].home.settings)) or None


def put(response: web.StreamResponse, settings: Settings, secret: str) -> None:
    """Let a browser keep a secret: out of reach of scripts, of other sites' forms, of plain http."""
    response.set_cookie(
        name_of(settings),
        secret,
        max_age=settings.session_days * 86_400,
        httponly=True,
        secure=_is_secure(settings),
        samesite="Lax",
        path="/",
    )


def drop(response: web.StreamResponse, settings: Settings) -> None:
    """A browser forgets it."""
    response.del_cookie(name_of(settings), path="/", secure=_is_secure(settings), httponly=True, samesite="Lax")


def name_of(settings: Settings) -> str:
    """The prefix makes browsers refuse one that a subdomain or plain http would plant (RFC 6265bis 4.1.3.2)."""
    if _is_secure(settings):
        return "__Host-desk"
    # Browsers keep one jar for all the ports of a machine, and a demo has several nodes on it.
    return f"desk{settings.host.rpartition(':')[2] if ':' in settings.host else ''}"


def _is_secure(settings: Settings) -> bool:
    return settings.origin.startswith("https://")
