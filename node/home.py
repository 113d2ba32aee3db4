"""Home: what every unit of work on this node needs, and nothing that waits.

Units of work (publishing, receiving, …) are synchronous functions of a database connection and of a Home. It holds
the settings, the vocabulary, the clock, and the key ring: private keys once loaded, because loading costs more than
signing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from federation.domains import Domains
from federation.keys import Signer, load_ed25519, load_rsa
from federation.ports import Clock
from node.clock import iso, new_ulid
from node.settings import Settings
from node.shared_hosts import SharedHosts
from node.store import actors
from node.store.connection import Db
from vocab.prose import Prose
from vocab.vocabulary import Vocabulary

if TYPE_CHECKING:
    # A process that prepares an import writes no letters.
    from node.mail.office import Office
    from node.mail.sealing import Sealer


# No text of its own: what holds keys is never written out.
@dataclass(slots=True, repr=False)
class KeyRing:
    """Private keys, loaded once."""

    _loaded: dict[str, Signer] = field(default_factory=dict)
    _current: dict[tuple[str, str], Signer] = field(default_factory=dict)
    _requests: dict[str, Signer] = field(default_factory=dict)

    def for_requests(self, db: Db, actor: str) -> Signer:
        """What `actor` signs requests with: RSA, which every peer reads, and Ed25519 beside it for those known to."""
        found = self._requests.get(actor)
        if found is None:
            rsa, quick = self.current(db, actor, "rsa-sha256"), self.current(db, actor, "ed25519")
            found = self._requests[actor] = replace(rsa, quick=quick)
        return found

    def current(self, db: Db, actor: str, algorithm: str) -> Signer:
        """The key `actor` signs with now; raises LookupError when it has none."""
        found = self._current.get((actor, algorithm))
        if found is not None:
            return found
        for key in actors.keys_of(db, actor):
            if key.algorithm == algorithm and key.revoked is None and key.expires is None:
                signer = self._load(key)
                self._current[actor, algorithm] = signer
                return signer
        raise LookupError(f"{actor} has no {algorithm} key")

    def forget(self, actor: str) -> None:
        """Read the keys of `actor` anew: they were rotated."""
        self._requests.pop(actor, None)
        for algorithm in ("rsa-sha256", "ed25519"):
            self._current.pop((actor, algorithm), None)

    def _load(self, key: actors.PrivateKey) -> Signer:
        if key.id not in self._loaded:
            if key.algorithm == "ed25519":
                self._loaded[key.id] = Signer(key.id, "ed25519", load_ed25519(key.private))
            else:
                self._loaded[key.id] = Signer(key.id, "rsa-sha256", load_rsa(key.private))
        return self._loaded[key.id]


Spawn = Callable[[Coroutine[object, object, None]], "asyncio.Task[None]"]


def no_tasks(work: Coroutine[object, object, None]) -> asyncio.Task[None]:
    """Refuses: units of work start nothing."""
    work.close()
    raise RuntimeError("this node was opened for a command: it starts no task")


def no_secrets() -> str:
    """Refuses: what cannot be guessed comes from the machine, which the application hands in."""
    raise RuntimeError("this node was opened without a source of secrets")


@dataclass(slots=True, repr=False)
class Home:
    """This node, for its units of work."""

    settings: Settings
    vocabulary: Vocabulary
    clock: Clock
    prose: Prose = field(default_factory=Prose)
    keys: KeyRing = field(default_factory=KeyRing)
    ulid: Callable[[float], str] = new_ulid
    # A number in [0, 1) that spreads retries, and how a task is started: both are the host's (DESIGN law 1).
    chance: Callable[[], float] = lambda: 0.5
    # What nobody can guess, for links and sessions: 256 bits as text that a URL may hold.
    secret: Callable[[], str] = no_secrets
    spawn: Spawn = no_tasks
    # Seals what a copy of the database must not tell, with a key that lies beside it.
    sealer: Sealer | None = None
    # Where letters are written; None: this node sends no e-mail.
    office: Office | None = None
    # Whom this node deals with; read anew when it changes (node/barring.py).
    domains: Domains = field(default_factory=Domains)
    shared_hosts: SharedHosts = field(init=False)

    def __post_init__(self) -> None:
        self.shared_hosts = SharedHosts.of(self.settings.shared_hosts)

    @property
    def origin(self) -> str:
        """The node's public address."""
        return self.settings.origin

    @property
    def host(self) -> str:
        """host[:port]."""
        return self.settings.host

    @property
    def application(self) -> str:
        """The node's own actor."""
        return f"{self.origin}/actor"

    def now(self) -> float:
        """Unix seconds."""
        return self.clock.now()

    def now_iso(self) -> str:
        """UTC with milliseconds."""
        return iso(self.clock.now())

    def actor_id(self, name: str) -> str:
        """The id of our organisation called `name`."""
        return f"{self.origin}/actors/{name}"

    def new_object_id(self) -> str:
        """An id for a new record."""
        return f"{self.origin}/objects/{self.ulid(self.now())}"

    def new_activity_id(self) -> str:
        """An id for a new activity."""
        return f"{self.origin}/activities/{self.ulid(self.now())}"
