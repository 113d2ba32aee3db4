"""A real client reads the OGC API: GDAL, as QGIS uses it, finds the collections and walks through the pages."""

from __future__ import annotations

import asyncio
import re
import shutil
from pathlib import Path

import orjson
import pytest

from tests.network.village import house
from vocab.vocabulary import Vocabulary

pytestmark = pytest.mark.skipif(
    shutil.which("ogrinfo") is None, reason="gdal-bin is not on this machine: its client is not tried"
)


async def ran(*command: str) -> str:
    """What a program says, which must end well."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=asyncio.subprocess.STDOUT)
    async with asyncio.timeout(60):
        said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    return said.decode()


async def test_gdal__lists_filters_and_copies(tmp_path: Path, vocabulary: Vocabulary) -> None:
    # Given a node with offers here and there, one of them not to be taken away
    async with house(tmp_path / "pedales", "pedales", vocabulary) as node:
        for number in range(7):
            place = {"name": "Lille", "latitude": 50.6, "longitude": 3.0 + number / 10}
            await node.publish(kind="offer", name=f"Offre {number}", content="Ici.", location=place)
        await node.publish(kind="offer", name="Réservée", content="Ici.", location=place, policy="reciprocal-ess")
        await node.publish(
            kind="event",
            name="Fête",
            content="Venez.",
            starts="2027-05-01T10:00:00+02:00",
            ends="2027-05-01T18:00:00+02:00",
            timezone="Europe/Paris",
            location=place,
        )
        api = f"OAPIF:{node.origin}/ogc"

        # When GDAL lists, filters by a box, and copies page by page
        listed = await ran("ogrinfo", "-ro", api)
        boxed = await ran("ogrinfo", "-ro", "-al", "-so", "-spat", "2.95", "50", "3.25", "51", api, "offers")
        copy = tmp_path / "copy.geojson"
        await ran("ogr2ogr", "-f", "GeoJSON", str(copy), api, "offers", "-oo", "PAGE_SIZE=2")
        event = await ran("ogrinfo", "-ro", "-al", api, "events")

    # Then it finds what a person may take away, each once, dates as dates
    assert [name for name in re.findall(r"^\d+: (\w+)", listed, re.MULTILINE)] == [
        "organizations",
        "offers",
        "requests",
        "practices",
        "events",
    ]
    assert "Feature Count: 3" in boxed
    names = [feature["properties"]["name"] for feature in orjson.loads(copy.read_bytes())["features"]]
    assert names == [f"Offre {number}" for number in range(7)]
    assert "starts (DateTime) = 2027/05/01 08:00:00" in event
