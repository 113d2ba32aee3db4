"""The echo: how a request of our own looks when it comes back to us through our public address.

`doctor` asks `/livez?probe=WORD` and reads here what the proxy in front made of it. Only words it gave out are kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

MAX_PENDING: Final = 16


@dataclass(frozen=True, slots=True)
class Heard:
    """The headers that matter, as they reached this process, empty where there were none; and who brought them.

    `believed`: whether what `remote` says of the visitor is believed (`trusted_proxies`).
    """

    host: str
    forwarded_proto: str
    forwarded_for: str
    remote: str = "127.0.0.1"
    believed: bool = True


@dataclass(slots=True)
class Echo:
    """Words given out, and what came back for each."""

    _pending: dict[str, Heard | None] = field(default_factory=dict)

    def expect(self, word: str) -> None:
        """Keep what comes with this word."""
        while len(self._pending) >= MAX_PENDING:
            del self._pending[next(iter(self._pending))]
        self._pending[word] = None

    def hear(self, word: str, seen: Heard) -> None:
        """A request came with this word."""
        if word in self._pending:
            self._pending[word] = seen

    def take(self, word: str) -> Heard | None:
        """What came with this word, which is forgotten."""
        return self._pending.pop(word, None)
