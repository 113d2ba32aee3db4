"""The catalogues of words: `.po` files, which people and translation tools write, compiled to what gettext reads."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SINCE = datetime(2026, 11, 27, tzinfo=UTC)
REPOSITORY = Path(__file__).parents[1]
# What the command says is asked for by click, under a name of its choosing.
DOMAINS = {REPOSITORY / "node" / "web" / "locale": "pages", REPOSITORY / "node" / "cli" / "locale": "messages"}


def catalogues() -> dict[Path, list[Path]]:
    """Each compiled file with the sources it is made of."""
    return {
        folder / f"{domain}.mo": sorted(folder.glob("*.po"))
        for locale, domain in DOMAINS.items()
        for folder in sorted(locale.glob("*/LC_MESSAGES"))
    }


def read(source: Path) -> Catalog:
    """One `.po` file; its language is that of its folder."""
    with source.open("rb") as file:
        return read_po(file, locale=source.parents[1].name, abort_invalid=True)


def compiled(sources: list[Path]) -> bytes:
    """One catalogue of several sources; ValueError when two of them say the same name."""
    whole, *others = [read(source) for source in sources]
    # Nothing of when it was compiled: the same words give the same file.
    whole.creation_date = whole.revision_date = SINCE
    for other in others:
        for message in other:
            if message.id and message.id in whole:
                raise ValueError(f"{message.id} is said twice")
            if message.id:
                whole.add(message.id, message.string)
    buffer = BytesIO()
    write_mo(buffer, whole)
    return buffer.getvalue()


if __name__ == "__main__":
    for target, sources in catalogues().items():
        target.write_bytes(compiled(sources))
