"""The folder of a node: what the files in it are called that several modules know."""

from __future__ import annotations

from typing import Final

DATABASE: Final = "bocage.db"
IMPORTS: Final = "imports"
