"""Reading what a peer answers: which types count as what, and which failures are final."""

from __future__ import annotations

from email.message import Message
from typing import Final

from federation.errors import (
    FederationError,
    Forbidden,
    Gone,
    NotFound,
    PeerFault,
    RateLimited,
    Refused,
    TooLarge,
    Unauthorized,
    WrongType,
)
from federation.httpdate import parse_http_date

_PROFILE: Final = "https://www.w3.org/ns/activitystreams"
# As most write it, known at a glance.
_PLAIN: Final = frozenset(
    {
        "application/activity+json",
        "application/activity+json; charset=utf-8",
        f'application/ld+json; profile="{_PROFILE}"',
    }
)
_MAX_RETRY_AFTER_S: Final = 86_400.0
_FINAL: Final[dict[int, type[Refused]]] = {
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    410: Gone,
    413: TooLarge,
    415: WrongType,
}
_TRIED_AGAIN: Final = frozenset({401, 408, 429})


def is_activity(content_type: str) -> bool:
    """True for the two types that count as ActivityPub (PROTOCOL 4.3, R4).

    >>> is_activity('application/ld+json; profile="https://www.w3.org/ns/activitystreams"')
    True
    >>> is_activity("application/ld+json"), is_activity("application/json")
    (False, False)
    """
    if content_type in _PLAIN:
        return True
    kind, parameters = _parsed(content_type)
    if kind == "application/activity+json":
        return True
    return kind == "application/ld+json" and _PROFILE in parameters.get("profile", "").split()


def is_json(content_type: str) -> bool:
    """True for application/json and every +json type."""
    kind, _ = _parsed(content_type)
    return kind == "application/json" or kind.endswith("+json")


def retry_after(value: str | None, now: float) -> float | None:
    """Seconds a Retry-After header asks for (a number or a date), at most a day; None when it says nothing.

    >>> retry_after("120", 0.0), retry_after("soon", 0.0)
    (120.0, None)
    """
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:9]), _MAX_RETRY_AFTER_S)
    moment = parse_http_date(value)
    return None if moment is None else min(max(moment - now, 0.0), _MAX_RETRY_AFTER_S)


def failure_of_fetch(status: int, url: str, wait_s: float | None) -> FederationError:
    """What an answer other than 200 to a GET means."""
    log = f"{url} answered {status}"
    if status == 429:
        return RateLimited(log, retry_after_s=wait_s)
    if status == 408 or not 400 <= status < 500:
        return PeerFault(log, retry_after_s=wait_s)
    return _FINAL.get(status, Refused)(log, status=status)


def failure_of_delivery(status: int, inbox: str, said: str, wait_s: float | None) -> FederationError:
    """What an answer other than 2xx to a POST means: 4xx is final but for 401, 408 and 429 (DESIGN section 5)."""
    log = f"{inbox} answered {status}: {said!r}"
    if status == 429:
        return RateLimited(log, retry_after_s=wait_s)
    if 400 <= status < 500 and status not in _TRIED_AGAIN:
        return _FINAL.get(status, Refused)(log, status=status)
    return PeerFault(log, retry_after_s=wait_s)


def _parsed(content_type: str) -> tuple[str, dict[str, str]]:
    message = Message()
    message["Content-Type"] = content_type[:500]
    parameters = message.get_params(failobj=[], unquote=True)
    return message.get_content_type(), {name.lower(): str(value) for name, value in parameters[1:]}
