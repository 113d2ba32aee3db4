"""Random records, random questions, random readers: the directory says what a slow and obvious program says."""

from __future__ import annotations

from urllib.parse import urlencode

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from node.clock import iso
from node.query import BadQuery, Query
from node.reader import Reader
from node.store import entries
from node.store import records as store_records
from tests.node.directory_oracle import Fact, Oracle
from tests.node.directory_world import World, recognised
from tests.vocabulary import VOCABULARY
from vocab.context import PUBLIC
from vocab.entry import read_entry

AM = "http://purl.org/essglobal/standard/activities-modified/"
HOSTS = ("a.example", "b.example", "c.example:8443")
OWNERS = {host: f"https://{host}/actors/a" for host in HOSTS}
NETWORK = "https://net.example/actors/net"
FRIEND = "https://friend.example/actors/f"
FOLLOWS = frozenset({(FRIEND, OWNERS["b.example"])})
# A town, a part of it, its EPCI, département and région; another town; an EPCI across two départements; Paris.
PLACES = (
    "commune/59350", "commune-associee/59355", "epci/200093201", "departement/59", "region/32", "commune/62041",
    "commune/59400", "commune/62502", "epci/245900758", "departement/62", "commune/75056", "region/11",
)  # fmt: skip
POINTS = ((50.63, 3.06), (50.64, 3.06), (50.29, 2.78), (48.85, 2.35), (-17.0, 179.9), (-17.0, -179.9))
PRACTICES = ("D03", "G01", "T01", "C02")
WORDS = ("vélo", "Réparation", "légumes", "paniers", "l'atelier", "œuvre", "co-voiturage", "livraison", "Lille", "eau")
TYPED = (
    "velo", "reparer", "covoiturages", "co voiturage", "demandes", "legume", "panier", "atelier", "oeuvres", "livr",
    "lille vélo", "où transport", "eau", "de la",
)  # fmt: skip
READERS = (
    Reader(),
    Reader("member", actors=("https://x.example/actors/x",)),
    Reader("member", actors=("https://m.example/actors/m",), networks=(NETWORK,)),
    Reader("member", actors=(FRIEND,)),
    Reader("member", actors=("https://h.example/actors/h",), signed_in=True),
    Reader("member", actors=(OWNERS["a.example"],)),
    Reader("admin"),
)  # fmt: skip


def some(*values: str, most: int = 2) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), max_size=most, unique=True)


def maybe(*values: object) -> st.SearchStrategy[object]:
    return st.sampled_from((None, *values))


DAYS = st.sampled_from(
    ("2026-11-23", "2026-10-24", "2026-10-23", "2025-11-24", "2025-11-23", "2025-11-22", "2024-02-29")
)
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)


@st.composite
def records(draw: st.DrawFn) -> dict[str, object]:
    """What `World.put` and `World.profile` take, as keyword arguments; `which` says how to call them."""
    which = draw(st.sampled_from(("offer", "request", "listing", "practice", "practice", "report", "profile", "event")))
    host = draw(st.sampled_from(HOSTS))
    audience = draw(st.sampled_from(("public", "public", "public", "network", "followers", "private")))
    to = {"public": [PUBLIC], "network": [f"{NETWORK}/members"], "followers": [f"{OWNERS[host]}/followers"]}
    point = draw(maybe(*POINTS))
    location: dict[str, object] = {"type": "Place"}
    if isinstance(point, tuple):
        location |= {"latitude": point[0], "longitude": point[1]}
    if placed := draw(some(*PLACES, most=1)):
        location["within"] = [f"territory:fr/{place}" for place in placed]
    fields: dict[str, object] = {
        "name": draw(NAMES),
        "host": host,
        "audience": audience,
        "policy": draw(st.sampled_from(("commons-open", "commons-open", "reciprocal-ess", "network-only", "private"))),
        "to": to.get(audience, []),
        "updated": f"{draw(DAYS)}T10:00:00.000Z",
        "content": f"<p>{draw(NAMES)}</p>",
        "location": location,
        "areaServed": [f"territory:fr/{place}" for place in draw(some(*PLACES))],
        "sector": [AM + each for each in draw(some("AM60", "AM160", "AM120"))],
        "need": [f"coop:need-{each}" for each in draw(some("livrer", "manger"))],
        "stage": draw(maybe("coop:stage-running", "coop:stage-idea")),
        "recognised": draw(some("claimed", "domain-proved", "attested")),
        "license": draw(maybe("https://spdx.org/licenses/etalab-2.0", "https://example.org/own-licence")),
    }
    level = st.sampled_from((None, 0, 1, 2, 3, 4))
    if which == "practice":
        fields |= {"kind": "Practice", "purpose": None, "practice": f"charter:{draw(st.sampled_from(PRACTICES))}"}
        fields["level"] = draw(level)
        kinds = draw(some("URL", "REG", most=1))
        fields["evidence"] = [{"type": "Evidence", "evidenceType": f"coop:evidence-{kind.lower()}"} for kind in kinds]
        fields["validUntil"] = draw(maybe("2026-11-22", "2026-11-23"))
    elif which == "report":
        answers = [
            {"type": "Answer", "practice": f"charter:{each}", "level": draw(level)}
            for each in draw(some(*PRACTICES, most=3))
        ]
        fields |= {"kind": "PracticeReport", "purpose": None, "answers": answers}
    elif which == "listing":
        about: dict[str, object] = {
            "type": "Organization",
            "name": fields["name"],
            "coopStatus": draw(maybe("coop:status-scic")),
        }
        fields |= {"kind": "Listing", "purpose": None, "organization": about}
    elif which == "event":
        fields |= {"type": "Event", "kind": None, "purpose": None, "startTime": "2026-12-01T10:00:00Z"}
    else:
        fields["purpose"] = which
    return {"which": which} | {key: value for key, value in fields.items() if value is not None}


@st.composite
def questions(draw: st.DrawFn) -> list[tuple[str, str]]:
    """Parameters as an address has them."""
    choices = {
        "kind": ("organization", "practice", "offer", "request", "event", "report"),
        "claimed": ("true", "false"),
        "verified_by": ("claimed", "domain-proved", "register-matched"),
        "sector": ("AM60", "AM160", "AM120"),
        "need": ("livrer", "manger"),
        "practice": PRACTICES,
        "stage": ("running", "idea"),
        "coop_status": ("SCIC",),
        "legal_form": ("L2",),
        "evidence": ("URL", "REG"),
        "license": ("etalab-2.0",),
        "policy": ("commons-open", "reciprocal-ess"),
        "origin": HOSTS,
        "freshness": ("recent", "year", "older"),
        "territory": tuple("fr-" + place.replace("/", "-") for place in PLACES),
        "relation": ("placed", "serving", "wider"),
        "q": TYPED,
    }
    pairs: list[tuple[str, str]] = []
    for name in draw(st.lists(st.sampled_from(sorted(choices)), max_size=4, unique=True)):
        for value in draw(some(*choices[name])):
            minus = "-" if draw(st.integers(0, 3)) == 0 else ""
            pairs.append((name, minus + value))
    near = draw(maybe("50.63,3.06", "-17,179.99", "50.4,2.9"))
    if near:
        pairs += [("near", str(near)), ("radius_km", str(draw(st.sampled_from((1, 25, 60, 900)))))]
    singles = {
        "min_level": ("0", "2", "4"),
        "bbox": ("2.7,50.2,3.1,50.64", "179,-18,-179,-16"),
        "updated_since": ("2025-11-23", "2026-10-24"),
        "sort": ("updated", "name", *(("distance",) if near else ())),
    }
    for name in draw(some(*singles, most=2)):
        pairs.append((name, draw(st.sampled_from(singles[name]))))
    return pairs


def fill(world: World, drawn: list[dict[str, object]]) -> Oracle:
    """Put the records into the directory, and before the oracle; later ones with the same id replace."""
    for each in drawn:
        fields = dict(each)
        name, host, which = str(fields.pop("name")), str(fields.pop("host")), fields.pop("which")
        if which == "profile":
            fields |= {"summary": fields.pop("content"), "usagePolicy": f"coop:policy-{fields['policy']}"}
            audience, policy = str(fields.pop("audience")), str(fields.pop("policy"))
            world.profile(name, host=host, audience=audience, policy=policy, **fields)
        else:
            world.put(name, host=host, **fields)  # type: ignore[arg-type]
    world.db.execute(
        "INSERT OR IGNORE INTO follows (follower, followed, activity, state, since)"
        " VALUES (?, ?, 'x', 'accepted', 'x')",
        (FRIEND, OWNERS["b.example"]),
    )
    return oracle_of(world, FOLLOWS)


def oracle_of(world: World, follows: frozenset[tuple[str, str]]) -> Oracle:
    sql = "SELECT r.id, r.audience, r.policy, r.origin, r.version FROM records r JOIN entries e ON e.num = r.num"
    facts = []
    for id, audience, policy, origin, version in world.db.execute(sql).fetchall():
        entry = read_entry(world.documents[id], world.vocabulary)
        assert entry is not None
        verified_by = frozenset(recognised(world.documents[id]))
        facts.append(Fact(entry, audience, policy, origin, version, verified_by))
    return Oracle(tuple(facts), follows, world.vocabulary, iso(world.now))


QUESTIONS = st.lists(questions(), min_size=3, max_size=6)
BULK = st.sampled_from((False, False, False, True))
EXAMPLES = settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.generate),  # a smaller example would take minutes to find
)


@EXAMPLES
@given(drawn=st.lists(records(), min_size=1, max_size=12), asked=QUESTIONS, who=st.sampled_from(READERS), bulk=BULK)
async def test_answer__is_that_of_the_obvious_program(
    drawn: list[dict[str, object]], asked: list[list[tuple[str, str]]], who: Reader, bulk: bool
) -> None:
    world = await World.open(VOCABULARY)
    await agree(world, fill(world, drawn), asked, who, bulk)


@EXAMPLES
@given(
    drawn=st.lists(records(), min_size=1, max_size=10),
    later=st.lists(st.tuples(st.sampled_from(("put", "out", "forgotten")), records()), min_size=1, max_size=5),
    asked=QUESTIONS,
    hours=st.sampled_from((0, 0, 15, 30)),
    who=st.sampled_from(READERS),
    bulk=BULK,
)
async def test_answer__whatever_changed_since_it_was_last_asked(
    drawn: list[dict[str, object]],
    later: list[tuple[str, dict[str, object]]],
    asked: list[list[tuple[str, str]]],
    hours: int,
    who: Reader,
    bulk: bool,
) -> None:
    world = await World.open(VOCABULARY)
    # What is kept in memory is there from now on, and has to follow.
    await agree(world, fill(world, drawn), asked, who, bulk)
    for what, each in later:
        if what == "put":
            fill(world, [each])
            continue
        row = world.db.execute("SELECT num FROM entries ORDER BY num LIMIT 1").fetchone()
        if row is not None:
            entries.remove(world.db, row[0])
            if what == "forgotten":  # its number is given again
                store_records.forget(world.db, row[0])
    world.now += hours * 3600
    await agree(world, oracle_of(world, FOLLOWS), asked, who, bulk)


async def agree(world: World, oracle: Oracle, asked: list[list[tuple[str, str]]], who: Reader, bulk: bool) -> None:
    """The directory answers these questions as the oracle does."""
    for pairs in asked:
        try:
            query = Query.from_params(pairs, VOCABULARY)
        except BadQuery:
            continue  # contradictory: nobody answers
        answer = await world.directory.ask(query, who, bulk=bulk)
        expected = oracle.found(query, who, bulk=bulk)

        said = urlencode(pairs)
        ids = [row.id for row in answer.found.rows]
        if query.sort == "relevance":
            ids.sort()
        assert ids == [fact.entry.id for fact in expected], said
        assert answer.found.total == len(expected), said
        assert answer.found.facets == oracle.facets(query, who, bulk=bulk), said
        relations = {fact.entry.id: oracle.relation(fact, query) for fact in expected}
        assert {row.id: row.relation for row in answer.found.rows} == relations, said
