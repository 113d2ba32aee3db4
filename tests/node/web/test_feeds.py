"""Feeds, as programs read them: what is in them, what is not, what is sent again and what is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import feedparser
import icalendar
import orjson
import pytest

from node.store import records
from node.store.connection import Db
from node.store.entries import index
from node.web.feeds import FEEDS
from tests.node.ground import ORIGIN
from tests.node.web.served import BROWSER, Served
from vocab.entry import read_entry

LILLE = "fr-commune-59350"
FRENCH = {"Accept-Language": "fr"}
FORMS = ("atom", "rss", "json", "ics", "geojson", "csv")
TYPES = {
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "json": "application/feed+json",
    "ics": "text/calendar",
    "geojson": "application/geo+json",
    "csv": "text/csv",
}
DATED = {"kind": "event", "starts": "2026-12-21T09:30:00+01:00", "timezone": "Europe/Paris"}


def path(address: str) -> str:
    """An absolute address of ours, as the test client asks for it."""
    assert address.startswith(f"{ORIGIN}/feeds/")
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


async def parsed(node: Served, address: str) -> Any:
    found = feedparser.parse((await node.get(address, FRENCH)).body)
    assert not found.bozo, found.bozo_exception
    return found


@pytest.mark.parametrize("form", ["atom", "rss"])
async def test_reader__has_name_text_author_licence_and_stable_ids(node: Served, form: str) -> None:
    said = await node.say(name="Livraison <à vélo>", content="Nous **livrons**.", territory=[LILLE], need=["livrer"])

    found = await parsed(node, f"/feeds/{LILLE}.{form}")

    (entry,) = found.entries
    assert (entry.id, entry.link) == (said.id, said.id)
    assert "<strong>livrons</strong>" in (entry.content[0].value if form == "atom" else entry.summary)
    assert entry.title in ("Livraison <à vélo>", "Livraison &lt;à vélo&gt;")
    assert entry.author == "Les Pédales"
    assert "Licence Ouverte" in entry.rights and "Les Pédales" in entry.rights
    assert {link.rel: link.href for link in entry.links}["license"] == "https://spdx.org/licenses/etalab-2.0"
    assert "Livrer et faire livrer" in [tag.term for tag in entry.tags]
    assert found.feed.title.startswith("Lille") and found.feed.language == "fr"
    assert [link.href for link in found.feed.links if link.rel == "self"] == [f"{ORIGIN}/feeds/{LILLE}.{form}"]


async def test_json_feed__says_the_same(node: Served) -> None:
    said = await node.say(name="Livraison", content="Nous **livrons**.", territory=[LILLE], policy="reciprocal-ess")

    found = (await node.get(f"/feeds/{LILLE}.json", FRENCH)).json

    (item,) = found["items"]
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert found["home_page_url"] == f"{ORIGIN}/territories/{LILLE}"
    assert (item["id"], item["title"], item["authors"][0]["name"]) == (said.id, "Livraison", "Les Pédales")
    assert item["_bocage"]["license"].endswith("etalab-2.0") and item["_bocage"]["policy"] == "reciprocal-ess"
    assert "next_url" not in found


@pytest.mark.parametrize("form", FORMS)
async def test_any__is_sent_once_and_again_when_something_changed(node: Served, form: str) -> None:
    await node.say(**DATED, name="Assemblée", territory=[LILLE])
    first = await node.get(f"/feeds/{LILLE}.{form}", FRENCH)
    known = {"If-None-Match": first.headers["ETag"]}
    dated = {"If-Modified-Since": first.headers["Last-Modified"]}

    again = [await node.get(f"/feeds/{LILLE}.{form}", FRENCH | more) for more in (known, dated)]
    node.ground.clock.at += 400
    await node.say(name="Ailleurs", territory=["fr-commune-13055"], valid_until="2099-01-01")
    elsewhere = await node.get(f"/feeds/{LILLE}.{form}", FRENCH | known)
    await node.say(**DATED, name="Réunion", territory=[LILLE])
    changed = [await node.get(f"/feeds/{LILLE}.{form}", FRENCH | more) for more in (known, dated)]

    assert (first.status, first.type) == (200, TYPES[form])
    assert [each.status for each in again] == [304, 304] and again[0].body == b""
    assert elsewhere.status == 304, "what changed elsewhere changes nothing here"
    assert [each.status for each in changed] == [200, 200]
    assert "Réunion" in changed[0].text.replace("\r\n ", "")


@pytest.mark.parametrize("form", FORMS)
async def test_hidden__is_in_no_form_whoever_asks(node: Served, form: str) -> None:
    await node.say(**DATED, name="Montrée", territory=[LILLE], policy="reciprocal-ess")
    for number, how in enumerate(
        ({"visibility": "private"}, {"visibility": "followers"}, {"policy": "network-only"}, {"policy": "private"})
    ):
        await node.say(**DATED, name=f"Secrète {number}", territory=[LILLE], **how)
    token = {"Authorization": f"Bearer {await node.token('read')}"}

    told = [await node.get(f"/feeds/{LILLE}.{form}?limit=500", FRENCH | more) for more in ({}, token)]

    assert all("Montr" in each.text and "Secr" not in each.text for each in told)
    assert told[0].body == told[1].body


async def test_hidden__a_record_from_elsewhere_without_a_policy_is_for_pages_alone(node: Served) -> None:
    def strip(db: Db, id: str) -> None:
        record = records.find(db, id)
        assert record is not None
        document = records.document(db, record.num)
        del document["usagePolicy"]
        records.keep(db, replace(record, policy=""), document)
        entry = read_entry(document, node.inside.home.vocabulary)
        assert entry is not None
        index(
            db, record.num, entry, node.inside.home.vocabulary,
            audience="public", policy="", origin="ailleurs.example", version=record.version,
        )  # fmt: skip

    said = await node.say(name="Sans politique", territory=[LILLE])
    await node.write(strip, said.id)

    assert "Sans politique" in (await node.get(f"/directory.json?territory={LILLE}")).text
    assert (await node.get(f"/feeds/{LILLE}.json")).json["items"] == []


async def test_withdrawn__is_gone_everywhere_and_atom_says_its_address_for_a_while(node: Served) -> None:
    kept = await node.say(**DATED, name="Gardée", territory=[LILLE])
    said = await node.say(**DATED, name="Retirée", content="Un contenu.", territory=[LILLE])
    quiet = await node.say(**DATED, name="Discrète", territory=[LILLE], visibility="followers")
    before = [await node.get(f"/feeds/{LILLE}.{form}", FRENCH) for form in FORMS]
    await node.withdraw(said.id)
    await node.withdraw(quiet.id)

    after = [await node.get(f"/feeds/{LILLE}.{form}", FRENCH) for form in FORMS]

    assert all("Retir" in each.text for each in before)
    assert all("Retir" not in each.text and "contenu" not in each.text for each in after)
    assert all(b"Gard" in each.body for each in after)
    assert f'<at:deleted-entry ref="{said.id}"' in after[0].text and quiet.id not in after[0].text
    assert [entry.id for entry in feedparser.parse(after[0].body).entries] == [kept.id]
    assert said.id not in (await node.get("/feeds/directory.atom?kind=offer", FRENCH)).text
    node.ground.clock.at += 31 * 86_400
    assert said.id not in (await node.get(f"/feeds/{LILLE}.atom", FRENCH)).text


async def test_pages__are_walked_to_the_end(node: Served) -> None:
    ids = {(await node.say(name=f"Offre {number}", territory=[LILLE])).id for number in range(5)}

    atom: list[str] = []
    address: str | None = f"/feeds/{LILLE}.atom?limit=2"
    while address:
        found = await parsed(node, address)
        atom += [entry.id for entry in found.entries]
        following = [link.href for link in found.feed.links if link.rel == "next"]
        address = path(following[0]) if following else None
    json: list[str] = []
    address = "/feeds/directory.json?limit=2&kind=offer"
    while address:
        page = (await node.get(address, FRENCH)).json
        json += [item["id"] for item in page["items"]]
        address = path(page["next_url"]) if "next_url" in page else None
    csv = await node.get(f"/feeds/{LILLE}.csv?limit=2", FRENCH)

    assert len(atom) == len(json) == 5 and set(atom) == set(json) == ids
    assert 'rel="next"' in csv.headers["Link"] and csv.text.count("\r\n") == 3


async def test_calendar__has_events_in_their_zone_and_calls_on_their_last_day(node: Served) -> None:
    event = await node.say(
        **DATED,
        name="Assemblée, ouverte; à tous",
        content="Venez.\n\nOn mange ensuite : " + "éà" * 60,
        ends="2026-12-21T11:00:00+01:00",
        territory=[LILLE],
        location={"name": "Maison des associations", "latitude": 50.63, "longitude": 3.06},
    )
    day = await node.say(kind="event", name="Fête", starts="2026-12-24", territory=[LILLE])
    call = await node.say(kind="request", name="Cherche un local", deadline="2027-03-31", territory=[LILLE])
    await node.say(kind="event", name="Passée", starts="2020-01-01T10:00:00Z", territory=[LILLE])
    await node.say(name="Offre tenue", valid_until="2099-01-01", territory=[LILLE])
    await node.say(name="Sans date", territory=[LILLE])

    answer = await node.get(f"/feeds/{LILLE}.ics", FRENCH)
    calendar = icalendar.Calendar.from_ical(answer.body)

    found = {str(each["UID"]): each for each in calendar.walk("VEVENT")}
    assert set(found) == {event.id, day.id, call.id}
    starts = found[event.id]["DTSTART"].dt
    assert starts == datetime(2026, 12, 21, 9, 30, tzinfo=ZoneInfo("Europe/Paris"))
    assert found[event.id]["DTSTART"].params["TZID"] == "Europe/Paris"
    assert found[event.id]["DTEND"].dt - starts == datetime(2026, 1, 1, 1, 30) - datetime(2026, 1, 1)
    assert str(found[event.id]["SUMMARY"]) == "Assemblée, ouverte; à tous"
    assert "éà" * 60 in str(found[event.id]["DESCRIPTION"]) and "Licence Ouverte" in str(found[event.id]["DESCRIPTION"])
    assert "Maison des associations" in str(found[event.id]["LOCATION"])
    assert found[event.id]["DTSTAMP"].dt == datetime.fromtimestamp(int(node.ground.clock.at), UTC)
    assert (found[day.id]["DTSTART"].dt, found[day.id]["DTEND"].dt) == (date(2026, 12, 24), date(2026, 12, 25))
    assert (found[call.id]["DTSTART"].dt, str(found[call.id]["SUMMARY"])) == (
        date(2027, 3, 31),
        "Dernier jour : Cherche un local",
    )
    assert max(len(line) for line in answer.body.split(b"\r\n")) <= 75
    assert len(calendar.walk("VTIMEZONE")) == 1 and not calendar.errors
    assert (await node.get(f"/feeds/{LILLE}.ics", FRENCH)).body == answer.body


async def test_geojson_and_csv__say_author_and_licence(node: Served) -> None:
    said = await node.say(name="=1+1", territory=[LILLE], location={"latitude": 50.63, "longitude": 3.06})

    (feature,) = (await node.get(f"/feeds/{LILLE}.geojson", FRENCH)).json["features"]
    names, line = (await node.get(f"/feeds/{LILLE}.csv", FRENCH)).text.split("\r\n")[:2]

    assert feature["id"] == said.id and feature["geometry"]["type"] == "Point"
    assert (feature["properties"]["author"], feature["properties"]["license"]) == ("Les Pédales", "etalab-2.0")
    assert names.startswith("id,kind,") and line.startswith(said.id) and "'=1+1" in line


async def test_language__is_the_one_asked(node: Served) -> None:
    await node.say(name={"fr": "Vélo", "en": "Bike"}, territory=[LILLE], need=["livrer"])

    french, english = [await parsed(node, f"/feeds/{LILLE}.atom?lang={lang}") for lang in ("fr", "en")]
    preferred = (await node.get(f"/feeds/{LILLE}.json", {"Accept-Language": "en"})).json

    assert (french.entries[0].title, english.entries[0].title) == ("Vélo", "Bike")
    assert (preferred["language"], preferred["items"][0]["title"]) == ("en", "Bike")
    assert french.feed.id != english.feed.id


async def test_text__what_no_xml_can_hold_is_left_out(node: Served) -> None:
    await node.say(name="Vé\x0blo", content="Un\x07 ]]> & <b>texte</b>", territory=[LILLE])

    for form in ("atom", "rss"):
        found = await parsed(node, f"/feeds/{LILLE}.{form}")
        assert found.entries[0].title.endswith("lo")


@pytest.mark.parametrize(
    ("address", "status", "names"),
    [
        ("/feeds/directory.atom?need=livre", 400, "need"),
        ("/feeds/directory.atom?besoin=livrer", 400, "besoin"),
        (f"/feeds/{LILLE}.rss?territory=fr-region-32", 400, "territory"),
        (f"/feeds/{LILLE}.rss?cursor=abc", 400, "cursor"),
        ("/feeds/directory.doc", 404, "atom"),
        ("/feeds/fr-commune-00000.atom", 404, "territoire"),
        ("/feeds/lille.atom", 404, ""),
    ],
)
async def test_refused__says_what(node: Served, address: str, status: int, names: str) -> None:
    answer = await node.get(address, FRENCH)

    assert answer.status == status
    assert names in str(orjson.loads(answer.body))


async def test_pages_for_people__lead_to_feeds(node: Served) -> None:
    await node.say(name="Livraison", territory=[LILLE], need=["livrer"])

    territory = (await node.get(f"/territories/{LILLE}", BROWSER | FRENCH)).text
    directory = (await node.get("/directory?need=livrer&view=map", BROWSER | FRENCH)).text

    assert (
        f'<link rel="alternate" type="application/atom+xml" title="Lille (Atom)" href="/feeds/{LILLE}.atom?lang=fr">'
        in territory
    )
    assert "Suivre cette page" in territory and f'href="/feeds/{LILLE}.ics?lang=fr"' in territory
    assert 'href="/feeds/directory.atom?need=livrer&amp;lang=fr"' in directory and "Suivre cette page" in directory
    for form in FORMS:
        assert (await node.get(f"/feeds/directory.{form}?need=livrer&lang=fr")).status == 200


async def test_kept__memory_is_bounded(node: Served) -> None:
    await node.say(name="Livraison", content="Nous livrons. " * 100, territory=[LILLE])
    feeds = node.client.app[FEEDS]
    feeds.most_bytes = 20_000

    for number in range(40):
        await node.get(f"/feeds/directory.atom?updated_since=2020-01-{number % 28 + 1:02}", FRENCH)

    assert 0 < feeds._bytes <= 20_000
    assert feeds._bytes == sum(len(each.written.body) for each in feeds._kept.values())


@pytest.mark.parametrize("name", ["practice-G11", "theme-G"])
async def test_named_feed__the_stories_of_a_practice_or_a_theme_in_full(node: Served, name: str) -> None:
    story = {"kind": "story", "name": "Comment", "content": "Pas à pas.", "mistakes": "Voter trop tôt."}
    told = await node.say(**story, practice=["G11", "D03"])
    await node.say(**story, practice="V01")
    await node.say(kind="practice", name="Nous votons", practice="G11")

    found = await parsed(node, f"/feeds/{name}.atom")

    (entry,) = found.entries
    assert entry.id == told.id
    assert "Voter trop tôt." in entry.content[0].value
    assert found.feed.title.startswith("Récits de pratiques : ")
    assert found.feed.id == f"{ORIGIN}/feeds/{name}.atom"
    page = next(link.href for link in found.feed.links if link.rel == "alternate")
    assert "kind=story" in page and "practice=G11" in page
    others = (await node.get(f"/feeds/{name}.json?kind=practice", FRENCH)).json["items"]
    assert [item["title"] for item in others] == ["Nous votons"]


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/feeds/practice-Z99.atom", 404, "Aucune pratique"),
        ("/feeds/theme-Z.atom", 404, "Aucun thème"),
        ("/feeds/theme-G.doc", 404, "Un flux n'existe pas"),
        ("/feeds/theme-G.atom?practice=D03", 400, "/feeds/directory"),
    ],
)
async def test_named_feed__what_is_none_says_so(node: Served, address: str, status: int, said: str) -> None:
    answer = await node.get(address, FRENCH)

    assert answer.status == status
    assert said in str(answer.json)
