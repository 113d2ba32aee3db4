"""All threats, subject by subject: the table of SECURITY.md."""

from __future__ import annotations

from typing import Final

from tests.threats.files import FILES
from tests.threats.letters import LETTERS
from tests.threats.people import PEOPLE
from tests.threats.servers import SERVERS
from tests.threats.threat import Threat

THREATS: Final[tuple[Threat, ...]] = (*SERVERS, *FILES, *PEOPLE, *LETTERS)
