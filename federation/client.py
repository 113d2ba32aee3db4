"""The only door outward: every request this node makes to another machine goes through `Client` (PROTOCOL 4.3, R5).

Each hop is checked by the guard as a URL and again as the address dialled. Redirects are followed by hand (GET only,
three at most, none twice, never from https to http), answers are read as they come and cut off at their limit after
decompression, and a deadline covers all of it. No cookies, no proxy from the environment.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, Literal, Self
from urllib.parse import urljoin

from yarl import URL

from federation import answers
from federation.certificates import Authorities, unread
from federation.dialling import GuardedResolver, certificate_expiry, guarded_sockets
from federation.errors import BlockedAddress, NotFound, Refused, TooLarge, Unreachable, WrongType
from federation.guard import Guard
from federation.httpdate import parse_http_date
from federation.keys import Signer
from federation.knocking import UNSIGNED, Doors, Knock, Open
from federation.owner import Address, same_id, same_origin, without_fragment
from federation.ports import Clock
from federation.visit import Visit
from vocab.errors import VocabError
from vocab.language import Text
from vocab.looseness import decode

with unread():
    from aiohttp import (
        ClientError,
        ClientResponse,
        ClientSession,
        ClientTimeout,
        DummyCookieJar,
        ServerDisconnectedError,
        TCPConnector,
    )

ACTIVITY: Final = 'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
ACTIVITY_JSON: Final = "application/activity+json"
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
NO_REDIRECT: Final = Text(
    "l'adresse renvoie ailleurs : donnez celle où elle mène.", "the address leads elsewhere: give the one it leads to."
)
_CHUNK: Final = 65_536
_OF_A_REFUSAL: Final = 2_000


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much the client waits for and reads (R6)."""

    connect_s: float = 5.0
    read_s: float = 10.0
    total_s: float = 30.0
    max_bytes: int = 1_000_000
    per_host: int = 16
    connections: int = 200


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document and the URL it finally came from; empty when the peer says it is not modified."""

    url: str
    document: dict[str, object]
    etag: str | None = None
    not_modified: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A text and the URL it finally came from."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Posted:
    """A delivery that was accepted."""

    status: int
    retry_after_s: float | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """An answer from outside: its status, its type, the moment its server says it is (Unix seconds), where it leads."""

    status: int
    content_type: str
    date: float | None = None
    location: str | None = None


@dataclass(frozen=True, slots=True)
class _Answer:
    url: str
    status: int
    content_type: str
    etag: str | None
    body: bytes


class Client:
    """Signed and unsigned requests to other nodes; open it once (`async with`), use it for everything."""

    def __init__(
        self,
        guard: Guard,
        clock: Clock,
        *,
        origin: str,
        version: str,
        limits: Limits | None = None,
        authorities: Authorities | None = None,
    ) -> None:
        self.guard = guard
        self.doors = Doors()
        self._clock = clock
        self._limits = limits or Limits()
        self._agent = f"Bocage/{version} (+{origin})"
        self._session: ClientSession | None = None
        self._authorities = authorities or Authorities()
        self._signers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="sign")

    async def open(self) -> None:
        """Make the connection pool, inside the running loop."""
        limits = self._limits
        connector = TCPConnector(
            limit=limits.connections,
            limit_per_host=limits.per_host,
            ssl=self._authorities.context,
            resolver=GuardedResolver(self.guard),
            socket_factory=guarded_sockets(self.guard),
            ttl_dns_cache=60,
        )
        self._session = ClientSession(
            connector=connector,
            cookie_jar=DummyCookieJar(),
            trust_env=False,
            headers={"User-Agent": self._agent, "Accept-Encoding": "gzip, identity"},
            # The whole of it has a deadline of its own, redirects and knocks included (`_deadline`).
            timeout=ClientTimeout(total=None, sock_connect=limits.connect_s, sock_read=limits.read_s),
        )

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None
        self._signers.shutdown(wait=False)

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def get_document(
        self,
        url: str,
        signer: Signer | None = None,
        etag: str | None = None,
        openly: Open | None = None,
        *,
        max_bytes: int | None = None,
    ) -> Fetched:
        """An ActivityPub document, believed only where its `id` and its URL agree (PROTOCOL 4.3, R2, R4).

        An `id` that is not the final URL is asked for once, and must then be its own. `openly` says what the document
        is when servers usually show it to anybody: `signer` then signs only where they do not. Raises FederationError.
        """
        fetched = await self._get_activity(without_fragment(url), signer, etag, openly, max_bytes)
        if fetched.not_modified:
            return fetched
        named = _id_at(fetched)
        if same_id(without_fragment(named), fetched.url):
            return fetched
        # GoToSocial answers for a key with the beginning of its actor, who is not shown to everybody as the key is.
        other: Open | None = "actor" if openly == "key" else openly
        again = await self._get_activity(without_fragment(named), signer, None, other, max_bytes)
        if not same_id(without_fragment(_id_at(again)), without_fragment(named)):
            raise NotFound(f"{url} says its id is {named[:200]}, which gives another id")
        return again

    async def get_collection(self, url: str, signer: Signer | None = None) -> Fetched:
        """A collection or a page of one, at the address asked: what a part of it calls itself is its server's affair.

        Its id, if it has one, must still be of the origin it came from. Raises FederationError.
        """
        fetched = await self._get_activity(without_fragment(url), signer, None, None)
        if fetched.document.get("id") is not None:
            _id_at(fetched)
        return fetched

    async def get_json(self, url: str, accept: str, signer: Signer | None = None) -> Fetched:
        """Any JSON object (WebFinger, NodeInfo): its type must be some JSON. Raises FederationError."""
        answer = await self._get(url, accept, signer, None, self._limits.max_bytes)
        if not answers.is_json(answer.content_type):
            raise WrongType(f"{answer.url} is {answer.content_type[:100]!r}, JSON expected")
        return Fetched(answer.url, _decoded(answer), answer.etag)

    async def get_text(
        self, url: str, max_bytes: int, accept: str = "text/html, text/plain;q=0.9", signer: Signer | None = None
    ) -> Page:
        """A page as text, at most `max_bytes`. Raises FederationError."""
        answer = await self._get(url, accept, signer, None, min(max_bytes, self._limits.max_bytes))
        return Page(answer.url, answer.body.decode("utf-8", errors="replace"))

    async def look(self, url: str, accept: str, method: Literal["GET", "HEAD"] = "GET") -> Look:
        """The first lines of an answer, whatever it is; no redirect is followed. Raises FederationError."""
        address = self.guard.check_url(url)
        dialled = URL(str(address), encoded=True)
        async with self._deadline(url):
            session = await self._opened(dialled)
            headers = {"Accept": accept}
            async with session.request(method, dialled, headers=headers, allow_redirects=False) as response:
                await _beginning(response)
        date = parse_http_date(response.headers.get("Date", ""))
        leads = response.headers.get("Location")
        return Look(response.status, response.headers.get("Content-Type", ""), date, leads)

    async def addresses(self, origin: str) -> list[str]:
        """The addresses a server's name leads to; raises FederationError when none may be dialled."""
        address = self.guard.check_url(origin)
        return [found["host"] for found in await GuardedResolver(self.guard).resolve(address.host, address.port)]

    async def certificate_expiry(self, origin: str) -> float:
        """Until when a server's certificate is good (Unix seconds). Raises FederationError."""
        address = self.guard.check_url(origin)
        async with self._deadline(origin):
            return await certificate_expiry(self.guard, address.host, address.port)

    async def post(self, inbox: str, body: bytes, signer: Signer, more: Mapping[str, str] | None = None) -> Posted:
        """Deliver, with `more` headers among what is signed.

        Raises Refused for a final answer (4xx but 401, 408, 429), Later for every other failure.
        """
        address = self.guard.check_url(inbox)
        visit = Visit(self.doors, address.authority, signer, self._clock.now(), posts=True)
        async with self._deadline(inbox):
            while True:
                headers = await self._signed(visit.knock, signer, "POST", inbox, body, more)
                response, said = await self._posted(URL(str(address), encoded=True), body, headers)
                now = self._clock.now()
                if visit.again(response.status, response.headers.get("Accept-Signature"), now):
                    continue
                wait_s = answers.retry_after(response.headers.get("Retry-After"), now)
                if 200 <= response.status < 300:
                    return Posted(response.status, wait_s)
                raise answers.failure_of_delivery(response.status, inbox, said, wait_s)

    async def hand(self, url: str, body: bytes, headers: Mapping[str, str]) -> str:
        """Give JSON to a program that is no peer, with `headers` of its own; the first lines of its answer.

        No redirect is followed. Raises Refused for a final answer (3xx, 4xx but 401, 408, 429), Later for every other
        failure.
        """
        address = self.guard.check_url(url)
        async with self._deadline(url):
            response, said = await self._posted(
                URL(str(address), encoded=True), body, {"Content-Type": "application/json", **headers}
            )
        if 200 <= response.status < 300:
            return said
        if response.status in _REDIRECTS:
            raise Refused(f"{url[:200]} answered {response.status}: no redirect is followed", NO_REDIRECT)
        wait_s = answers.retry_after(response.headers.get("Retry-After"), self._clock.now())
        raise answers.failure_of_delivery(response.status, url, said, wait_s)

    async def _posted(self, url: URL, body: bytes, headers: dict[str, str]) -> tuple[ClientResponse, str]:
        """The answer to a POST, and its first lines."""
        session = await self._opened(url)
        try:
            async with session.post(url, data=body, headers=headers, allow_redirects=False) as response:
                return response, await _beginning(response)
        except ServerDisconnectedError:
            # A kept connection may end just as we use it. Activities have ids: sending one again does no harm.
            async with session.post(url, data=body, headers=headers, allow_redirects=False) as response:
                return response, await _beginning(response)

    async def _get_activity(
        self, url: str, signer: Signer | None, etag: str | None, openly: Open | None, max_bytes: int | None = None
    ) -> Fetched:
        limit = self._limits.max_bytes
        answer = await self._get(url, ACTIVITY, signer, etag, min(max_bytes or limit, limit), openly)
        if answer.status == 304:
            return Fetched(answer.url, {}, etag, not_modified=True)
        if not answers.is_activity(answer.content_type):
            raise WrongType(f"{answer.url} is {answer.content_type[:100]!r}, ActivityPub expected")
        return Fetched(answer.url, _decoded(answer), answer.etag)

    async def _get(
        self,
        url: str,
        accept: str,
        signer: Signer | None,
        etag: str | None,
        max_bytes: int,
        openly: Open | None = None,
    ) -> _Answer:
        visited: set[str] = set()
        async with self._deadline(url):
            while True:
                address = self.guard.check_url(url)
                if str(address) in visited or len(visited) > self.guard.max_redirects:
                    raise Refused(f"redirects in a loop or more than {self.guard.max_redirects}: {url[:200]}")
                visited.add(str(address))
                more = {"Accept": accept} | ({"If-None-Match": etag} if etag else {})
                async with await self._answer(address, signer, more, openly) as response:
                    if response.status not in _REDIRECTS:
                        return await self._read(response, str(address), max_bytes, asked_with_etag=etag is not None)
                    url = _redirected(str(address), response.headers.get("Location", ""))

    async def _answer(
        self, address: Address, signer: Signer | None, more: dict[str, str], openly: Open | None
    ) -> ClientResponse:
        """The answer to a GET, after as many knocks as the server needs."""
        url = str(address)
        dialled = URL(url, encoded=True)
        session = await self._opened(dialled)
        visit = Visit(self.doors, address.authority, signer, self._clock.now(), openly, posts=False)
        while True:
            headers = await self._signed(visit.knock, signer, "GET", url, None)
            response = await session.get(dialled, headers=headers | more, allow_redirects=False)
            if not visit.again(response.status, response.headers.get("Accept-Signature"), self._clock.now()):
                return response
            async with response:
                await _beginning(response)

    async def _read(self, response: ClientResponse, url: str, max_bytes: int, *, asked_with_etag: bool) -> _Answer:
        kind, etag = response.headers.get("Content-Type", ""), response.headers.get("ETag")
        if response.status == 304 and asked_with_etag:
            return _Answer(url, 304, kind, etag, b"")
        if response.status != 200:
            wait_s = answers.retry_after(response.headers.get("Retry-After"), self._clock.now())
            raise answers.failure_of_fetch(response.status, url, wait_s)
        if response.headers.get("Content-Encoding", "identity").strip().lower() not in ("identity", "gzip", ""):
            raise WrongType(f"{url} is encoded as {response.headers['Content-Encoding'][:40]!r}, gzip at most expected")
        if (response.content_length or 0) > max_bytes:
            raise TooLarge(f"{url} announces {response.content_length} bytes, at most {max_bytes}")
        body = bytearray()
        async for chunk in response.content.iter_chunked(_CHUNK):
            body += chunk
            if len(body) > max_bytes:
                raise TooLarge(f"{url} is more than {max_bytes} bytes")
        return _Answer(url, 200, kind, etag, bytes(body))

    async def _signed(
        self,
        knock: Knock,
        signer: Signer | None,
        method: str,
        url: str,
        body: bytes | None,
        more: Mapping[str, str] | None = None,
    ) -> dict[str, str]:
        if signer is None or knock.scheme == UNSIGNED:
            return {}
        now = self._clock.now()
        make: Callable[[], dict[str, str]] = lambda: knock.headers(  # noqa: E731
            signer, method, url, body, now, ACTIVITY_JSON, more
        )
        if knock.key(signer).algorithm == "ed25519":
            return make()
        # RSA takes 370 us and lets go of the interpreter lock meanwhile.
        return await asyncio.get_running_loop().run_in_executor(self._signers, make)

    @asynccontextmanager
    async def _deadline(self, url: str) -> AsyncIterator[None]:
        if url.startswith("https:"):
            # The other side is not to blame for how long this machine reads its own certificates.
            await self._authorities.ready()
        try:
            async with asyncio.timeout(self._limits.total_s):
                yield
        except TimeoutError as error:
            raise Unreachable(f"no complete answer in time from {url[:200]}") from error
        except (ClientError, OSError) as error:
            raise Unreachable(f"{url[:200]}: {type(error).__name__}: {str(error)[:300]}") from error

    async def _opened(self, url: URL) -> ClientSession:
        """What connects to this address, once it knows which certificates it may trust."""
        if self._session is None:
            raise RuntimeError("the client is not open")
        if url.scheme == "https":
            await self._authorities.ready()
        return self._session


def _id_at(fetched: Fetched) -> str:
    named = fetched.document.get("id")
    if not isinstance(named, str):
        raise NotFound(f"the document at {fetched.url} has no id")
    if not same_origin(named, fetched.url):
        raise BlockedAddress(
            f"the document at {fetched.url} says its id is {named[:200]}, which is of another origin",
            Text("Ce contenu prétend venir d'ailleurs.", "This content claims to come from elsewhere."),
        )
    return named


def _decoded(answer: _Answer) -> dict[str, object]:
    try:
        return decode(answer.body)
    except VocabError as error:
        raise Refused(f"{answer.url}: {error}", error.public) from error


def _redirected(url: str, location: str) -> str:
    if not location or len(location) > 2048:
        raise Refused(f"{url} redirects to nowhere")
    try:
        target = urljoin(url, location)
    except ValueError as error:
        raise Refused(f"{url} redirects to something that is no address: {location[:200]!r}") from error
    if url.startswith("https:") and not target.lower().startswith("https:"):
        raise BlockedAddress(f"{url} redirects from https to {target[:200]}")
    return target


async def _beginning(response: ClientResponse) -> str:
    """The first lines of an answer, for the log; a short answer is read whole so that the connection is kept."""
    said = bytearray()
    async for chunk in response.content.iter_chunked(_OF_A_REFUSAL):
        said += chunk
        if len(said) > _OF_A_REFUSAL:
            response.close()
            break
    return bytes(said[:300]).decode("utf-8", errors="replace")
