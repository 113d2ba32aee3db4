"""How much an import takes; each a constant the guide names."""

from __future__ import annotations

from typing import Final

from node.importing.errors import ImportRefused
from vocab.language import Text

MAX_BYTES: Final = 200_000_000
MAX_LINES: Final = 1_000_000
MAX_COLUMNS: Final = 500
MAX_CELL: Final = 100_000  # characters; the rest of a longer cell is not read


def require_lines(count: int, most: int | None = None) -> None:
    """Refuse a file without lines, or with too many."""
    most = MAX_LINES if most is None else most
    if count == 0:
        raise ImportRefused(Text("ce fichier n'a aucune ligne", "this file has no line"))
    if count > most:
        raise ImportRefused(Text(f"plus de {most} lignes : découpez le fichier", f"over {most} lines: split the file"))
