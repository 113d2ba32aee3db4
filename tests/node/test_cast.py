"""The cast keeps its promises: enough people, everywhere, for every need, with gaps, a past and a future."""

from __future__ import annotations

import datetime
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import pytest

from tests.cast import AS_OF, TOUT_RAFLE, Cast, CastRecord, actor_id, load_cast, object_id
from vocab.shapes import check
from vocab.vocabulary import Vocabulary

NEEDS = set("manger se-deplacer echanger reparer livrer s-entraider se-loger travailler se-cultiver energie".split())
SECTORS = {f"AM{number}" for number in range(10, 170, 10)}
STAGES = {"idea", "emerging", "running", "paused", "ended"}
COOP_STATUSES = {"SCIC", "SCOP", "CAE", "CUMA", "consommation", "association", "informal", "public"}
LEGAL_FORMS = {"L1", "L2", "L3", "L4", "L5"}
EXCHANGES = {"sell", "lend", "give", "share", "volunteer", "grant", "premises", "contract"}
UNITS = {"EUR", "points", "hours", "free"}
AUDIENCES = {"platform", "authority", "supporter", "public"}
VISIBILITIES = {"public", "network", "followers", "private"}
POLICIES = {"commons-open", "commons-share-alike", "reciprocal-ess", "network-only", "private"}
EVIDENCE = {"URL", "STAT", "MIN", "REG", "REV", "MET", "REPO", "EP", "POL", "PEER", "SURV", "CONT"}
SEEN_BY_OTHERS = {"REG", "REV", "EP", "PEER", "SURV"}
THEMES = {"G": 13, "V": 10, "D": 10, "C": 8, "K": 6, "W": 6, "T": 5}
PRACTICES = {f"{theme}{number:02}" for theme, count in THEMES.items() for number in range(1, count + 1)}
EPCI = set(
    """
    200093201 200072460 246200364 245900428 245901160 200042190 200044618 246200299 200043396 246200729 200033579
    200069037 200040947 200041960 200090751 200068500 245901152 200069029 200030633 200040954 200043321 200044048
    245900758 200069672 200069482 200044030 200043263 246200844 200035442 200072478 200043404 246201016 200018083
    246200380 200069235 245901038
    """.split()
)
LARGE_EPCI = ("200093201", "200072460", "246200364", "245900428", "245901160")
SLUG = re.compile(r"fr-(commune-[0-9]{5}|epci-[0-9]{9}|departement-(59|62)|region-32)")


@pytest.fixture(scope="module")
def cast() -> Cast:
    return load_cast()


def organisations(cast: Cast) -> list[CastRecord]:
    return [record for record in cast.live() if record.kind in ("profile", "listing")]


def of_kind(cast: Cast, *kinds: str) -> list[CastRecord]:
    return [record for record in cast.live() if record.kind in kinds]


def listed(record: CastRecord, field: str) -> list[str]:
    value = record.body.get(field, [])
    assert isinstance(value, list), (record.key, field)
    return value


def epci_of(record: CastRecord) -> set[str]:
    """The EPCI that a record names itself, or where it says it is; not those a département holds."""
    return {slug.removeprefix("fr-epci-") for slug in listed(record, "territory") if slug.startswith("fr-epci-")}


def last_day(record: CastRecord) -> str:
    return str(record.body.get("deadline") or record.body.get("valid_until"))


def names(record: CastRecord) -> list[str]:
    name = record.body["name"]
    return list(map(str, name.values())) if isinstance(name, Mapping) else [str(name)]


def every_text(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from every_text(item)
    elif isinstance(value, Iterable):
        for item in value:
            yield from every_text(item)


def test_nodes__a_network_three_platforms_and_a_town(cast: Cast) -> None:
    assert [(node.name, node.kind) for node in cast.nodes] == [
        ("reseau", "network"),
        ("pedales", "platform"),
        ("panier", "platform"),
        ("clef", "platform"),
        ("saint_aubert", "authority"),
    ]
    assert all(node.actors[0] == node.name for node in cast.nodes)
    assert len(cast.node("reseau").actors) >= 26


def test_platforms__each_of_another_sector(cast: Cast) -> None:
    first_sectors = [listed(cast.record(f"{name}_profil"), "sector")[0] for name in ("pedales", "panier", "clef")]

    assert len(set(first_sectors)) == 3


def test_actors__each_has_a_simple_name_and_one_profile(cast: Cast) -> None:
    profiles = Counter(record.actor for record in of_kind(cast, "profile"))

    assert all(re.fullmatch(r"[a-z0-9_]+", actor.name) for actor in cast.actors)
    assert profiles == {actor.name: 1 for actor in cast.actors}
    for actor in cast.actors:
        assert actor.title in names(cast.record(f"{actor.name}_profil"))


def test_organisations__at_least_120_with_names_of_their_own(cast: Cast) -> None:
    found = Counter(names(record)[0] for record in organisations(cast))

    assert len(found) >= 120
    assert max(found.values()) == 1


def test_organisations__in_every_epci_and_more_in_the_large_ones(cast: Cast) -> None:
    count = Counter(code for record in organisations(cast) for code in epci_of(record))

    assert set(count) == EPCI
    assert all(count[code] >= 5 for code in LARGE_EPCI)


def test_organisations__every_need_sector_stage_and_form(cast: Cast) -> None:
    everyone = organisations(cast)

    assert {need for record in everyone for need in listed(record, "need")} == NEEDS
    assert {sector for record in everyone for sector in listed(record, "sector")} == SECTORS
    assert {record.body["stage"] for record in of_kind(cast, "profile")} == STAGES
    assert {record.body["coop_status"] for record in everyone} == COOP_STATUSES
    assert {record.body["legal_form"] for record in everyone} < LEGAL_FORMS
    assert len({record.body["legal_form"] for record in everyone}) >= 4


def test_gaps__are_exactly_those_intended(cast: Cast) -> None:
    met: dict[str, set[str]] = {f"fr-epci-{code}": set() for code in EPCI}
    for record in organisations(cast):
        for slug in epci_slugs(record):
            met[slug] |= set(listed(record, "need"))

    gaps = {slug: sorted(NEEDS - needs) for slug, needs in met.items() if NEEDS - needs}

    assert gaps == {slug: sorted(needs) for slug, needs in cast.gaps.items()}
    assert 20 <= len(gaps) < 36


def epci_slugs(record: CastRecord) -> set[str]:
    """As `epci_of`; the communes that stand alone in the cast are all of the Lille metropolis, which has no gap."""
    communes = [slug for slug in listed(record, "territory") if slug.startswith("fr-commune-59")]
    return {f"fr-epci-{code}" for code in epci_of(record)} | ({"fr-epci-200093201"} if communes else set())


def test_practices__25_organisations_with_two_to_six_each(cast: Cast) -> None:
    count = Counter(record.actor for record in of_kind(cast, "practice"))

    assert len(count) >= 25
    assert set(count.values()) <= {2, 3, 4, 5, 6}


def test_practices__from_the_catalogue_with_evidence_where_the_level_asks(cast: Cast) -> None:
    for record in of_kind(cast, "practice"):
        for version in record.versions():
            level = version.body["level"]
            evidence = version.body.get("evidence", [])
            assert isinstance(level, int) and 0 <= level <= 4, record.key
            assert isinstance(evidence, list), record.key
            kinds = {item["kind"] for item in evidence}
            assert version.body["practice"] in PRACTICES, record.key
            assert kinds <= EVIDENCE, record.key
            assert level < 3 or kinds, record.key
            assert level < 4 or kinds & SEEN_BY_OTHERS, record.key


def test_practices__of_every_theme_and_level(cast: Cast) -> None:
    found = of_kind(cast, "practice")

    assert {str(record.body["practice"])[0] for record in found} == set(THEMES)
    assert {record.body["level"] for record in found} >= {1, 2, 3, 4}


def test_proposals__forty_and_more_past_and_to_come(cast: Cast) -> None:
    found = of_kind(cast, "offer", "request")
    past = [record for record in found if last_day(record) < AS_OF.isoformat()]

    assert len(found) >= 40
    assert len(of_kind(cast, "offer")) >= 15 and len(of_kind(cast, "request")) >= 15
    assert len(past) >= 5 and len(found) - len(past) >= 25
    assert all("2025-01" <= last_day(record) < "2027-10" for record in found)


def test_proposals__closed_lists(cast: Cast) -> None:
    for record in of_kind(cast, "offer", "request"):
        price = record.body.get("price", {"amount": "0", "unit": "free"})
        assert isinstance(price, Mapping), record.key
        assert set(listed(record, "exchange")) <= EXCHANGES, record.key
        assert set(listed(record, "audience")) <= AUDIENCES, record.key
        assert price["unit"] in UNITS, record.key
        assert re.fullmatch(r"\d+(\.\d\d)?", price["amount"]), record.key


def test_events__past_and_to_come(cast: Cast) -> None:
    events = of_kind(cast, "event")
    for record in events:
        starts, ends = (datetime.datetime.fromisoformat(str(record.body[field])) for field in ("starts", "ends"))
        assert starts < ends, record.key
        assert starts.tzinfo is not None, record.key
        assert ("location" in record.body) != ("online" in record.body), record.key

    past = [record for record in events if str(record.body["starts"]) < AS_OF.isoformat()]

    assert len(events) >= 8
    assert 2 <= len(past) <= len(events) - 4


def test_reports__answers_of_mixed_visibility(cast: Cast) -> None:
    answers = []
    for record in of_kind(cast, "report"):
        assert re.fullmatch(r"\d{4}", str(record.body["period"]))
        answers += listed(record, "answers")
    rows = [row for row in answers if isinstance(row, Mapping)]

    assert {row["visibility"] for row in rows} == {"public", "network", "statistics", "private"}
    assert {row["practice"] for row in rows} <= PRACTICES
    assert all(row.get("reason") for row in rows if row.get("level") is None)
    assert all(row.get("evidence") for row in rows if (row.get("level") or 0) >= 3)


def test_stories__two_and_more(cast: Cast) -> None:
    stories = of_kind(cast, "story")

    assert len(stories) >= 2
    assert {record.body["practice"] for record in stories} <= PRACTICES


def test_visibility_and_policy__mostly_open_with_some_of_each(cast: Cast) -> None:
    visible = Counter(record.body.get("visibility", "public") for record in cast.live())
    policies = {record.body.get("policy", "commons-open") for record in cast.live()}

    assert set(visible) == VISIBILITIES
    assert visible["public"] > len(cast.live()) * 0.9
    assert policies == POLICIES


def test_dates__two_years_in_order(cast: Cast) -> None:
    for record in cast.records:
        days = [version.date for version in record.versions()] + ([record.withdrawn] if record.withdrawn else [])
        assert days == sorted(set(days)), record.key
        assert datetime.date(2024, 11, 1) <= days[0] and days[-1] <= AS_OF, record.key

    changed = [record for record in cast.records if record.changes]

    assert len(changed) >= 55
    assert all(len(record.changes) <= 3 for record in changed)
    assert sum(record.withdrawn is not None for record in cast.records) == 5
    assert min(record.published for record in cast.records) < datetime.date(2025, 1, 1)
    assert max(record.published for record in cast.records) > datetime.date(2026, 11, 1)


def test_versions__give_back_what_was_written(cast: Cast) -> None:
    for record in cast.records:
        versions = record.versions()
        assert versions[-1].body == record.body, record.key
        assert versions[-1].date == record.updated, record.key
        for earlier, later in zip(versions, versions[1:], strict=False):
            assert earlier.body != later.body, record.key


def test_bodies__are_json_with_known_territories_and_places_in_the_region(cast: Cast) -> None:
    for record in cast.records:
        assert json.loads(json.dumps(record.body)) == record.body, record.key
        assert all(SLUG.fullmatch(slug) for slug in listed(record, "territory")), record.key
        assert set(listed(record, "sector")) <= SECTORS, record.key
        assert set(listed(record, "need")) <= NEEDS, record.key
        place = record.body.get("location")
        if isinstance(place, Mapping):
            assert 49.9 < place["latitude"] < 51.1 and 1.5 < place["longitude"] < 4.3, record.key


def test_bodies__every_version_is_well_formed() -> None:
    vocabulary = Vocabulary.load()
    cast = load_cast(with_tout_rafle=True)

    findings = [
        (record.key, finding.line("en"))
        for record in cast.records
        for version in record.versions()
        for finding in check(version.body, vocabulary).findings
    ]

    assert findings == []


def test_keys__are_unique(cast: Cast) -> None:
    keys = Counter(record.key for record in cast.records)

    assert max(keys.values()) == 1


def test_addresses__lead_nowhere_real(cast: Cast) -> None:
    texts = [text for record in cast.records for text in every_text(record.body)]
    addresses = [node.email for node in cast.nodes] + [text for text in texts if "@" in text]
    hosts = [match[1] for text in texts for match in re.finditer(r"https?://([^/\s]+)", text)]

    assert all(re.fullmatch(r"[a-z]+@[a-z-]+\.example", address) for address in addresses)
    assert all(host.endswith(".example") for host in hosts)
    assert len(addresses) > 100 and len(hosts) > 150


def test_tout_rafle__only_when_asked_for(cast: Cast) -> None:
    with_him = load_cast(with_tout_rafle=True)

    assert TOUT_RAFLE not in [actor.name for actor in cast.actors]
    assert [node.name for node in with_him.nodes][-1] == TOUT_RAFLE
    assert len(with_him.records_of(TOUT_RAFLE)) >= 5
    assert with_him.live()[: len(cast.live())] == cast.live()


def test_ids__are_unique_and_never_change(cast: Cast) -> None:
    ids = [object_id(cast, record) for record in cast.records]

    assert len(set(ids)) == len(ids)
    assert actor_id(cast.actor("partage_auto")) == "https://reseau.example/actors/partage_auto"
    assert object_id(cast, cast.record("pedales_300kg")) == "https://pedales.example/objects/01JE2AND00741TJNNQDXWW0XTF"
