"""Who asks: what they may see depends on it, and every exit asks the same question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads the directory.

    `public`: anybody. `member`: who acts for `actors`, signed in here (`signed_in`) or signing as one of them;
    `networks` are those they belong to, as actors. `admin`: whoever runs this node.
    """

    level: Literal["public", "member", "admin"] = "public"
    actors: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    signed_in: bool = False

    @property
    def belongs(self) -> bool:
        """Whether what is kept for signed-in people and members is for them."""
        return self.level == "admin" or self.signed_in or bool(self.networks)
