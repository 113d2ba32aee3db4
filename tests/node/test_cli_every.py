"""Every command, on a node at rest and on one that runs: the same exit codes, the same answers for programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click
import orjson
import pytest

from node.cli.main import cli
from tests.node.cli_world import OFFER, PASSWORD, Desk, free_port, set_up
from tests.vocab.charter_files import charter_file

# Those that make a node, or are one.
FOUNDING = {"setup", "run", "demo", "restore"}
PRIVATE = "kind: offer\nname: Entre nous\nvisibility: private\n"
TABLE = "name,city,postcode,website\nLa Clef,Lille,59000,https://laclef.example\n"
# In the order in which they are typed: what was written, what becomes of it, the exit code. {id}, {token}: what an
# earlier command answered.
TYPED: list[tuple[str, int]] = [
    ("actor add --name reseau --title Réseau --kind network", 0),
    ("actor add --name reseau --title Encore", 1),
    ("actor list", 0),
    ("actor alias pedales --add x@127.0.0.1:1", 1),
    ("actor move pedales --to x@127.0.0.1:1", 1),
    ("settings", 0),
    ("doctor", 1),
    ("publish {offer} --as pedales", 0),
    ("publish {wrong}", 1),
    ("search vélo", 0),
    ("search --kind zèbre", 1),
    ("explain {id}", 0),
    ("explain https://x.example/1", 1),
    ("token create --actor pedales --scope read,write", 0),
    ("token create --actor personne", 1),
    ("token list", 0),
    ("token revoke {token}", 0),
    ("token revoke {token}", 1),
    ("user add a@example.org --password-file {password}", 0),
    ("user add a@example.org --password-file {password}", 1),
    ("user password a@example.org --password-file {password}", 0),
    ("user disable a@example.org", 0),
    ("user disable b@example.org", 1),
    ("user list", 0),
    ("user reset a@example.org", 1),
    ("mail test ada@example.org", 1),
    ("user invite --role moderator --note Ada", 0),
    ("keys rotate --as pedales", 0),
    ("keys rotate --as personne", 1),
    ("join {network} --as pedales", 0),
    ("members --as reseau", 0),
    ("members --as pedales --accept x", 1),
    ("follow {network} --as pedales", 0),
    ("follow pas-une-adresse", 1),
    ("followers", 0),
    ("following", 0),
    ("unfollow {network} --as pedales", 0),
    ("leave {network} --as pedales", 0),
    ("leave {network} --as pedales", 1),
    ("territory serve fr-commune-59350", 0),
    ("territory serve fr-epci-200093201 --inside", 0),
    ("territory serve nulle-part-au-monde", 1),
    ("territory list", 0),
    ("territory unserve fr-commune-59350", 0),
    ("territory unserve fr-commune-59350", 1),
    ("territory unserve fr-epci-200093201 --moved-to x@127.0.0.1:1", 1),
    ("territory ask lille@127.0.0.1:1 --here --why Essai", 1),
    ("territory unserve all", 0),
    ("territory serve all", 0),
    ("theme serve G", 0),
    ("theme serve rien-de-tel", 1),
    ("theme list", 0),
    ("theme unserve gouvernance inclusive", 2),
    ("theme unserve g", 0),
    ("theme unserve g", 1),
    ("news", 0),
    ("lookup x@127.0.0.1:1", 1),
    ("import {table} --as pedales", 0),
    ("import {table} --as pedales --license licence-à-moi", 1),
    ("import {table} --as pedales --objections là-bas", 1),
    ("queue list", 0),
    ("queue retry", 0),
    ("queue drop 99999 --yes", 1),
    ("queue drop --origin x.example", 1),
    ("queue drop --origin x.example --yes", 1),
    ("queue drop 123456 --yes", 1),
    ("queue accept https://x.example/1", 1),
    ("queue refuse https://x.example/1", 1),
    ("peers", 0),
    ("domains refuse mal.example --why spam", 0),
    ("domains allow bien.example", 0),
    ("domains list", 0),
    ("domains export", 0),
    ("domains import {domains}", 0),
    ("domains forget mal.example", 0),
    ("duplicates list", 0),
    ("duplicates separate https://x.example/1 https://x.example/2", 1),
    ("register install {table}", 1),
    ("register list", 0),
    ("geo install {table}", 1),
    ("charter install {charter}", 0),
    ("charter install {report}", 1),
    ("charter move {report} --to reseau-nord/2.0", 0),
    ("charter move {report} --to ailleurs/1.0", 1),
    ("charter list", 0),
    ("claim https://x.example/1", 1),
    ("claim {id}", 1),
    ("claim {id} --undo", 1),
    ("claims list", 0),
    ("claims accept {id}", 1),
    ("claims refuse https://x.example/1", 1),
    ("endorse panier --practice D03 --level 3 --how visit --evidence https://x.example/1", 1),
    ("attest panier --matter register --how documents --evidence https://x.example/1", 1),
    ("endorsements list", 0),
    ("endorsements accept https://x.example/1", 1),
    ("endorsements refuse https://x.example/1", 1),
    ("endorsements revoke https://x.example/1", 1),
    ("reindex", 0),
    ("reindex --only sparql", 0),
    ("sparql ASK{{}}", 0),
    ("sparql SELECT*{{?s", 1),
    ("export {folder}/all.json", 0),
    ("export --dump", 0),
    ("export --dump x.json", 2),
    ("export", 2),
    ("backup {folder}/b.tar.gz", 0),
    ("withdraw {id}", 0),
    ("withdraw https://x.example/1", 1),
]


def leaves(command: click.Command, words: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by the words that name it."""
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            inner = command.get_command(click.Context(command), name)
            assert inner is not None
            yield from leaves(inner, (*words, name))
    else:
        yield " ".join(words), command


BUILT = dict(leaves(cli))


@pytest.mark.parametrize("name", sorted(set(BUILT) - {"run", "demo"}))
def test_json__is_an_option_of_every_command(name: str) -> None:
    assert "--json" in {word for parameter in BUILT[name].params for word in parameter.opts}


def test_typed__is_every_command() -> None:
    known = {name for name in BUILT for words, _ in TYPED if words.startswith(name)}

    assert set(BUILT) - FOUNDING - known == set()


def test_every_command__does_the_same_whether_the_node_runs_or_not(tmp_path: Path) -> None:
    at_rest = typed(tmp_path / "rest", running=False)
    while_running = typed(tmp_path / "running", running=True)

    for (words, code), rest, run in zip(TYPED, at_rest, while_running, strict=True):
        assert rest[0] == run[0] == code, (words, rest, run)
        assert rest[1] == run[1], words
        # No failure of ours, and nobody meets a traceback.
        assert not any("Traceback" in said or "Erreur interne" in said for said in (rest[2], run[2])), words
        assert code == 0 or words == "doctor" or rest[2], words


def typed(folder: Path, *, running: bool) -> list[tuple[int, object, str]]:
    """What became of each command: exit code, the shape of what it printed, what it said beside."""
    port = free_port()
    desk = replace(set_up(folder / "data", port=port), sparql=True)
    known = {"network": f"reseau@127.0.0.1:{port}", "folder": str(folder)}
    for name, text in {
        "offer": OFFER + "---\n" + PRIVATE,
        "wrong": "kind: offer\n",
        "table": TABLE,
        "password": PASSWORD,
        "charter": orjson.dumps(charter_file()).decode(),
        "report": "kind: report\ncharter: '1.0'\nanswers: [{practice: D03, level: 2}, {practice: G06, level: 1}]\n",
        "domains": "domain,verdict\nautre.example,refused\n",
    }.items():
        path = folder / f"{name}.csv"
        path.write_text(text, "utf-8")
        known[name] = str(path)
    if not running:
        return [_typed(desk, words, known) for words, _ in TYPED]
    with desk.running():
        return [_typed(desk, words, known) for words, _ in TYPED]


def _typed(desk: Desk, words: str, known: dict[str, str]) -> tuple[int, object, str]:
    done = desk.type(*words.format(**known).split(), "--json")
    said = orjson.loads(done.stdout) if done.stdout.strip() else None
    if words.startswith("publish {offer}"):
        known["id"] = said[0]["id"]
    if words.startswith("token create") and isinstance(said, dict):
        known["token"] = said["token"]
    return done.exit_code, _shape(said, words), done.stderr


def _shape(said: object, words: str) -> object:
    if words in ("doctor", "peers"):
        return type(said)  # a node at rest is looked at less, and has met nobody
    if isinstance(said, dict):
        return sorted(said)
    return [sorted(each) if isinstance(each, dict) else each for each in said] if isinstance(said, list) else said
