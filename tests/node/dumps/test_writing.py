"""A dump: what may leave in bulk, apart by its conditions; what was withdrawn since the last; whole or not there."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
import rdflib
import yaml
from rdflib.namespace import DCTERMS, RDF

from federation import proofs
from federation.actors import actor_from_document
from node.dumps import shelf
from node.dumps.sets import SETS
from node.dumps.writing import Dumper
from node.sparql.quadstore import allowed
from node.sparql.slow_reader import SlowReader
from node.sparql.statements import Statements
from tests.node.ground import NOW, ORIGIN, Ground, Peer
from vocab.context import SPDX
from vocab.graph import graph_of
from vocab.loader import Loader
from vocab.tables import Tables
from vocab.vocabulary import Vocabulary

CLEF = Peer("https://clef.example/actors/clef", seed=2)
DAY_S = 86_400
# Of the vocabulary (W3C Note, VoID), what is used.
VOID = ("dataDump", "entities", "sparqlEndpoint", "subset", "triples", "vocabulary")


@pytest.fixture
def dumper(ground: Ground, words: Vocabulary, tmp_path: Path) -> Iterator[Dumper]:
    slow = SlowReader()
    statements = Statements(ORIGIN, words, Tables(Loader()), slow, allowed)
    yield Dumper(ground.db, tmp_path, "Les Pédales", statements, 7)
    slow.close()


def write(dumper: Dumper, now: float = NOW) -> shelf.Dump:
    made = dumper.write(now, lambda done: None)
    found = shelf.find(dumper.data, made.stamp)
    assert found is not None
    return found


def read(dump: shelf.Dump, name: str) -> bytes:
    content = (dump.folder / name).read_bytes()
    return gzip.decompress(content) if name.endswith(".gz") else content


def ids(dump: shelf.Dump, name: str) -> set[str]:
    """The records of a set, which its three files and its description agree on."""
    documents = orjson.loads(read(dump, f"{name}.jsonld.gz"))
    found = {str(each["id"]) for each in documents}
    stated = {
        line[1 : line.index(">")]
        for line in read(dump, f"{name}.nq.gz").decode().splitlines()
        if "/ns#received> " in line
    }
    with closing(tables(dump, name)) as db:
        kept = {str(row[0]) for row in db.execute("SELECT id FROM records")}
    assert found == stated == kept
    assert orjson.loads(read(dump, f"{name}.json"))["records"] == len(found)
    return found


def tables(dump: shelf.Dump, name: str) -> sqlite3.Connection:
    path = dump.folder.parent / "tables.sqlite"
    path.write_bytes(read(dump, f"{name}.sqlite.gz"))
    return sqlite3.connect(path)


async def test_write__each_record_in_the_set_of_its_conditions(ground: Ground, dumper: Dumper) -> None:
    open_, alike, reciprocal = (ground.say(policy=policy).id for policy in SETS)
    for more in ({"policy": "network-only"}, {"visibility": "followers"}, {"visibility": "private"}):
        ground.say(**more)

    dump = write(dumper)

    assert ids(dump, "commons-open") == {ground.me, open_}
    assert ids(dump, "commons-share-alike") == {alike}
    assert ids(dump, "reciprocal-ess") == {reciprocal}
    assert set(dump.shown(to_members=False)) == {name for name in dump.files if not name.startswith("reciprocal")}
    assert dump.shown(to_members=True) == dump.files


async def test_write__documents_as_they_were_signed_and_their_graphs(ground: Ground, dumper: Dumper) -> None:
    id = ground.say(name="Livraison", territory=["fr-epci-200093201"], need=["livrer"], sector=["AM160"]).id
    dump = write(dumper)

    (document,) = (each for each in orjson.loads(read(dump, "commons-open.jsonld.gz")) if each["id"] == id)
    assert document == ground.document(id)
    key = actor_from_document(ground.document(ground.me)).key(document["proof"]["verificationMethod"])
    assert key is not None and proofs.verify(document, key)
    lines = read(dump, "commons-open.nq.gz").decode().splitlines()
    assert {line.rsplit(" ", 2)[1] for line in lines if line.startswith(f"<{id}>")} == {
        f"<{ORIGIN}/actors/pedales>",
        f"<{ORIGIN}/sparql#provenance>",
    }
    assert len(graph_of(lines)) > 20


async def test_write__tables_that_can_be_asked(ground: Ground, dumper: Dumper) -> None:
    place = {"name": "Lille", "latitude": 50.6318, "longitude": 3.0471, "territory": "fr-commune-59350"}
    ground.say(name="Livraison", need=["livrer"], sector=["AM160"], territory=["fr-epci-200093201"], location=place)
    ground.say(
        kind="practice",
        practice="D03",
        level=3,
        name="À plusieurs",
        evidence=[{"kind": "URL", "url": "https://x.example/"}],
    )
    dump = write(dumper)

    with closing(tables(dump, "commons-open")) as db:
        need = db.execute(
            "SELECT r.name, l.fr FROM records r JOIN record_values v ON v.record = r.id AND v.relation = 'need'"
            " JOIN labels l ON l.scheme = 'need' AND l.code = v.value"
        ).fetchall()
        practice = db.execute("SELECT practice, level FROM statements").fetchall()
        where = db.execute(
            "SELECT latitude, longitude, policy, license, verified FROM records WHERE kind = 'offer'"
        ).fetchone()
        placed = db.execute("SELECT fr FROM labels WHERE scheme = 'territory' ORDER BY fr").fetchall()
        about = dict(db.execute("SELECT name, value FROM about"))
        sound = db.execute("PRAGMA integrity_check").fetchone()

    assert need == [("Livraison", "Livrer et faire livrer")]
    assert practice == [("D03", 3)]
    assert where == (50.6318, 3.0471, "commons-open", "etalab-2.0", "own")
    assert ("Lille",) in placed
    assert about["origin"] == ORIGIN and about["made"] == "2026-11-23T10:00:00.000Z"
    assert sound == ("ok",)


async def test_write__a_document_whose_views_disagree_is_in_the_tables_alone(ground: Ground, dumper: Dumper) -> None:
    ground.follow(CLEF)
    record = CLEF.record("a")
    context = record["@context"]
    assert isinstance(context, list)
    other = {k: v for k, v in record.items() if k != "proof"} | {
        "@context": [*context, {"who": {"@id": "as:attributedTo", "@type": "@id"}}],
        "who": "https://lys.example/actors/lys",
    }
    await ground.hear(CLEF.says("Create", CLEF.sign(other), "c1"))
    assert record["id"] in ground.shelved()

    dump = write(dumper)

    told = orjson.loads(read(dump, "commons-open.json"))
    assert (told["records"], told["left_out_of_rdf"]) == (2, 1)
    assert [each["id"] for each in orjson.loads(read(dump, "commons-open.jsonld.gz"))] == [ground.me]
    assert b"lys.example" not in read(dump, "commons-open.nq.gz")
    with closing(tables(dump, "commons-open")) as db:
        assert db.execute("SELECT count(*) FROM records").fetchone() == (2,)


async def test_write__what_was_withdrawn_or_narrowed_since_is_named(ground: Ground, dumper: Dumper) -> None:
    stays, gone, narrowed, moved = (ground.say(name=name).id for name in ("Reste", "Part", "Se ferme", "Change"))
    first = write(dumper)
    ground.clock.at += DAY_S
    ground.withdraw(gone)
    ground.say(id=narrowed, name="Se ferme", visibility="private")
    ground.say(id=moved, name="Change", policy="commons-share-alike", license="CC-BY-SA-4.0")
    added = ground.say(name="Vient").id
    second = write(dumper, NOW + DAY_S)

    told = orjson.loads(read(second, "commons-open.withdrawals.json"))

    assert orjson.loads(read(first, "commons-open.withdrawals.json"))["withdrawn"] == []
    assert (told["since"], told["dump"]) == (first.stamp, second.stamp)
    assert {each["id"]: each["why"] for each in told["withdrawn"]} == {
        gone: "withdrawn",
        narrowed: "withdrawn" if ground.record(narrowed).deleted else "no longer given under these conditions",  # type: ignore[union-attr]
        moved: "no longer given under these conditions",
    }
    assert {stays, added} <= ids(second, "commons-open")
    assert orjson.loads(read(second, "commons-share-alike.withdrawals.json"))["withdrawn"] == []


async def test_write__sums_hold_and_the_same_content_gives_the_same_files(ground: Ground, dumper: Dumper) -> None:
    ground.say()
    one, other = write(dumper), write(dumper, NOW + 1)

    for name in SETS:
        for line in read(one, f"{name}.sha256").decode().splitlines():
            digest, _, file = line.partition("  ")
            assert hashlib.sha256((one.folder / file).read_bytes()).hexdigest() == digest
        for end in ("nq.gz", "jsonld.gz"):
            assert (one.folder / f"{name}.{end}").read_bytes() == (other.folder / f"{name}.{end}").read_bytes()


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="this machine has no sha256sum")
async def test_write__sums_are_checked_by_the_usual_command(ground: Ground, dumper: Dumper) -> None:
    ground.say()
    dump = write(dumper)

    def check() -> int:
        command = ["sha256sum", "--check", "--strict", "--quiet", *(f"{name}.sha256" for name in SETS)]
        return subprocess.run(command, cwd=dump.folder, capture_output=True, check=False).returncode

    assert check() == 0
    with (dump.folder / "commons-open.nq.gz").open("ab") as file:
        file.write(b"x")
    assert check() != 0


async def test_write__says_what_it_is(ground: Ground, dumper: Dumper) -> None:
    ground.say(policy="commons-share-alike", license="CC-BY-SA-4.0")
    dump = write(dumper)

    graph = rdflib.Graph().parse(data=read(dump, "void.ttl"), format="turtle")
    here = f"{ORIGIN}/dumps/{dump.stamp}/"
    void = rdflib.Namespace("http://rdfs.org/ns/void#")
    assert {str(term) for term in graph.predicates() if term in void} == {f"{void}{name}" for name in VOID}
    assert set(graph.objects(rdflib.URIRef(f"{here}void.ttl#all"), void.subset)) == set(graph.subjects(void.dataDump))
    assert {str(each) for each in graph.objects(None, void.sparqlEndpoint)} == {f"{ORIGIN}/sparql"}
    silent = write(replace(dumper, asked=False), NOW + 1)
    assert "sparql" not in read(silent, "void.ttl").decode()
    counts = {name: orjson.loads(read(dump, f"{name}.json")) for name in ("commons-open", "commons-share-alike")}
    for name, told in counts.items():
        part = rdflib.URIRef(f"{here}void.ttl#{name}")
        assert (part, RDF.type, void.Dataset) in graph
        assert graph.value(part, void.entities) == rdflib.Literal(told["records"])
        assert graph.value(part, void.triples) == rdflib.Literal(told["statements"])
        assert {str(each) for each in graph.objects(part, DCTERMS.license)} == {
            SPDX + each for each in told["licenses"]
        }
    assert set(map(str, graph.objects(None, void.dataDump))) == {
        f"{here}{name}.{end}" for name in ("commons-open", "commons-share-alike") for end in ("nq.gz", "jsonld.gz")
    }
    assert "reciprocal" not in read(dump, "void.ttl").decode()
    cited: dict[str, Any] = yaml.safe_load(read(dump, "CITATION.cff"))
    assert cited["cff-version"] == "1.2.0" and cited["type"] == "dataset"
    assert cited["authors"] == [{"name": "Les Pédales", "website": ORIGIN}]
    # A list would be read as a choice.
    assert "license" not in cited and cited["abstract"].endswith(": CC-BY-SA-4.0, etalab-2.0")


async def test_write__keeps_seven_days_and_always_the_newest(ground: Ground, dumper: Dumper) -> None:
    for day in (0, 1, 7, 8, 9):
        write(dumper, NOW + day * DAY_S)
    assert [each.made for each in shelf.dumps(dumper.data)] == [NOW + day * DAY_S for day in (9, 8, 7)]

    shelf.prune(dumper.data, NOW + 100 * DAY_S, 7)

    assert [each.made for each in shelf.dumps(dumper.data)] == [NOW + 9 * DAY_S]


async def test_write__what_fails_leaves_nothing_and_what_was_left_is_removed(
    ground: Ground, dumper: Dumper, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground.say()
    left = dumper.data / shelf.FOLDER / f"{shelf.PART}-99"
    left.mkdir(parents=True)
    (left / "half").write_bytes(b"x")

    def fail(*args: object) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as broken:
        broken.setattr("node.dumps.writing._describe", fail)
        with pytest.raises(OSError, match="no space"):
            write(dumper)
    assert list((dumper.data / shelf.FOLDER).iterdir()) == []
    assert not ground.db.in_transaction

    assert write(dumper).files


@pytest.mark.parametrize("name", ["", "..", ".last", ".part-1", "2026-11-23T100000Z/x", "latest/.."])
async def test_find__only_names_of_dumps(dumper: Dumper, name: str) -> None:
    write(dumper)

    assert shelf.find(dumper.data, name) is None
