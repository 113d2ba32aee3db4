"""The office: what a node needs in order to write letters. One without SMTP has none, and says so where it matters."""

from __future__ import annotations

from dataclasses import dataclass

from node.mail.letters import Stationery
from node.mail.sealing import Sealer


@dataclass(frozen=True, slots=True)
class Office:
    """Where letters are written and sealed."""

    sealer: Sealer
    stationery: Stationery
