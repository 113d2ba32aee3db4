"""Who asks: what they may see depends on it, and every exit asks the same question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads the directory.

    `public`: anybody. `member`: signed in here, or signing as one of `actors`; `networks` are the actors of the networks
    they belong to. `admin`: whoever runs this node.
    """

    level: Literal["public", "member", "admin"] = "public"
    actors: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
