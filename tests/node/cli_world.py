"""A node to command: founded once for all tests, copied for each, run as a process where a test needs one running."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson
from click.testing import CliRunner, Result

from node.cli.main import cli
from tests.vocabulary import VOCABULARY

REPOSITORY = Path(__file__).parents[2]
PASSWORD = "un mot de passe assez long"
OFFER = """
kind: offer
name: Livraison à vélo jusqu'à 300 kg
content: Nous livrons la métropole six jours sur sept.
territory: [fr-epci-200093201]
need: [livrer]
action: deliverService
exchange: [sell]
"""


@dataclass(frozen=True, repr=False)
class Desk:
    """A data folder and a person who types, in French unless told otherwise."""

    data: Path
    language: str = "fr_FR.UTF-8"
    # Most tests have no need for processes beside the node.
    sparql: bool = False

    def type(self, *words: str, input: str | bytes | None = None) -> Result:
        """Run a command in this process."""
        env = {"LC_ALL": self.language, "BOCAGE_DATA": None, "BOCAGE_DEBUG": None, **self._settings}
        return CliRunner().invoke(cli, ["--data", str(self.data), *words], input=input, env=env, obj=VOCABULARY)

    def did(self, *words: str, input: str | bytes | None = None) -> str:
        """The same, which must succeed; what it printed."""
        done = self.type(*words, input=input)
        assert done.exit_code == 0, (done.stdout, done.stderr, done.exception)
        return done.stdout

    def json(self, *words: str) -> object:
        """The same with `--json`."""
        return orjson.loads(self.did(*words, "--json"))

    @property
    def _settings(self) -> dict[str, str]:
        return {"BOCAGE_SPARQL": str(self.sparql).lower()}

    @contextmanager
    def running(self, *words: str) -> Iterator[str]:
        """The node runs as a process of its own while inside; the address it says it serves."""
        env = {**os.environ, "LC_ALL": self.language, **self._settings}
        command = [sys.executable, "-m", "node.cli.main", "--data", str(self.data), "run", *words]
        process = subprocess.Popen(command, cwd=REPOSITORY, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            assert process.stdout is not None and process.stderr is not None
            line = process.stdout.readline().decode()
            assert line.startswith("ready "), process.stderr.read().decode()
            yield line.removeprefix("ready ").strip()
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=30) == 0, process.stderr.read().decode()
            assert process.stdout.read() == b""
        finally:
            process.kill()
            process.communicate(timeout=30)


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def set_up(data: Path, *words: str, port: int = 8401, name: str = "pedales", kind: str = "platform") -> Desk:
    """A node founded by `setup --yes --development`."""
    desk = Desk(data)
    desk.did(
        "setup",
        "--yes",
        "--development",
        "--origin",
        f"http://127.0.0.1:{port}",
        "--name",
        name,
        "--title",
        "Les Pédales",
        "--kind",
        kind,
        "--territory",
        "fr-commune-59350",
        "--email",
        "contact@example.org",
        *words,
    )
    return desk


def mode(path: Path) -> int:
    """Who may read and write a file, as `chmod` says it."""
    return stat.S_IMODE(path.stat().st_mode)
