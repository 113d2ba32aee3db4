"""Vendoring: `python -m tests.vendor FOLDER` copies the scripts of maps from npm packages into the static files.

FOLDER is where `npm install --ignore-scripts leaflet@1.9.4 topojson-client@3.1.0` was run.
Nothing is changed, and what is already there has to be the same: `tests/test_vendored.py` knows the digests.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import Final

STATIC: Final = Path(__file__).parents[1] / "node" / "web" / "static"
# Our name, the file in its package, the SHA-256 of its bytes.
FILES: Final[tuple[tuple[str, str, str], ...]] = (
    ("leaflet-1.9.4.js", "leaflet/dist/leaflet.js", "db49d009c841f5ca34a888c96511ae936fd9f5533e90d8b2c4d57596f4e5641a"),
    (
        "leaflet-1.9.4.css",
        "leaflet/dist/leaflet.css",
        "a7837102824184820dfa198d1ebcd109ff6d0ff9a2672a074b9a1b4d147d04c6",
    ),
    (
        "topojson-client-3.1.0.js",
        "topojson-client/dist/topojson-client.min.js",
        "25cd02ae486cc5063e0215a4e4cfb15de83700c87ac48bac4d57dc6aaf3ebb89",
    ),
)


def vendor(modules: Path) -> None:
    """Copy each file. Raises `ValueError` for one that is not what it was when somebody looked at it."""
    for name, inside, digest in FILES:
        text = (modules / inside).read_bytes()
        if hashlib.sha256(text).hexdigest() != digest:
            raise ValueError(f"{inside} is not the file that was looked at")
        (STATIC / name).write_bytes(text)


if __name__ == "__main__":
    vendor(Path(sys.argv[1]) / "node_modules")
