"""Settings: config.toml, then BOCAGE_*, then flags; whatever is wrong is named, with what would be right."""

from __future__ import annotations

import dataclasses
import tomllib
from pathlib import Path

import pytest

from node.app import opened
from node.errors import NodeError
from node.founding import found
from node.profiles import NewActor
from node.settings import CONFIG, Settings, load, to_toml
from tests.node.ground import PAIR
from vocab.vocabulary import Vocabulary


def written(folder: Path, text: str | bytes) -> Path:
    (folder / CONFIG).write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def test_load__nothing_said__are_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path, {}) == Settings()


def test_load__flags_win_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    folder = written(tmp_path, 'title = "fichier"\nemail = "a@b.example"\nlisten = "127.0.0.1:1"\npage_size = 7\n')

    settings = load(folder, {"BOCAGE_TITLE": "environnement", "BOCAGE_LISTEN": "127.0.0.1:2"}, {"listen": "[::1]:3"})

    assert (settings.email, settings.title, settings.listen, settings.page_size) == (
        "a@b.example", "environnement", "[::1]:3", 7,
    )  # fmt: skip


def test_load__reads_what_was_written(tmp_path: Path) -> None:
    values = dataclasses.asdict(Settings(origin="https://coop.example", title='L\'"Outil" \\ 1', page_size=9))

    assert tomllib.loads(to_toml(values)) == values
    assert load(written(tmp_path, to_toml(values)), {}) == Settings(**values)


@pytest.mark.parametrize("name", ["metrics", "membership", "language", "default_policy", "log_level"])
def test_load__a_word_of_a_list(tmp_path: Path, name: str) -> None:
    with pytest.raises(NodeError) as caught:
        load(written(tmp_path, f'{name} = "zèbre"\n'), {})

    assert name in caught.value.public.fr and "l'un de" in caught.value.public.fr
    assert str(getattr(Settings(), name)) in caught.value.public.en


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('origin = "ftp://coop.example"', "https://coop.example"),
        ('origin = "https://coop.example/path"', "https://coop.example"),
        ('listen = "8401"', "127.0.0.1:8401"),
        ('email = "nobody"', "contact@coop.example"),
        ('default_license = "the best one"', "etalab-2.0"),
        ("title = 5", "entre guillemets"),
        ('title = ["a"]', "entre guillemets"),
        ("page_size = 0", "1 au moins"),
        ("max_body_bytes = -5", "1 au moins"),
        ("rate_read = -1", "0 au moins"),
        ('page_size = "many"', "un nombre entier"),
        ("page_size = 1.5", "un nombre entier"),
        ("allow_private_networks = 3", "true ou false"),
        ("titel = 1", "title"),
        ("zzzzzzzz = 1", "bocage settings"),
        ("title", "à la fin"),
        ("title\npage_size = 3\n", "ligne 1"),
        (b'title = "\xff"', "UTF-8"),
    ],
)
def test_load__what_is_wrong_is_named_with_what_is_right(tmp_path: Path, line: str | bytes, said: str) -> None:
    with pytest.raises(NodeError) as caught:
        load(written(tmp_path, line), {})

    assert said in caught.value.public.fr
    named = line.split()[0] if isinstance(line, str) and " = " in line.splitlines()[0] else CONFIG
    assert named in caught.value.public.fr and named in caught.value.public.en


def test_load__a_rate_of_nought_is_without_limit(tmp_path: Path) -> None:
    assert load(written(tmp_path, "rate_read = 0\n"), {}).rate_read == 0


async def test_opened__under_another_address_than_it_was_founded_at(tmp_path: Path, words: Vocabulary) -> None:
    settings = Settings(origin="https://pedales.example", title="Les Pédales")
    await found(tmp_path / "data", settings, NewActor("pedales", "Les Pédales", "platform"), (PAIR, PAIR), words)

    with pytest.raises(NodeError) as caught:
        async with opened(tmp_path / "data", dataclasses.replace(settings, origin="https://coop.example")):
            pass

    assert 'origin = "https://pedales.example"' in caught.value.public.fr


@pytest.mark.parametrize("line", ['audit_date = "2026-02-30"', 'audit_date = "hier"', "audit_rate = 101"])
def test_load__an_audit_that_cannot_be(tmp_path: Path, line: str) -> None:
    with pytest.raises(NodeError) as caught:
        load(written(tmp_path, line + "\n"), {})

    assert line.partition(" ")[0] in caught.value.public.en


def test_load__an_audit(tmp_path: Path) -> None:
    settings = load(written(tmp_path, 'audit_date = "2028-02-29"\naudit_rate = 100\n'), {})

    assert (settings.audit_date, settings.audit_rate) == ("2028-02-29", 100)
