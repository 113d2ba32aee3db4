"""Recognizing: what this node verified of an organisation, and which listings give way to its profile.

The organisation describes itself, another lists it, and this node alone decides what is proved.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from node import shelving
from node.clock import iso
from node.store import endorsements, memberships, organizations, records, replaced, sites, verifications
from node.store.sites import Site
from tests.node.credentials import DAY, shown_by, stated
from tests.node.ground import NOW, Ground, Peer
from vocab.context import PUBLIC
from vocab.vocabulary import Vocabulary

CLEF = "https://clef.example/actors/clef"
LISTER = Peer("https://annuaire.example/actors/annuaire", seed=3)
LILLE = {"type": "Place", "name": "Lille", "within": ["territory:fr/commune/59350"]}


def clef(**said: object) -> Peer:
    return Peer(CLEF, seed=2, said={"name": "La Clef", "location": LILLE} | said)


async def profile(ground: Ground, peer: Peer, name: str = "p") -> None:
    ground.follow(peer)
    await ground.hear(peer.says("Update", peer.document, name))
    drain(ground)


async def listing(ground: Ground, slug: str = "l", *, by: Peer = LISTER, **more: object) -> str:
    """A listing by somebody we follow: of La Clef in Lille unless it says otherwise."""
    ground.follow(by)
    subject = {"type": "Organization", "name": "La Clef", "website": "https://clef.example/"} | more.pop("about", {})  # type: ignore[operator]
    document = by.record(
        slug, kind="Listing", purpose=None, name=subject["name"], organization=subject, location=LILLE, **more
    )
    await ground.hear(by.says("Create", document, slug))
    drain(ground)
    return str(document["id"])


def drain(ground: Ground) -> None:
    while shelving.settle(ground.db, ground.home):
        pass


def saw(ground: Ground, site: str, *links: str, way: str = "rel-me") -> None:
    """What a website said when it was read."""
    website = f"https://{site}/"
    sites.keep(ground.db, Site(site, website, tuple((link, way) for link in links), iso(NOW), NOW + 86_400))
    organizations.unsettle_with_key(ground.db, f"site={site}")
    drain(ground)


def ways(ground: Ground, id: str) -> Mapping[str, Any]:
    record = ground.record(id)
    assert record is not None
    return verifications.of(ground.db, (record.num,)).get(record.num, {})


def tags(ground: Ground, id: str) -> set[str]:
    row = ground.db.execute("SELECT facets FROM entries WHERE id = ?", (id,)).fetchone()
    found = row[0].split() if row else []
    return {tag.removeprefix("verified_by=") for tag in found if tag.startswith("verified_by=")}


def asks(ground: Ground) -> list[str]:
    rows = ground.db.execute("SELECT site FROM organizations WHERE asks = 1 ORDER BY site")
    return [str(row[0]) for row in rows]


# -- the ways


async def test_profile__that_names_no_website__is_claimed_and_no_more(ground: Ground) -> None:
    await profile(ground, clef())

    assert ways(ground, CLEF) == {"claimed": {}}
    assert tags(ground, CLEF) == {"claimed"}


@pytest.mark.parametrize(
    "website", ["https://clef.example/", "http://www.clef.example/fr/", "https://clef.example/index.html"]
)
async def test_profile__on_the_host_of_its_website__is_proved_by_it(ground: Ground, website: str) -> None:
    await profile(ground, clef(website=website))

    assert ways(ground, CLEF)["domain-proved"]["by"] == "host"
    assert tags(ground, CLEF) == {"claimed", "domain-proved"}
    assert asks(ground) == []  # nothing has to be read for that


async def test_profile__whose_website_names_it__is_proved_until_it_does_no_more(ground: Ground) -> None:
    await profile(ground, clef(website="https://laclef.example/"))
    assert tags(ground, CLEF) == {"claimed"}
    assert asks(ground) == ["laclef.example"]

    saw(ground, "laclef.example", CLEF)
    assert ways(ground, CLEF)["domain-proved"] == {
        "by": "rel-me",
        "website": "https://laclef.example/",
        "checked": "2026-11-23T10:00:00.000Z",
    }
    assert tags(ground, CLEF) == {"claimed", "domain-proved"}

    saw(ground, "laclef.example")
    assert tags(ground, CLEF) == {"claimed"}


async def test_profile__website_names_its_page_at_its_own_server(ground: Ground) -> None:
    await profile(ground, clef(website="https://laclef.example/", url=["https://clef.example/@clef"]))
    saw(ground, "laclef.example", "https://clef.example/@clef", way="well-known")

    assert ways(ground, CLEF)["domain-proved"]["by"] == "well-known"


@pytest.mark.parametrize(
    "link",
    [
        "https://rafle.example/actors/rafle",  # of an actor that is another
        "https://clef.example/actors/autre",
        "https://clef.example/",
    ],
)
async def test_profile__website_names_another(ground: Ground, link: str) -> None:
    # An address elsewhere that the actor says is its page proves nothing: anybody may write it there.
    await profile(ground, clef(website="https://laclef.example/", url="https://rafle.example/actors/rafle"))
    saw(ground, "laclef.example", link)

    assert tags(ground, CLEF) == {"claimed"}


@pytest.mark.parametrize(
    "website", ["https://fr-fr.facebook.com/laclef", "https://laclef.wixsite.com/", "https://github.com/clef"]
)
async def test_profile__with_a_page_on_a_shared_host__is_not_proved_by_it(ground: Ground, website: str) -> None:
    await profile(ground, clef(website=website))
    row = ground.db.execute("SELECT site FROM organizations WHERE id = ?", (CLEF,)).fetchone()
    saw(ground, row[0], CLEF)

    assert tags(ground, CLEF) == {"claimed"}
    assert asks(ground) == []


async def test_profile__self_claimed_verification_counts_for_nothing(ground: Ground) -> None:
    await profile(ground, clef(verified_by="domain-proved", verifiedBy=["attested"], verificationLevel="domain-proved"))

    assert tags(ground, CLEF) == {"claimed"}


@pytest.mark.parametrize(
    "named", ["https://reseau.example/actors/reseau", "reseau@reseau.example", "@reseau@reseau.example"]
)
async def test_profile__of_a_member_of_a_recognised_network__is_attested_while_it_is(
    words: Vocabulary, named: str
) -> None:
    network = Peer("https://reseau.example/actors/reseau", kind="network", seed=4)
    ground = await Ground.lay(words, recognised_networks=f"autre@autre.example {named}")
    ground.meet(network)
    ground.db.execute("UPDATE peers_actors SET username = 'reseau' WHERE id = ?", (network.id,))
    await profile(ground, clef())
    assert tags(ground, CLEF) == {"claimed"}

    memberships.put(ground.db, network.id, CLEF, "", "asked", iso(NOW))
    drain(ground)
    assert tags(ground, CLEF) == {"claimed"}
    memberships.answer(ground.db, network.id, CLEF, "accepted")
    drain(ground)
    assert ways(ground, CLEF)["attested"] == {"networks": [network.id]}
    assert tags(ground, CLEF) == {"claimed", "attested"}

    memberships.drop(ground.db, network.id, CLEF)
    drain(ground)
    assert tags(ground, CLEF) == {"claimed"}


async def test_profile__attested_by_a_recognised_network__while_that_holds(words: Vocabulary) -> None:
    network = Peer("https://reseau.example/actors/reseau", "network", seed=4)
    stranger = Peer("https://autre.example/actors/autre", "network", seed=4)
    ground = await Ground.lay(words, recognised_networks=network.id)
    ground.meet(network, stranger)
    await profile(ground, clef())
    for issuer in (stranger, network):
        said = stated(issuer, CLEF, practice=None, level=None, matter="register", reference="RNE 1")
        slug = f"by-{issuer.id[8:13]}"
        assert await ground.hear(clef().says("Create", shown_by(clef(), said, slug), slug, to=[PUBLIC])) == "kept"
    drain(ground)

    fact = {"by": network.id, "matter": "register", "reference": "RNE 1", "until": iso(NOW + 300 * DAY)}
    assert ways(ground, CLEF)["attested"] == {"attestations": [fact]}
    assert tags(ground, CLEF) == {"claimed", "attested"}

    # Its end, seen by the clock alone
    ground.clock.at = NOW + 301 * DAY
    assert endorsements.any_lapsed(ground.db, iso(ground.clock.at))
    assert len(endorsements.pass_on_lapsed(ground.db, iso(ground.clock.at))) == 2
    drain(ground)
    assert tags(ground, CLEF) == {"claimed"}
    assert not endorsements.any_lapsed(ground.db, iso(ground.clock.at))

    # Back in time, and revoked by its issuer
    ground.clock.at = NOW
    organizations.unsettle(ground.db, [ground.record(CLEF).num])  # type: ignore[union-attr]
    drain(ground)
    assert tags(ground, CLEF) == {"claimed", "attested"}
    revoked = network.says("Delete", f"{network.origin}/objects/c", to=[PUBLIC])
    assert await ground.hear(revoked, signer=CLEF) == "no longer shown"
    drain(ground)
    assert tags(ground, CLEF) == {"claimed"}


async def test_profile__of_a_member_of_a_network_that_is_not_recognised(ground: Ground) -> None:
    await profile(ground, clef())
    memberships.put(ground.db, "https://reseau.example/actors/reseau", CLEF, "", "accepted", iso(NOW))
    drain(ground)

    assert tags(ground, CLEF) == {"claimed"}


async def test_what_it_says__shows_how_its_author_is_verified(ground: Ground) -> None:
    peer = clef(website="https://laclef.example/")
    await profile(ground, peer)
    await ground.hear(peer.says("Create", peer.record("a"), "a"))
    offer = f"{peer.origin}/objects/a"
    assert tags(ground, offer) == set()

    saw(ground, "laclef.example", CLEF)
    assert tags(ground, offer) == {"domain-proved"}

    await ground.hear(peer.says("Create", peer.record("b"), "b"))
    assert tags(ground, f"{peer.origin}/objects/b") == {"domain-proved"}

    saw(ground, "laclef.example")
    assert tags(ground, offer) == set()


# -- listings


async def test_listing__stands_until_the_organisation_comes_and_again_when_it_goes(ground: Ground) -> None:
    id = await listing(ground)
    assert ground.shelved() >= {id}

    await profile(ground, clef())
    assert id not in ground.shelved()
    assert [(each.listing, each.how) for each in replaced.by_profile(ground.db, CLEF)] == [(id, "host")]
    # The record itself stays: it is its lister's.
    assert ground.document(id)["kind"] == "Listing"

    await ground.hear(clef().says("Delete", CLEF, "d"))
    drain(ground)
    assert id in ground.shelved()


async def test_listing__that_comes_after_the_profile__never_shows(ground: Ground) -> None:
    await profile(ground, clef())

    id = await listing(ground)

    assert id not in ground.shelved()
    assert replaced.of_listing(ground.db, id) is not None


async def test_listing__its_website_names_the_actor__gives_way_until_it_does_no_more(ground: Ground) -> None:
    id = await listing(ground, about={"website": "https://laclef.example/"})
    await profile(ground, clef(website="https://laclef.example/"))
    assert id in ground.shelved()
    assert asks(ground) == ["laclef.example", "laclef.example"]

    saw(ground, "laclef.example", CLEF)
    assert id not in ground.shelved()

    saw(ground, "laclef.example", "https://rafle.example/actors/rafle")
    assert id in ground.shelved()


async def test_listing__accepted_by_its_lister__gives_way_whatever_its_website(ground: Ground) -> None:
    await profile(ground, clef())
    about = {"website": "https://www.facebook.com/laclef"}
    id = await listing(ground, about=about)
    assert id in ground.shelved()

    subject = {"type": "Organization", "name": "La Clef", **about}
    accepted = LISTER.record("l", version=5, kind="Listing", purpose=None, organization=subject, isReplacedBy=CLEF)
    await ground.hear(LISTER.says("Update", accepted, "u"))
    assert id not in ground.shelved()

    undone = LISTER.record("l", version=9, kind="Listing", purpose=None, organization=subject)
    await ground.hear(LISTER.says("Update", undone, "v"))
    assert id in ground.shelved()


async def test_listing__number_and_name_agree__only_suggest(ground: Ground) -> None:
    numbers = [{"type": "PropertyValue", "propertyID": "siren", "value": "732829320"}]
    await profile(ground, clef(identifier=numbers, website="https://ailleurs.example/"))

    id = await listing(ground, about={"website": None, "identifier": numbers})

    assert id in ground.shelved()


@pytest.mark.parametrize(
    "said",
    [
        {"website": "https://clef.example/"},  # it says that the website is its own
        {"url": "https://clef.example/"},
        {"replaces": [f"{LISTER.origin}/objects/l"]},
        {"name": "La Clef", "website": "https://clef.example/", "replaces": [f"{LISTER.origin}/objects/l"]},
    ],
)
async def test_listing__claimed_from_another_host__stands(ground: Ground, said: dict[str, object]) -> None:
    id = await listing(ground)
    rafle = Peer("https://rafle.example/actors/rafle", seed=6, said={"name": "La Clef", "location": LILLE} | said)
    await profile(ground, rafle)
    saw(ground, "clef.example", CLEF)

    assert id in ground.shelved()
    assert tags(ground, rafle.id) == {"claimed"}


async def test_listing__on_a_shared_host__is_claimed_by_nobody(words: Vocabulary) -> None:
    ground = await Ground.lay(words, shared_hosts="clef.example")
    id = await listing(ground)

    await profile(ground, clef(website="https://clef.example/", replaces=[id]))
    saw(ground, "clef.example", CLEF)

    assert id in ground.shelved()
    assert tags(ground, CLEF) == {"claimed"}


async def test_listing__the_networks_website_stands_in_those_of_its_members(ground: Ground) -> None:
    # Two members listed with their network's website: neither is the network.
    first = await listing(ground, "a", about={"name": "Biocoop Lomme", "website": "https://clef.example/"})
    second = await listing(ground, "b", about={"name": "Les Pédales", "website": "https://clef.example/"})

    await profile(ground, clef(website="https://clef.example/"))

    assert {first, second} <= ground.shelved()


async def test_listing__the_only_one_of_a_website__is_that_of_whoever_lives_there(ground: Ground) -> None:
    first = await listing(ground, "a", about={"name": "Garage associatif"})
    await profile(ground, clef())
    assert first not in ground.shelved()

    # A second of another name: now nobody can tell whose website it is.
    second = await listing(ground, "b", about={"name": "Les Pédales"})
    assert {first, second} <= ground.shelved()

    await ground.hear(LISTER.says("Delete", second, "x"))
    drain(ground)
    assert first not in ground.shelved()


async def test_listing__of_one_of_several_on_a_host(ground: Ground) -> None:
    other = Peer("https://clef.example/actors/serrure", seed=8, said={"name": "La Serrure", "location": LILLE})
    await profile(ground, other)
    await profile(ground, clef())

    by_name = await listing(ground, "a")
    nobodys = await listing(ground, "b", about={"name": "Les Pédales", "website": "https://clef.example/pedales"})

    found = replaced.of_listing(ground.db, by_name)
    assert found is not None and found.profile == CLEF
    assert nobodys in ground.shelved()


async def test_listing__claimed_by_name__on_the_host_of_its_website(ground: Ground) -> None:
    id = await listing(ground, about={"name": "Les Pédales du Nord", "website": "https://clef.example/pedales"})
    await profile(ground, clef())
    assert id in ground.shelved()

    await profile(ground, clef(replaces=[id], updated=iso(NOW)), "q")

    assert id not in ground.shelved()


async def test_listing__by_an_actor_nobody_here_keeps__does_not_hide_the_listing(ground: Ground) -> None:
    id = await listing(ground)
    await profile(ground, clef(indexable=False))

    assert CLEF not in ground.shelved()
    assert id in ground.shelved()


async def test_listing__is_forgotten__with_all_that_it_was_compared_by(ground: Ground) -> None:
    id = await listing(ground)
    record = ground.record(id)
    assert record is not None

    await ground.hear(LISTER.says("Delete", id, "x"))
    drain(ground)

    assert organizations.find(ground.db, record.num) is None
    assert ground.db.execute("SELECT count(*) FROM organization_keys WHERE num = ?", (record.num,)).fetchone() == (0,)


async def test_own_profile__of_this_node(ground: Ground) -> None:
    ground.say(kind="profile", name="Les Pédales", website="https://pedales.example")
    drain(ground)
    assert tags(ground, ground.me) == {"claimed", "domain-proved"}

    # A listing that one of ours wrote of another of ours gives way too.
    made = ground.say(kind="listing", name="Les Pédales", website="https://pedales.example")
    drain(ground)
    assert made.id not in ground.shelved()
    assert records.find(ground.db, made.id) is not None
