"""News: what followers who do not speak our namespace hear of a subject: little at a time, the rest in one note.

They get the address of what is new, as any server shows it. An organisation cannot be shown so: of it they get a note.
So many an hour; listings, which come by the hundred, and what is over that limit are summed up when the hour is over
(DESIGN 5, No flood). The hour is a row, so a node that was stopped goes on where it was.
"""

from __future__ import annotations

import html
from dataclasses import dataclass, replace
from typing import Final

from node import outgoing
from node.announcers.subject import THEME, Subject
from node.home import Home
from node.notes import Said, note
from node.store import log, towns
from node.store.connection import Db
from node.store.towns import Hour
from vocab.language import Text

HOUR_S: Final = 3_600.0
NAMED: Final = 8


@dataclass(frozen=True, slots=True)
class News:
    """What is told of a record: `new`, `changed` or `ended`."""

    record: str
    what: str
    kind: str
    name: str
    link: str


def may_hear(db: Db, home: Home, actor: str, subject: Subject, news: News, inboxes: list[str]) -> bool:
    """Tell those without our namespace of a record, or keep it for the sum; whether its activity goes to them too."""
    if not inboxes or not _concerns_them(db, actor, news):
        return False
    hour = towns.hour(db, actor) or Hour(home.now(), 0, 0, ())
    if home.now() - hour.began >= HOUR_S:
        hour = _sum_up(db, home, actor, subject, hour, inboxes)
    if news.kind == "Listing" or hour.told >= home.settings.territory_told_per_hour:
        named = (*hour.named, (news.name, news.link))[:NAMED]
        towns.put_hour(db, actor, replace(hour, held=hour.held + 1, named=named))
        return False
    towns.put_hour(db, actor, replace(hour, told=hour.told + 1))
    if news.kind == "Profile":
        note(db, home, actor, Said(_of_organisation(subject, news), subject.page, news.record), inboxes)
    elif news.what == "new":
        outgoing.point_at(db, home, actor, news.record, inboxes)
    return True


def sum_up(db: Db, home: Home, actor: str, subject: Subject, inboxes: list[str]) -> None:
    """Tell in one note what the hour that is over held back."""
    hour = towns.hour(db, actor)
    if hour is not None and home.now() - hour.began >= HOUR_S:
        towns.put_hour(db, actor, _sum_up(db, home, actor, subject, hour, inboxes))


def _concerns_them(db: Db, actor: str, news: News) -> bool:
    """Of a change they hear where they were pointed at the record."""
    if news.what == "changed":
        last = log.last_act(db, actor, news.record, ("Announce", "Undo"))
        return last is not None and last.type == "Announce"
    return True


def _sum_up(db: Db, home: Home, actor: str, subject: Subject, hour: Hour, inboxes: list[str]) -> Hour:
    if hour.held and inboxes:
        said = _of_many(subject, hour, f"{home.origin}{subject.page}")
        note(db, home, actor, Said(said, subject.page), inboxes)
    return Hour(home.now(), 0, 0, ())


def _of_organisation(subject: Subject, news: News) -> Text:
    fr, en = html.escape(subject.label.fr, quote=False), html.escape(subject.label.en, quote=False)
    link = _link(news.name, news.link)
    if news.what == "ended":
        return Text(f"A cessé, à {fr} ou pour {fr} : {link}", f"Has ended, in {en} or for {en}: {link}")
    return Text(
        f"Nouvelle organisation, à {fr} ou pour {fr} : {link}", f"New organisation, in {en} or for {en}: {link}"
    )


def _of_many(subject: Subject, hour: Hour, page: str) -> Text:
    fr, en = html.escape(subject.label.fr, quote=False), html.escape(subject.label.en, quote=False)
    names = ", ".join(_link(name, link) for name, link in hour.named) + (" …" if hour.held > len(hour.named) else "")
    if subject.kind == THEME:
        stories_fr = "1 récit" if hour.held == 1 else f"{hour.held} récits"
        stories_en = "1 more story" if hour.held == 1 else f"{hour.held} more stories"
        return Text(
            f"{stories_fr} de plus sur le thème « {fr} » : {names} {_link('Tout voir', page)}",
            f'{stories_en} on the theme "{en}": {names} {_link("See all", page)}',
        )
    several_fr = "1 nouveauté" if hour.held == 1 else f"{hour.held} nouveautés"
    several_en = "1 more change" if hour.held == 1 else f"{hour.held} more changes"
    return Text(
        f"{several_fr} de plus pour {fr} : {names} {_link('Tout voir', page)}",
        f"{several_en} for {en}: {names} {_link('See all', page)}",
    )


def _link(name: str, address: str) -> str:
    return f'<a href="{html.escape(address)}">{html.escape(name, quote=False)}</a>'
