"""What the import tests share: the shipped tables, loaded once, and a way to judge a small file."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from node.importing.mapping import read_mapping
from node.importing.reading import read_file
from node.importing.row import Row
from node.importing.rows import Judge, Sieve, judge
from node.importing.terms import Terms, terms
from node.importing.vocabulary import ImportVocabulary
from vocab.concepts import Schemes
from vocab.territories import Territories

Import = Callable[..., list[Row]]


@pytest.fixture(scope="session")
def schemes() -> Schemes:
    return Schemes.load()


@pytest.fixture(scope="session")
def vocabulary(schemes: Schemes) -> ImportVocabulary:
    return ImportVocabulary.load(Territories.load(), schemes)


@pytest.fixture
def opened(tmp_path: Path, vocabulary: ImportVocabulary) -> Callable[..., tuple[Judge, list[Row]]]:
    """Write a file, judge it; the judge and its rows."""

    def judged(
        content: str | bytes,
        name: str = "liste.csv",
        mapping: str = "",
        suppressed: frozenset[str] = frozenset(),
        **given: str,
    ) -> tuple[Judge, list[Row]]:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        source = read_file(path)
        found = judge(
            source.headings,
            vocabulary=vocabulary,
            terms=stated(vocabulary, source.name, (source.stated_source, source.stated_license), **given),
            mapping=read_mapping(mapping.encode(), vocabulary.schemes) if mapping else None,
        )
        sieve = Sieve(lambda marks: bool(marks & suppressed))
        return found, [sieve.row(found.row(line)) for line in source.lines()]

    return judged


def stated(
    vocabulary: ImportVocabulary, name: str, file_says: tuple[str, str] = ("", ""), **given: str | None
) -> Terms:
    return terms(
        file_name=name,
        stated_source=file_says[0],
        stated_license=file_says[1],
        node_license="etalab-2.0",
        node_email="contact@noeud.example",
        language="fr",
        licences=vocabulary.schemes.license,
        **given,
    )


@pytest.fixture
def imported(opened: Callable[..., tuple[Judge, list[Row]]]) -> Import:
    """Write a file, judge it; its rows."""
    return lambda *args, **kwargs: opened(*args, **kwargs)[1]


@pytest.fixture(scope="session")
def initiatives() -> Path:
    """The real file of 1,794 initiatives; the tests that read it are skipped where it is absent."""
    shared = Path(os.environ.get("BOCAGE_SHARED", Path(__file__).parents[3] / "../shared"))
    path = shared / "data" / "susy-initiatives.geojson"
    if not path.exists():
        pytest.skip("shared data absent: susy-initiatives.geojson")
    return path
