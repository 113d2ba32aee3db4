"""Each check of `doctor` in its good state and in its bad ones, and that each says what to do."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from federation.client import Look
from federation.discovery import EVERYBODY, Full
from federation.errors import Refused, TooLarge, Unreachable
from node import upkeep
from node.checks import FAIL, OK, WARN, Check
from node.doctor import derived, factors, folder, mail, packages, public, queues, saved, strangers
from node.doctor.queues import Queues
from node.echo import Echo, Heard
from node.mail.troubles import Trouble
from node.sparql.indexer import Status
from node.store import backup
from node.store.migrate import newest
from tests.node.ground import NOW, ORIGIN, Ground
from tests.node.store.dump import FOLDER, raised
from vocab.language import Text

DAY = 86_400.0
NODE = "https://pedales.example"
AP = Look(200, "application/activity+json; charset=utf-8")
HTML = Look(200, "text/html; charset=utf-8")
AWAY = Unreachable("no answer")
FINE = Queues()

CASES: dict[str, tuple[Check, str]] = {
    "schema": (folder.schema(Path("d"), 5, 5), OK),
    "schema, older": (folder.schema(Path("d"), 4, 5), WARN),
    "schema, later": (folder.schema(Path("d"), 6, 5), FAIL),
    "mail": (mail.mail(True, mail.Seen(), None), OK),
    "mail, none": (mail.mail(False, mail.Seen(), None), OK),
    "mail, refused": (mail.mail(True, mail.Seen(), Trouble("login", 535)), FAIL),
    "mail, waiting": (mail.mail(True, mail.Seen(3, (7_200.0, "sender"), 0), None), WARN),
    "factors": (factors.check(3, 0), OK),
    "factors, of another key": (factors.check(3, 2), FAIL),
    "disk": (folder.disk(Path("d"), 2_000_000_000), OK),
    "disk, little": (folder.disk(Path("d"), 500_000_000), WARN),
    "disk, full": (folder.disk(Path("d"), 1_000), FAIL),
    "config": (folder.config(Path("d"), True, None, None), OK),
    "config, missing": (folder.config(Path("d"), False, None, None), FAIL),
    "config, unknown setting": (folder.config(Path("d"), True, Text("Réglage inconnu", "Unknown setting"), None), FAIL),
    "origin": (folder.origin(Path("d"), NODE, NODE), OK),
    "origin, of a node to be": (folder.origin(Path("d"), NODE, None), OK),
    "origin, changed": (folder.origin(Path("d"), "https://other.example", NODE), FAIL),
    "origin, gone": (folder.origin(Path("d"), "", NODE), FAIL),
    "backup": (saved.backup(NOW - 2 * DAY, NOW), OK),
    "backup, old": (saved.backup(NOW - 30 * DAY, NOW), WARN),
    "backup, never": (saved.backup(None, NOW), WARN),
    "restore test": (saved.restore_test(NOW - 30 * DAY, NOW), OK),
    "restore test, old": (saved.restore_test(NOW - 200 * DAY, NOW), WARN),
    "restore test, never": (saved.restore_test(None, NOW), WARN),
    "names": (packages.names({"vocab": ["bocage"], "node": ["bocage"], "yaml": ["PyYAML"]}), OK),
    "names, taken": (packages.names({"vocab": ["bocage", "other-vocab"]}), WARN),
    "release": (packages.release("1.2.0", ["1.2.0", "1.1.9", "0.9"]), OK),
    "release, one server alone": (packages.release("1.2.0", ["99.0"]), OK),
    "release, not final": (packages.release("1.2.0", ["1.3.0rc1", "1.3.0rc1", "next"]), OK),
    "release, later ones": (packages.release("1.2.0", ["99.0", "1.10.0", "1.2.0"]), WARN),
    "strangers": (strangers.strangers(12, []), OK),
    "strangers, of one domain": (strangers.strangers(20, [Full("wild.example", "hosts", NOW)]), WARN),
    "strangers, of names for anybody": (strangers.strangers(20, [Full("*.noho.st", "actors", NOW)]), WARN),
    "strangers, everybody": (strangers.strangers(5_000, [Full(EVERYBODY, "actors", NOW)]), WARN),
    "deliveries": (queues.sending(FINE), OK),
    "deliveries, some": (queues.sending(replace(FINE, due=3, oldest_due_s=60.0)), OK),
    "deliveries, many": (queues.sending(replace(FINE, due=5_000, oldest_due_s=60.0)), WARN),
    "deliveries, old": (queues.sending(replace(FINE, due=1, oldest_due_s=3 * DAY)), WARN),
    "inbox": (queues.receiving(FINE), OK),
    "inbox, some": (queues.receiving(replace(FINE, received=4, oldest_received_s=3.0)), OK),
    "inbox, late": (queues.receiving(replace(FINE, received=4, oldest_received_s=7_300.0)), WARN),
    "inbox, bug": (queues.receiving(replace(FINE, bugs=1)), WARN),
    "errands": (queues.asking(FINE), OK),
    "errands, many": (queues.asking(replace(FINE, errands=5_000)), WARN),
    "moderation": (queues.deciding(FINE), OK),
    "moderation, some": (queues.deciding(replace(FINE, waiting=3)), OK),
    "moderation, many": (queues.deciding(replace(FINE, waiting=1_000)), WARN),
    "peers": (queues.peers(FINE), OK),
    "peers, away": (queues.peers(replace(FINE, failing=("a.example",))), OK),
    "peers, dead": (queues.peers(replace(FINE, failing=("a.example",), dead=("a.example",))), WARN),
    "peers, dead and waited for": (queues.peers(replace(FINE, failing=("a",), dead=("a",), holding="a")), WARN),
    "keys": (queues.keys(replace(FINE, key_days=30)), OK),
    "keys, old": (queues.keys(replace(FINE, key_days=1_000)), WARN),
    "sparql": (derived.sparql(Status(position=3), 0.0), OK),
    "sparql, being built": (derived.sparql(Status(building=(12, 40)), 0.0), OK),
    "sparql, behind": (derived.sparql(Status(position=3, behind=3), 60.0), OK),
    "sparql, far behind": (derived.sparql(Status(position=3, behind=3), 6_000.0), WARN),
    "dumps, none": (derived.dumped(None, NOW), OK),
    "dumps": (derived.dumped(NOW - 3_600, NOW), OK),
    "dumps, old": (derived.dumped(NOW - 5 * DAY, NOW), WARN),
    "dns": (public.dns("pedales.example", ["192.0.2.1"], None), OK),
    "dns, nowhere": (public.dns("pedales.example", [], AWAY), FAIL),
    "tls": (public.tls(NOW + 60 * DAY, None, NOW), OK),
    "tls, soon": (public.tls(NOW + 5 * DAY, None, NOW), WARN),
    "tls, over": (public.tls(NOW - DAY, None, NOW), FAIL),
    "tls, not trusted": (public.tls(0.0, Unreachable("self-signed certificate"), NOW), FAIL),
    "clock": (public.skew([-1.0, 2.0, 500.0]), OK),
    "clock, unknown": (public.skew([]), OK),
    "clock, off": (public.skew([60.0, 61.0]), WARN),
    "clock, far off": (public.skew([-3_600.0, -3_601.0, 0.0]), FAIL),
    "webfinger": (public.discovery("p@p.example", "x", "x", None), OK),
    "webfinger, another": (public.discovery("p@p.example", "x", "y", None), FAIL),
    "webfinger, away": (public.discovery("p@p.example", "x", None, AWAY), FAIL),
    "actor": (public.actor("x", HTML, AP, None), OK),
    "actor, cached page": (public.actor("x", HTML, HTML, None), FAIL),
    "actor, cached document": (public.actor("x", AP, AP, None), FAIL),
    "actor, error": (public.actor("x", HTML, replace(AP, status=502), None), FAIL),
    "actor, away": (public.actor("x", None, None, AWAY), FAIL),
    "nodeinfo": (public.nodeinfo("bocage", None), OK),
    "nodeinfo, another's": (public.nodeinfo("mastodon", None), FAIL),
    "nodeinfo, away": (public.nodeinfo("", AWAY), FAIL),
    "proxy": (public.proxy(NODE, Heard("pedales.example", "https", "192.0.2.1")), OK),
    "proxy, no scheme": (public.proxy(NODE, Heard("pedales.example", "", "")), WARN),
    "proxy, other host": (public.proxy(NODE, Heard("127.0.0.1:8401", "https", "")), FAIL),
    "proxy, elsewhere": (public.proxy(NODE, None), FAIL),
    "visitors": (public.visitors(NODE, Heard("pedales.example", "https", "192.0.2.1")), OK),
    "visitors, no proxy": (public.visitors(NODE, Heard("pedales.example", "", "", "192.0.2.1", False)), OK),
    "visitors, of a developer": (public.visitors("http://127.0.0.1:8401", Heard("127.0.0.1:8401", "", "")), OK),
    "visitors, not passed on": (public.visitors(NODE, Heard("pedales.example", "https", "")), WARN),
    "visitors, proxy not trusted": (
        public.visitors(NODE, Heard("pedales.example", "https", "192.0.2.1", "172.18.0.2", False)),
        WARN,
    ),
    "inbox post": (public.inbox(None), OK),
    "inbox post, refused": (public.inbox(Refused("401 said the inbox", status=401)), FAIL),
    "body size": (public.body(999_999, Refused("400: not JSON", status=400)), OK),
    "body size, cut": (public.body(999_999, TooLarge("413 said the inbox")), FAIL),
    "body size, cut too": (public.body(999_999, Refused("413 said the inbox", status=413)), FAIL),
    "body size, away": (public.body(999_999, AWAY), FAIL),
}


@pytest.mark.parametrize("case", CASES)
def test_check__is_judged(case: str) -> None:
    check, state = CASES[case]

    assert check.state == state
    assert check.said.fr != check.said.en
    assert check.state == OK or check.fix is not None


def test_checks__each_has_a_good_and_a_bad_state() -> None:
    states: dict[str, set[str]] = {}
    for check, state in CASES.values():
        states.setdefault(check.name, set()).add("good" if state == OK else "bad")

    assert {name for name, found in states.items() if found != {"good", "bad"}} == set()


# -- the folder ----


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    raised(FOLDER / "0002.sql", folder / "bocage.db")
    (folder / "config.toml").write_text(f'origin = "{ORIGIN}"\n', "utf-8")
    for file in folder.iterdir():
        file.chmod(0o600)
    return folder


def states(data: Path) -> dict[str, str]:
    return {check.name: check.state for check in folder.checks(data, {})}


def test_folder__sound(data: Path) -> None:
    expected = OK if newest() == 2 else WARN

    assert states(data) | {"disk": OK} == {
        "config": OK,
        "permissions": OK,
        "database": OK,
        "disk": OK,
        "schema": expected,
        "origin": OK,
    }


def test_folder__without_a_node(tmp_path: Path) -> None:
    assert states(tmp_path) == {"folder": FAIL}


@pytest.mark.parametrize(
    "written", ["origin = ", 'colour = "blue"', "max_backlog = many", 'origin = "https://x.example"']
)
def test_folder__settings_that_cannot_be(data: Path, written: str) -> None:
    (data / "config.toml").write_text(written, "utf-8")

    found = states(data)

    assert FAIL in (found["config"], found.get("origin"))


def test_folder__settings_of_the_environment_count(data: Path) -> None:
    found = {check.name: check for check in folder.checks(data, {"BOCAGE_ORIGIN": "https://x.example"})}

    assert found["origin"].state == FAIL
    assert found["origin"].fix is not None and f'origin = "{ORIGIN}"' in found["origin"].fix.fr


def test_folder__without_settings(data: Path) -> None:
    (data / "config.toml").unlink()

    assert states(data)["config"] == FAIL


@pytest.mark.parametrize("name", ["", "config.toml", "bocage.db", "upkeep.json", "backups"])
def test_folder__others_can_read(data: Path, name: str) -> None:
    upkeep.note(data, "backup", NOW, data / "b.tar.gz")
    (data / backup.UPGRADES).mkdir(mode=0o700)
    assert states(data)["permissions"] == OK
    (data / name).chmod((data / name).stat().st_mode | 0o040)

    check = folder.permissions(data)

    assert check.state == FAIL
    assert check.fix is not None and check.fix.fr == f"chmod go= {data / name}"


def test_folder__damaged(data: Path) -> None:
    (data / "bocage.db").write_bytes(b"not a database" * 1_000)

    assert states(data)["database"] == FAIL


def test_upkeep__is_read_as_it_was_written(tmp_path: Path) -> None:
    upkeep.note(tmp_path, "backup", NOW, tmp_path / "b.tar.gz")
    upkeep.note(tmp_path, "restore_test", NOW + 1, tmp_path / "older.tar.gz")

    assert upkeep.last(tmp_path, "backup") == NOW
    assert upkeep.last(tmp_path, "restore_test") == NOW + 1
    assert upkeep.last_backup(tmp_path) == str(tmp_path / "b.tar.gz")
    (tmp_path / upkeep.NOTES).write_text("[]", "utf-8")
    assert upkeep.last(tmp_path, "backup") is None
    assert upkeep.last_backup(tmp_path) is None


# -- what the database says ----


async def test_look__at_a_quiet_node(ground: Ground) -> None:
    seen = queues.look(ground.db, ground.home)

    assert (seen.due, seen.received, seen.failing, seen.key_days) == (0, 0, (), 0)
    assert {check.state for check in queues.checks(seen)} == {OK}


async def test_look__at_a_node_in_trouble(ground: Ground) -> None:
    db = ground.db
    ground.say(name="Une offre")
    position = db.execute("SELECT max(position) FROM log").fetchone()[0]
    db.execute(
        "INSERT INTO deliveries (inbox, origin, position, state, next_attempt) VALUES ('https://m.example/i',"
        " 'm.example', ?, 'due', 0)",
        (position,),
    )
    db.execute("INSERT INTO origins (origin, failures, last_ok) VALUES ('m.example', 9, ?)", (NOW,))
    db.execute(
        "INSERT INTO inbox (id, signer, actor, how, received, state) VALUES ('a', 'b', 'b', 'pushed',"
        " '2026-11-23T10:00:00.000Z', 'bug')"
    )
    ground.clock.at = NOW + 800 * DAY

    seen = queues.look(db, ground.home)

    assert (seen.due, seen.bugs, seen.dead, seen.holding) == (1, 1, ("m.example",), "m.example")
    assert seen.key_days == 800
    assert seen.oldest_due_s is not None and seen.oldest_due_s >= 800 * DAY - 1
    found = {check.name for check in queues.checks(seen) if check.state == WARN}
    assert found == {"deliveries", "inbox", "peers", "keys"}


async def test_settings__of_development_on_a_public_node(ground: Ground) -> None:
    assert queues.settings(ground.home).state == OK

    ground.home.settings = replace(ground.home.settings, allow_private_networks=True)

    assert queues.settings(ground.home).state == FAIL
    ground.home.settings = replace(ground.home.settings, origin="http://127.0.0.1:8401")
    assert queues.settings(ground.home).state == OK


# -- the echo ----


def test_echo__hears_only_what_it_expects() -> None:
    echo, heard = Echo(), Heard("a", "https", "")

    echo.hear("unasked", heard)
    echo.expect("asked")
    echo.hear("asked", heard)

    assert (echo.take("unasked"), echo.take("asked"), echo.take("asked")) == (None, heard, None)


def test_echo__is_bounded() -> None:
    echo = Echo()
    for number in range(1_000):
        echo.expect(str(number))

    echo.hear("0", Heard("a", "", ""))

    assert echo.take("0") is None


def test_fixes__are_commands() -> None:
    fixes = [fix for check, _ in CASES.values() if check.fix for fix in (check.fix.fr, check.fix.en)]
    commands = {"bocage", "chmod", "dig", "du", "echo", "nano", "pip", "python3", "sed", "sudo", "tar"}

    assert fixes
    assert {shlex.split(fix, comments=True)[0] for fix in fixes} <= commands


def test_fixes__hold_where_a_name_has_spaces() -> None:
    folder_ = Path("mon nœud")

    for check in (folder.origin(folder_, "", NODE), folder.config(folder_, False, None, "a b.tar.gz")):
        assert check.fix is not None
        assert any(word.startswith("mon nœud") for word in shlex.split(check.fix.fr))
