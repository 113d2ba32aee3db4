"""The demo as people run it: five nodes, two years of a region, and everybody's directory the same."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deep import some
from tests.network.village import ROOT

COMMAND = [sys.executable, "-m", "node.cli.main", "demo"]


def environment(place: Path, language: str) -> dict[str, str]:
    # What the demo leaves behind would be there.
    return {**os.environ, "LC_ALL": language, "TMPDIR": str(place)}


@pytest.mark.timeout(240)
def test_demo_once__all_directories_agree_and_nothing_is_left(tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "--once"], cwd=ROOT, env=environment(tmp_path, "C"), capture_output=True, text=True, timeout=200
    )

    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1] == "All directories agree."
    held = re.findall(r"  event .*", done.stdout)
    assert len(held) == 5 and len(set(held)) == 1
    assert int(re.findall(r"organisation ([0-9]+)", held[0])[0]) >= 120
    assert len(re.findall(r"http://127\.0\.0\.1:[0-9]+/directory\n", done.stdout)) == 5
    assert list(tmp_path.iterdir()) == []


@pytest.mark.timeout(300)
@pytest.mark.parametrize("end", some([signal.SIGTERM, signal.SIGINT], signal.SIGTERM))
def test_demo__told_in_french_runs_until_it_is_stopped(tmp_path: Path, end: signal.Signals) -> None:
    process = subprocess.Popen(
        COMMAND, cwd=ROOT, env=environment(tmp_path, "fr_FR.UTF-8"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline().decode().startswith("5 nœuds tournent")
        process.send_signal(end)
        _, said = process.communicate(timeout=200)
    finally:
        process.kill()
        process.communicate()

    assert process.returncode == 0
    assert b"Traceback" not in said
    assert list(tmp_path.iterdir()) == []
