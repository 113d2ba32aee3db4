"""The laws of the house bite, and the house obeys them; the serving process stays small; texts name no machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import tree
from tests.laws import (
    LAWS,
    MAX_LINES,
    MAY_IMPORT,
    Module,
    captioned,
    direction,
    imports,
    modules,
    no_import_inside,
    no_state,
    places,
    ports,
    processes,
    short,
)

REPOSITORY = tree.REPOSITORY

# What the serving process must never load: it stays small and starts fast.
HEAVY = {"pyld", "rdflib", "pyoxigraph", "pyshacl", "xlsxwriter", "openpyxl", "PIL"}
WEB_PROCESS = ("node.app", "node.cli.main")

# -- each law bites ----------------------------------------------------------------------------------------------------

BREACHES = [
    (direction, "vocab/x.py", "from federation import keys"),
    (direction, "federation/x.py", "import node.store"),
    (direction, "federation/x.py", "from ..node import store"),
    (direction, "node/x.py", "from tests.cast import CAST"),
    (no_import_inside, "node/x.py", "def f():\n    import json"),
    (no_import_inside, "node/x.py", "def f():\n    return importlib.import_module('json')"),
    (no_import_inside, "node/x.py", "def f():\n    return later('json')"),
    (direction, "federation/x.py", "store = later('node.store')"),
    (places, "node/app.py", "import sqlite3"),
    (places, "node/mail/worker.py", "from aiosmtplib import SMTP"),
    (places, "node/directory.py", "from aiosqlite import connect"),
    (places, "node/app.py", "from aiohttp import web"),
    (places, "node/workers.py", "import aiohttp"),
    (places, "node/web/inbox.py", "from aiohttp import ClientSession"),
    (places, "node/web/inbox.py", "import aiohttp"),
    (places, "federation/inbox.py", "from aiohttp import web"),
    (places, "federation/dialling.py", "from aiohttp import ClientSession"),
    (places, "federation/inbox.py", "from urllib.request import urlopen"),
    (places, "vocab/x.py", "import time"),
    (places, "vocab/x.py", "from urllib import request"),
    (ports, "vocab/x.py", "from datetime import datetime\nNOW = datetime.now()"),
    (ports, "federation/x.py", "import random"),
    (ports, "node/workers.py", "import asyncio\nasync def f():\n    await asyncio.sleep(1)"),
    (ports, "node/workers.py", "from asyncio import create_task"),
    (processes, "node/x.py", "import asyncio\nasync def f():\n    await asyncio.create_subprocess_exec('true')"),
    (processes, "node/x.py", "from subprocess import Popen\ndef f():\n    Popen(['true'])"),
    (processes, "node/x.py", "import subprocess\ndef f():\n    subprocess.run(['true'])"),
    (no_state, "node/x.py", "seen = {}"),
    (no_state, "node/x.py", "seen: dict[str, int] = {}"),
    (no_state, "node/x.py", "SEEN = ContextVar('seen')"),
    (no_state, "node/x.py", "SEEN = {}\ndef f(x):\n    SEEN[x] = 1"),
    (no_state, "node/x.py", "SEEN = []\ndef f(x):\n    SEEN.append(x)"),
    (no_state, "node/x.py", "def f():\n    global seen"),
    (no_state, "node/x.py", "@functools.lru_cache(maxsize=9)\ndef f(): ..."),
    (no_state, "node/x.py", "@cache\ndef f(): ..."),
    (short, "node/x.py", "x = 1\n" * (MAX_LINES + 1)),
    (captioned, "node/x.py", "x = 1"),
]

ALLOWED = [
    (direction, "node/x.py", "from vocab import language\nfrom federation.keys import load"),
    (no_import_inside, "node/x.py", "server = later('fido2.server')"),
    (places, "node/store/x.py", "import aiosqlite"),
    (places, "node/web/inbox.py", "from aiohttp import hdrs, web"),
    (places, "federation/client.py", "import aiohttp"),
    (places, "federation/dialling.py", "from aiohttp.abc import AbstractResolver"),
    (places, "vocab/x.py", "from urllib.parse import urlsplit\nfrom datetime import datetime"),
    (ports, "node/workers.py", "import asyncio\nasync def f():\n    await asyncio.sleep(0)"),
    (ports, "node/app.py", "import asyncio, time\nNOW = time.time()"),
    (processes, "node/workers.py", "import subprocess\ndef f():\n    subprocess.Popen(['true'])"),
    (no_state, "node/x.py", "SEEN = {'a': 1}\nseen: Final = ['a']\n__all__ = ['f']\ndef f(SEEN):\n    SEEN['b'] = 2"),
    (captioned, "node/__init__.py", ""),
]


@pytest.mark.parametrize(("law", "path", "text"), BREACHES)
def test_law__bites(law, path, text):
    assert list(law(Module(path, text)))


@pytest.mark.parametrize(("law", "path", "text"), ALLOWED)
def test_law__lets_through(law, path, text):
    assert not list(law(Module(path, text)))


# -- and holds ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("law", LAWS)
def test_house__obeys(law):
    broken = [breach for module in modules() for breach in law(module)]

    assert not broken, "\n" + "\n".join(broken)


def closure(starts: tuple[str, ...], known: dict[str, Module]) -> dict[str, str]:
    """Every module name loaded when `starts` are: name -> the one that asked for it."""
    asked = {start: "the command" for start in starts if start in known}
    waiting = list(asked)
    while waiting:
        name = waiting.pop()
        if name not in known:
            continue
        parents = [name[:index] for index, sign in enumerate(name) if sign == "."]
        loaded = [full for said in imports(known[name]) for full in (said.module, said.full)]
        for found in [*parents, *loaded]:
            if found not in asked and (found in known or found.partition(".")[0] not in MAY_IMPORT):
                asked[found] = name
                waiting.append(found)
    return asked


def test_closure__follows_imports_and_parents():
    known = {
        module.name: module
        for module in (
            Module("node/app.py", "from node.web import routes"),
            Module("node/web/__init__.py", "import rdflib"),
            Module("node/web/routes.py", "from vocab import graph"),
            Module("vocab/graph.py", "import pyld.jsonld"),
        )
    }

    found = closure(("node.app",), known)

    assert found["rdflib"] == "node.web"
    assert found["pyld.jsonld"] == "vocab.graph"


def test_web_process__loads_nothing_heavy_by_its_own_imports():
    found = closure(WEB_PROCESS, {module.name: module for module in modules()})

    heavy = {name: by for name, by in found.items() if name.partition(".")[0] in HEAVY}

    assert not heavy, "\n".join(f"{by} imports {name}" for name, by in heavy.items())


def test_web_process__loads_nothing_heavy_in_truth():
    there = [name for name in WEB_PROCESS if (REPOSITORY / (name.replace(".", "/") + ".py")).exists()]
    if not there:
        pytest.skip("neither node/app.py nor node/cli/main.py is written yet")
    code = (
        f"import sys, {', '.join(there)}\nprint(' '.join(sorted({{name.partition('.')[0] for name in sys.modules}})))"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, timeout=60)

    assert done.returncode == 0, done.stderr
    assert "asyncio" in done.stdout.split()
    assert not HEAVY & set(done.stdout.split())


# -- the texts ---------------------------------------------------------------------------------------------------------

TEXTS = {
    ".py",
    ".md",
    ".toml",
    ".json",
    ".yaml",
    ".yml",
    ".sql",
    ".ttl",
    ".jsonld",
    ".html",
    ".css",
    ".js",
    ".svg",
    ".lock",
    ".txt",
}
SKIPPED = {
    ".git",
    ".venv",
    ".peers",
    "node_modules",
    "build",
    "dist",
    "__pycache__",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
}
# Written in two pieces so that this file does not find itself.
MACHINE_PATHS = re.compile(
    "|".join(["(?<![\\w.~/-])/" + place for place in ("work/", "tmp/", "home/[a-z]", "root/", "Users/")])
)
REGISTRIES = re.compile("|".join(["files.python" + "hosted", "pypi" + r"\.org/simple", "registry.npm" + "js"]))


def texts() -> list[Path]:
    named = {"Dockerfile", "Makefile", "Caddyfile", "run"}
    found = []
    for place, folders, files in os.walk(REPOSITORY):
        folders[:] = [name for name in folders if name not in SKIPPED and not name.endswith(".egg-info")]
        found += [Path(place, name) for name in files if Path(name).suffix in TEXTS or name in named]
    return sorted(found)


@pytest.mark.parametrize(
    ("text", "found"), [("see /" + "work/x", True), ("'/" + "tmp/a'", True), ("docs/home/a", False)]
)
def test_machine_paths__are_recognised(text, found):
    assert bool(MACHINE_PATHS.search(text)) is found


def test_texts__name_no_machine_and_no_registry():
    pattern = re.compile(f"{MACHINE_PATHS.pattern}|{REGISTRIES.pattern}")
    guilty = [
        f"{path.relative_to(REPOSITORY)}: {found.group()}"
        for path in texts()
        if (found := pattern.search(path.read_text("utf-8", errors="replace")))
    ]

    assert texts()
    assert not guilty, "\n".join(guilty)


def test_contributing__tree_is_current():
    page = (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8")

    assert tree.replace(page) == page, "the tree of CONTRIBUTING.md is behind: run `make tree`"


# What a node that does nothing has no use for, and a command that asks the running one (`vocab/later.py`).
SELDOM = {"aiosmtplib", "authlib", "fido2", "markdown_it", "nh3", "prometheus_client", "rapidfuzz", "segno", "yaml"}
NOT_FOR_COMMANDS = SELDOM | {"aiohttp", "aiosqlite", "cryptography", "jinja2", "node.app", "node.web", "structlog"}


@pytest.mark.parametrize(
    ("module", "without"), [("node.serve", SELDOM), ("node.cli.main, node.cli.network", NOT_FOR_COMMANDS)]
)
def test_start__loads_only_what_it_needs(module, without):
    code = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True)

    assert not without & set(done.stdout.split())
