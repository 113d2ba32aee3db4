"""Writes `commune_numbers.tsv.gz` from a package of a public registry; LICENCES.md says what it is.

    npm pack @etalab/decoupage-administratif@6.0.0 && tar xzf etalab-decoupage-administratif-6.0.0.tgz
    python -m vocab.data.make_commune_numbers package

The same input gives the same bytes: one line a commune, its SIREN and its code, sorted by SIREN, all of one length.
"""

from __future__ import annotations

import argparse
import gzip
import json
from pathlib import Path
from typing import Final

TARGET: Final = Path(__file__).with_name("commune_numbers.tsv.gz")


def lines(package: Path) -> list[str]:
    """A line for each commune that has a number."""
    communes = json.loads((package / "data" / "communes.json").read_text("utf-8"))
    return sorted(
        f"{commune['siren']}\t{commune['code']}\n"
        for commune in communes
        if commune["type"] == "commune-actuelle" and commune.get("siren")
    )


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package", type=Path)
    text = "".join(lines(parser.parse_args().package)).encode()
    TARGET.write_bytes(gzip.compress(text, mtime=0))


if __name__ == "__main__":
    main()
