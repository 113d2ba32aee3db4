"""A fresh clone becomes a running thing by the commands the README names; the files around it say the same."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from node.settings import Settings

REPOSITORY = Path(__file__).parents[1]
TARGETS = ("demo", "test", "install", "check", "bench")
LOCKS = ("requirements.lock", "requirements-runtime.lock", "requirements-build.lock")


def read(name: str) -> str:
    return (REPOSITORY / name).read_text("utf-8")


def project() -> dict:
    return tomllib.loads(read("pyproject.toml"))["project"]


def pinned(lock: str) -> dict[str, tuple[str, frozenset[str]]]:
    """Each distribution of a lock file: its version and the hashes it may have."""
    blocks = re.findall(r"^([a-z0-9-]+)==([^\s;\\]+)[^\n]*\n((?:[ \t]+--hash=\S+[^\n]*\n?)*)", read(lock), re.MULTILINE)
    return {name: (version, frozenset(re.findall(r"sha256:[0-9a-f]{64}", said))) for name, version, said in blocks}


def needs(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=!~;\[ ]", requirement)[0].lower().replace("_", "-") for requirement in requirements}


# -- commands ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", TARGETS)
def test_make__knows_the_target(target):
    if shutil.which("make") is None:
        pytest.skip("make is not on this machine")

    done = subprocess.run(["make", "-n", target], cwd=REPOSITORY, capture_output=True, text=True, timeout=30)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
@pytest.mark.parametrize("target", TARGETS)
def test_pages__name_the_target(page, target):
    assert re.search(rf"\bmake {target}\b", read(page))


def test_readme__is_built_around_two_commands():
    blocks = re.findall(r"```(?:sh|console|bash)\n(.*?)```", read("README.md"), re.DOTALL)

    assert blocks, "README.md shows no command"
    first = [line.split("#")[0].strip() for line in blocks[0].splitlines() if line.strip()]
    assert first == ["make demo", "make test"]


def test_ci__runs_the_same_commands():
    script = REPOSITORY / ".ci/run"

    assert os.access(script, os.X_OK)
    lines = [line for line in script.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    assert lines[0] == "set -euo pipefail"
    assert lines[-2:] == ["make check", "make test"]
    assert subprocess.run(["bash", "-n", str(script)], timeout=10).returncode == 0


def test_readme__links_exist():
    pages = [
        REPOSITORY / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "FEDERATION.md", "CHANGELOG.md")
    ]
    pages += sorted((REPOSITORY / "docs").glob("*.md"))
    dead = []
    for page in pages:
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            if not re.match(r"[a-z]+:", target) and not (page.parent / target).exists():
                dead.append(f"{page.relative_to(REPOSITORY)} -> {target}")

    assert not dead


# -- what is installed -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lock", LOCKS)
def test_lock__pins_and_hashes_everything(lock):
    found = pinned(lock)

    assert found
    assert len(found) == len(re.findall(r"^[a-z]", read(lock), re.MULTILINE)), "a line that pins nothing"
    assert all(allowed for _, allowed in found.values())
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links", read(lock))


def test_lock__holds_what_the_project_asks():
    asked = needs(project()["dependencies"])
    for_development = needs(project()["optional-dependencies"]["dev"])

    assert asked <= pinned("requirements-runtime.lock").keys(), "run `make lock`"
    assert asked | for_development <= pinned("requirements.lock").keys(), "run `make lock`"


@pytest.mark.parametrize("lock", LOCKS[1:])
def test_lock__agrees_with_the_first(lock):
    whole = pinned("requirements.lock")

    assert {name: whole.get(name) for name in pinned(lock)} == pinned(lock), "run `make lock`"


def test_server__installs_no_tool_of_developers():
    only_for_development = needs(project()["optional-dependencies"]["dev"]) - needs(project()["dependencies"])

    assert not only_for_development & pinned("requirements-runtime.lock").keys()


# -- what travels with it ----------------------------------------------------------------------------------------------


def test_licence__is_the_whole_text():
    """The Affero General Public License version 3 as its authors publish it, to the byte."""
    digest = hashlib.sha256((REPOSITORY / "LICENSE").read_bytes()).hexdigest()

    assert digest == "0d96a4ff68ad6d4b6f1f30f713b18d5184912ba8dd389f86aa7710db079abcb0"
    assert project()["license"] == "AGPL-3.0-or-later"


def test_changelog__opens_with_this_version():
    versions = re.findall(r"^## \[([^\]]+)\]", read("CHANGELOG.md"), re.MULTILINE)

    assert versions[0] in ("Unreleased", project()["version"])
    assert project()["version"] in versions


def test_compose__starts_a_node_behind_a_proxy():
    compose = yaml.safe_load(read("compose.yaml"))
    node, proxy = compose["services"]["node"], compose["services"]["proxy"]

    assert node["volumes"] == ["data:/data"]
    assert node["read_only"] is True and node["cap_drop"] == ["ALL"]
    assert "ports" not in node, "only the proxy is reached from outside"
    assert "443:443" in proxy["ports"]
    assert proxy["environment"]["BOCAGE_UPSTREAM"] == f"node:{node['expose'][0]}"
    mounted = [volume.split(":")[0] for service in (node, proxy) for volume in service["volumes"]]
    assert all(
        (REPOSITORY / name).exists() if name.startswith("./") else name in compose["volumes"] for name in mounted
    )


def test_unit__confines_the_node():
    lines = set(read("deploy/bocage.service").splitlines())

    assert "User=bocage" in lines
    assert {"NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes"} <= lines
    assert {"CapabilityBoundingSet=", "StateDirectoryMode=0700", "SystemCallFilter=@system-service"} <= lines
    assert "ExecStart=/opt/bocage/bin/bocage --data /var/lib/bocage run" in lines


def test_proxies__reach_a_node_where_it_listens_by_itself():
    listen = Settings().listen

    assert f"reverse_proxy {{$BOCAGE_UPSTREAM:{listen}}}" in read("deploy/Caddyfile")
    assert f"server {listen};" in read("deploy/nginx.conf")


def test_unit__is_understood_by_systemd():
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not on this machine: the unit file is read by eye only")

    unit = str(REPOSITORY / "deploy/bocage.service")
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, timeout=60)

    complaints = [
        line for line in done.stderr.splitlines() if "bocage.service" in line and "is not executable" not in line
    ]
    assert not complaints


def test_nginx__accepts_the_example(tmp_path):
    nginx = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
    if nginx is None:
        pytest.skip("nginx is not on this machine: its example is not tried")
    certificate, key = self_signed(tmp_path)
    example = read("deploy/nginx.conf")
    example = re.sub(r"(ssl_certificate +)\S+;", rf"\g<1>{certificate};", example)
    example = re.sub(r"(ssl_certificate_key +)\S+;", rf"\g<1>{key};", example)
    whole = tmp_path / "nginx.conf"
    whole.write_text(
        f"pid {tmp_path}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n{example}\n}}\n", "utf-8"
    )

    done = subprocess.run([nginx, "-t", "-c", str(whole)], capture_output=True, text=True, timeout=30)

    assert done.returncode == 0, done.stderr


def self_signed(place: Path) -> tuple[Path, Path]:
    """A certificate for a day and its key, as files."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mon-collectif.example")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    (place / "certificate.pem").write_bytes(builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    (place / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return place / "certificate.pem", place / "key.pem"
