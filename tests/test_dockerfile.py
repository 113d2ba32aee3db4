"""The Dockerfile, without a container engine: read by a small parser, its build stage run in a clean environment.

What is run: every COPY and RUN of the build stage, with the container's absolute paths moved under a fresh folder, a
PATH that holds nothing but Python and the system's tools, and no variable of ours; then the image's command with
`--help`, and its health check. What is not run: the steps of the second stage that need root (creating the account),
the base image itself, and compiling, which takes longest and which nothing here depends on.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
KEPT_VARIABLES = re.compile(r"^(PIP_|SSL_CERT_|REQUESTS_CA_|LANG$|LC_|(https?|no)_proxy$)", re.IGNORECASE)


@dataclass(frozen=True)
class Step:
    """One instruction: its word and what follows, continuation lines joined."""

    word: str
    rest: str

    def listed(self) -> list[str]:
        """The exec form (`["a", "b"]`) as a list; the words of the shell form otherwise."""
        return list(json.loads(self.rest)) if self.rest.startswith("[") else shlex.split(self.rest)


@dataclass(frozen=True)
class Stage:
    """What stands between one FROM and the next."""

    base: str
    name: str
    steps: tuple[Step, ...]

    def all(self, word: str) -> list[Step]:
        return [step for step in self.steps if step.word == word]

    def one(self, word: str) -> Step:
        (step,) = self.all(word)
        return step


def steps(text: str) -> Iterator[Step]:
    """The instructions of a Dockerfile, comments left out."""
    kept = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    for line in re.sub(r"\\\n", " ", kept).splitlines():
        word, _, rest = line.strip().partition(" ")
        if word:
            yield Step(word.upper(), re.sub(r"\s+", " ", rest).strip())


def stages(text: str) -> list[Stage]:
    """The stages of a Dockerfile; build arguments with a default are filled in."""
    arguments: dict[str, str] = {}
    found: list[tuple[str, str, list[Step]]] = []
    for step in steps(text):
        if step.word == "ARG" and not found:
            name, _, default = step.rest.partition("=")
            arguments[name] = default
        elif step.word == "FROM":
            base, _, name = re.sub(r"\$\{(\w+)\}", lambda held: arguments[held[1]], step.rest).partition(" AS ")
            found.append((base, name, []))
        else:
            found[-1][2].append(step)
    return [Stage(base, name, tuple(inside)) for base, name, inside in found]


@pytest.fixture(scope="module")
def image() -> list[Stage]:
    return stages((REPOSITORY / "Dockerfile").read_text("utf-8"))


def test_parser__joins_lines_and_fills_arguments():
    text = 'ARG A=x:1\n# no\nFROM ${A} AS build\nRUN one \\\n && two\n\nFROM x:1\nCMD ["a", "b c"]\n'

    assert stages(text) == [
        Stage("x:1", "build", (Step("RUN", "one && two"),)),
        Stage("x:1", "", (Step("CMD", '["a", "b c"]'),)),
    ]


def test_image__is_slim_and_not_root(image):
    build, final = image

    assert build.name == "build"
    assert build.base == final.base and final.base.endswith("-slim")
    user = final.one("USER").rest.partition(":")[0]
    assert user not in ("", "0", "root")
    # The account exists before it is used, and nothing is installed after.
    words = [step.word for step in final.steps]
    assert words.index("RUN") < words.index("USER") < words.index("ENTRYPOINT")
    assert f"--uid {user}" in final.all("RUN")[0].rest


def test_image__keeps_its_data_in_one_volume(image):
    final = image[-1]

    assert final.one("VOLUME").listed() == ["/data"]
    assert final.one("ENTRYPOINT").listed() == ["bocage", "--data", "/data"]
    assert final.one("CMD").listed() == ["run", "--listen", f"0.0.0.0:{final.one('EXPOSE').rest}"]


def test_image__installs_hashed_requirements_only(image):
    commands = [command for step in image[0].all("RUN") for command in step.rest.split("&&")]
    installs = [command for command in commands if "pip install" in command or "pip wheel" in command]

    assert installs
    for command in installs:
        hashed = "--require-hashes -r " in command
        offline = "--no-deps" in command and ("--no-index" in command or "--no-build-isolation" in command)
        assert hashed or offline, command


def test_image__copies_only_what_the_context_lets_in(image):
    lines = (REPOSITORY / ".dockerignore").read_text("utf-8").splitlines()
    let_in = {line.removeprefix("!") for line in lines if line.startswith("!")}

    asked = {name.removeprefix("./") for step in image[0].all("COPY") for name in step.rest.split()[:-1]}

    assert "*" in lines
    assert asked == let_in
    assert all((REPOSITORY / name).exists() for name in asked)


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (503, False)])
def test_health_check__asks_readyz(image, status, healthy):
    port = image[-1].one("EXPOSE").rest
    command = json.loads(image[-1].one("HEALTHCHECK").rest.partition(" CMD ")[2])
    assert command[:2] == ["python", "-c"]
    with answering(status) as (there, asked):
        code = command[2].replace(f"127.0.0.1:{port}/", f"127.0.0.1:{there}/")

        done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=30)

    assert (done.returncode == 0) is healthy
    assert asked == ["/readyz"]


@pytest.mark.thorough
@pytest.mark.timeout(300)
def test_build_stage__installs_and_runs_in_a_clean_environment(image, tmp_path, capsys):
    build, final = image
    place = Place(tmp_path)
    place.require_index()

    place.play(build)
    for step in final.all("COPY"):
        source = place.inside(step.listed()[-2])
        assert source.is_dir(), f"{step.rest}: the build stage made no {source}"
    absent = place.files_left_out()
    assert not absent, f"not in the wheel: {absent}"
    if not (REPOSITORY / "node/cli/main.py").exists():
        pytest.skip("the image installs; its command is not tried because node/cli/main.py is not written yet")
    place.cwd = place.root / "home"

    shown = place.run(f"{shlex.join(final.one('ENTRYPOINT').listed())} --help", path=place.path_of(final))

    assert "Usage: bocage" in shown
    with capsys.disabled():
        print(
            "\nDockerfile: no container engine was used; its build stage ran in a clean environment, "
            "then `bocage --help` (the account of the second stage and the base image were not tried)."
        )


class Place:
    """A folder that stands for the container's root."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.cwd = root
        self.bin = root / "usr-local-bin"
        self.bin.mkdir()
        (root / "home").mkdir()
        shim = self.bin / "python"
        shim.write_text(f'#!/bin/sh\nexec {shlex.quote(str(Path(sys.executable).resolve()))} "$@"\n')
        shim.chmod(0o755)

    def inside(self, path: str) -> Path:
        return self.root / path.lstrip("/") if path.startswith("/") else self.cwd / path

    def path_of(self, stage: Stage) -> str:
        """The PATH that the stage's ENV says, its own folders moved under this one."""
        (said,) = re.findall(r"\bPATH=(\S+)", stage.one("ENV").rest)
        return ":".join(f"{self.root}{part}" if part.startswith("/opt/") else part for part in said.split(":"))

    def require_index(self) -> None:
        """Skip where no package index answers."""
        lock = (REPOSITORY / "requirements-build.lock").read_text("utf-8")
        (self.root / "probe.lock").write_text(lock, "utf-8")
        probe = [sys.executable, "-m", "pip", "download", "-q", "--retries", "0", "--no-deps", "--require-hashes"]
        probe += ["-r", str(self.root / "probe.lock"), "-d", str(self.root / "probe")]
        done = subprocess.run(probe, capture_output=True, text=True, timeout=100, env=self.environment(os.defpath))
        if done.returncode:
            pytest.skip(
                f"no package index answers here: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}"
            )

    def play(self, stage: Stage) -> None:
        """Each step of the stage in order."""
        for step in stage.steps:
            if step.word == "WORKDIR":
                self.cwd = self.inside(step.rest)
                self.cwd.mkdir(parents=True, exist_ok=True)
            elif step.word == "COPY":
                *sources, target = step.listed()
                for source in sources:
                    self.copy(REPOSITORY / source, self.inside(target), many=target.endswith("/"))
            elif step.word == "RUN":
                self.run(step.rest, path=os.defpath)
            else:
                raise AssertionError(f"this test does not know the step {step.word}")

    def copy(self, source: Path, target: Path, *, many: bool) -> None:
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
        else:
            shutil.copy2(source, target / source.name if many else target)

    def run(self, command: str, *, path: str) -> str:
        """The command in a shell, absolute paths of the image moved under the root; its output."""
        parts = [part for part in command.split(" && ") if " -m compileall " not in part]
        moved = re.sub(r"(?<![\w.])/opt/", f"{self.root}/opt/", " && ".join(parts))
        done = subprocess.run(
            ["/bin/sh", "-euc", moved],
            cwd=self.cwd,
            env=self.environment(path),
            capture_output=True,
            text=True,
            timeout=250,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        return done.stdout

    def environment(self, path: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if KEPT_VARIABLES.match(name)}
        return {**kept, "HOME": str(self.root / "home"), "PATH": f"{self.bin}:{path}", "LANG": "C.UTF-8"}

    def files_left_out(self) -> list[str]:
        """Files of the three packages that the installed node lacks."""
        (installed,) = (self.root / "opt/bocage/lib").glob("python*/site-packages")
        sources = [path for package in ("vocab", "federation", "node") for path in (self.cwd / package).rglob("*")]
        names = [path.relative_to(self.cwd) for path in sources if path.is_file() and path.suffix != ".pyc"]
        assert names
        return [str(name) for name in names if not (installed / name).exists()]


class answering:
    """A server on loopback that answers one status; yields its port and the paths asked."""

    def __init__(self, status: int) -> None:
        asked: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Nothing: the test's output is not its place."""

        self.asked = asked
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def __enter__(self) -> tuple[int, list[str]]:
        self.thread.start()
        return self.server.server_port, self.asked

    def __exit__(self, *error: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(timeout=10)
