"""Looking again: somebody of an organisation has what it declares outside looked at soon, at most once an hour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Final

from node.clock import seconds_of
from node.errors import Missing
from node.home import Home
from node.store import looked, organizations, records, sites
from node.store.connection import Db
from node.store.looked import REPOSITORY
from node.store.sites import Site
from vocab.language import Text
from vocab.looseness import web_address

HOUR_S: Final = 3_600.0
# What of the profile each of these practices is looked for at.
DECLARED: Final[Mapping[str, str]] = {"C01": "repository", "D05": "website", "T02": "website"}
NOTHING: Final = Text(
    "Votre fiche ne déclare rien que ce nœud puisse regarder pour cette question.",
    "Your profile declares nothing that this node can look at for this question.",
)


@dataclass(frozen=True, slots=True)
class Outside:
    """What a practice is looked for at: which `field` of the profile, and the address, None where it declares none.

    `tried`: when it was last asked; `failed`: without an answer; `waits`: it is about to be; `minutes`: until it can be
    asked for again, 0 for now; `never`: this node looks at nothing outside.
    """

    field: str
    address: str | None
    tried: str | None = None
    failed: bool = False
    waits: bool = False
    minutes: int = 0
    never: bool = False


def outside(db: Db, home: Home, actor: str, practice: str) -> Outside | None:
    """How it stands with what is looked at for a practice; None for one that is not looked for outside."""
    field = DECLARED.get(practice)
    if field is None:
        return None
    asked = looked.asked(db, actor)
    left = (seconds_of(asked) or 0.0) + HOUR_S - home.now()
    seen = _code(db, actor) if field == "repository" else _website(db, actor)
    address, tried, failed = seen if seen is not None else (None, None, False)
    return Outside(
        field,
        address,
        tried,
        failed,
        waits=left > 0 and address is not None and (tried is None or tried < str(asked)),
        minutes=max(0, ceil(left / 60)),
        never=home.settings.website_reads_per_hour <= 0,
    )


def ask(db: Db, home: Home, actor: str, practice: str) -> bool:
    """Have all that an organisation declares looked at soon; whether it could be asked again yet. Raises `Missing`."""
    found = outside(db, home, actor, practice)
    if found is None or found.address is None or found.never:
        raise Missing(NOTHING)
    if found.minutes:
        return False
    looked.ask(db, actor, home.now_iso())
    site = _site(db, actor)
    if site is not None:
        sites.want(db, Site(*site), home.now())
    code = _repository(db, actor)
    if code is not None:
        looked.hurry(db, REPOSITORY, code, home.now())
    return True


def _website(db: Db, actor: str) -> tuple[str, str | None, bool] | None:
    declared = _site(db, actor)
    if declared is None:
        return None
    known = sites.find(db, declared[0])
    if known is None:
        return declared[1], None, False
    tried = known.tried or (known.page.on if known.page else None)
    return declared[1], tried, known.page is None or known.page.on != tried


def _code(db: Db, actor: str) -> tuple[str, str | None, bool] | None:
    declared = _repository(db, actor)
    if declared is None:
        return None
    known = looked.find(db, REPOSITORY, declared)
    # Whether it answered is among what was found.
    return declared, known.tried if known is not None else None, False


def _site(db: Db, actor: str) -> tuple[str, str] | None:
    """The website that a profile declares: its name and its address; None for one that many share."""
    known = organizations.named(db, actor)
    if known is None or known.traits.site is None or known.traits.website is None or not _is_open(db, actor):
        return None
    return known.traits.site, known.traits.website


def _repository(db: Db, actor: str) -> str | None:
    record = records.find(db, actor)
    if record is None or not _is_open(db, actor):
        return None
    return web_address(records.document(db, record.num).get("sourceRepository"))


def _is_open(db: Db, actor: str) -> bool:
    """Whether everybody may read the profile: of any other nothing is asked outside."""
    record = records.find(db, actor)
    return record is not None and looked.is_open_profile(db, record.num)
