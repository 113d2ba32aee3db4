"""Rates: how often one source may ask, kept in buckets that fill again (PROTOCOL 4.3, R15; DESIGN 5, Queue).

Each kind of request has buckets of its own. Whoever asks is known before the signature by its address; after it, the
inbox limits a server by what it has waiting. The state is bounded: what was used longest ago is forgotten first (R14).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil
from typing import Final

from aiohttp import web

from federation.errors import RateLimited
from federation.ports import Clock
from node.settings import Settings
from node.web.sources import Sources
from vocab.language import Text

MINUTE: Final = 60.0
DAY_IN_MINUTES: Final = 24 * 60
# Buckets of one kind. Somebody with more addresses than this has more places than we have memory for anyway.
MOST: Final = 20_000
# Pages that ask the directory several things at once.
QUESTIONS: Final = ("/directory", "/ogc", "/catalog", "/territories/", "/practices/", "/feeds/", "/embed")
TOO_OFTEN: Final = Text("Trop de demandes : revenez plus tard.", "Too many requests: come back later.")


@dataclass(slots=True)
class Buckets:
    """`a_minute` requests a minute for each name, that many at once at most; 0 means without limit."""

    a_minute: int
    most: int = MOST
    # name -> (what is left, when that was so), the one used longest ago first
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._left)

    def take(self, name: str, now: float) -> float:
        """Seconds to wait before asking again; 0 when this one may pass, which is then counted.

        >>> one = Buckets(2)
        >>> [one.take("a", 0), one.take("a", 0), one.take("a", 0), one.take("b", 0), one.take("a", 30)]
        [0.0, 0.0, 30.0, 0.0, 0.0]
        """
        wait_s = self.wait(name, now)
        if self.a_minute and not wait_s:
            left = self._now(name, now)
            self._left.pop(name, None)
            self._left[name] = left - 1, now
            if len(self._left) > self.most:
                del self._left[next(iter(self._left))]
        return wait_s

    def wait(self, name: str, now: float) -> float:
        """The same without counting."""
        left = self._now(name, now) if self.a_minute else 1.0
        return 0.0 if left >= 1 else (1 - left) * MINUTE / self.a_minute

    def _now(self, name: str, now: float) -> float:
        left, at = self._left.get(name, (float(self.a_minute), now))
        return min(float(self.a_minute), left + max(0.0, now - at) * self.a_minute / MINUTE)


class Rates:
    """The buckets of a node, by kind of request."""

    def __init__(self, settings: Settings, sources: Sources, clock: Clock) -> None:
        self._sources, self._clock = sources, clock
        self._kinds = {
            "read": Buckets(settings.rate_read),
            "query": Buckets(settings.rate_query),
            "discovery": Buckets(settings.rate_discovery),
            "oauth": Buckets(settings.rate_oauth),
            "follow": Buckets(settings.rate_follow),
        }
        self._failures = Buckets(settings.rate_failures)
        self._passwords = Buckets(settings.rate_passwords)
        # So many a day: these buckets are asked with time slowed down.
        self._digests = Buckets(settings.digest_asks_per_source)

    def inside(self, request: web.Request) -> bool:
        """Whether a request comes from this machine or a proxy of ours, and on nobody else's behalf."""
        return self._sources.of_request(request) is None

    def source(self, request: web.Request) -> str | None:
        """Whom a request counts against; None for this machine and proxies of ours."""
        return self._sources.of_request(request)

    def admit(self, request: web.Request) -> None:
        """Count a request of whoever is not on loopback; raises RateLimited."""
        source = self._sources.of_request(request)
        if source is None:
            return
        kind = kind_of(request.method, request.path)
        if kind == "inbox":
            # R15: a server that speaks well may say much; what counts before the signature is what it got wrong.
            _refuse(self._failures.wait(source, self._clock.now()), kind, source)
        else:
            _refuse(self._kinds[kind].take(source, self._clock.now()), kind, source)

    def failed(self, request: web.Request) -> None:
        """A request whose signature was not good: it counts against its address."""
        source = self._sources.of_request(request)
        if source is not None:
            self._failures.take(source, self._clock.now())

    def password(self, request: web.Request, email: str) -> None:
        """Count a password tried, against its address and against the person; raises RateLimited."""
        now = self._clock.now()
        for name in (f"at {self._sources.of_request(request) or 'loopback'}", f"of {email[:200].casefold()}"):
            _refuse(self._passwords.take(name, now), "password", name)

    def digest(self, request: web.Request) -> None:
        """Count an address given for a digest, against whoever gives it; raises RateLimited."""
        source = self._sources.of_request(request)
        if source is not None:
            _refuse(self._digests.take(source, self._clock.now() / DAY_IN_MINUTES) * DAY_IN_MINUTES, "digest", source)


def kind_of(method: str, path: str) -> str:
    """Which buckets a request is counted in.

    >>> [kind_of("POST", "/actors/a/inbox"), kind_of("GET", "/ogc/collections"), kind_of("GET", "/objects/x")]
    ['inbox', 'query', 'read']
    """
    if method == "POST" and path.endswith("/inbox"):
        return "inbox"
    if method == "POST" and path.endswith("/follow"):
        return "follow"
    if path.startswith(("/.well-known/", "/nodeinfo/")):
        return "discovery"
    if path == "/sparql":
        return "query"
    if path.startswith("/oauth/") or method == "POST":
        return "oauth"
    return "query" if path.startswith(QUESTIONS) else "read"


def _refuse(wait_s: float, kind: str, source: str) -> None:
    if wait_s:
        raise RateLimited(f"{kind}: too often from {source}", TOO_OFTEN, retry_after_s=ceil(wait_s))
