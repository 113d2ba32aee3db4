"""Installing contours, by the process that reads them: what is said, what is kept, what is refused."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from node.contours.installing import install
from node.contours.keeping import read_topology
from node.contours.shape import Unfit
from node.map.contours import Contours
from node.settings import Settings
from tests.node.contours.squares import LILLE, TOURNAI, VILLENEUVE, collection, feature, ring
from vocab.territories import Territories

NOW = "2026-11-26T10:00:00.000Z"
MEL = "fr-epci-200093201"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    (tmp_path / "node").mkdir()
    return tmp_path / "node" / "bocage.db"


def contours_of(database: Path) -> Contours:
    return Contours(database.parent / "contours", Territories.load())


async def put(database: Path, document: object, **settings: int) -> dict[str, object]:
    path = database.parent / "upload"
    path.write_bytes(document if isinstance(document, bytes) else orjson.dumps(document))
    set = Settings(**settings)  # type: ignore[arg-type]
    return await install(database, set, path, NOW, name="a.geojson", source="IGN", license="etalab-2.0")


async def test_install__what_is_recognised_is_kept_and_drawn(database: Path):
    said = await put(database, collection(feature(LILLE, code="59350"), feature(VILLENEUVE, code="59009")))

    contours = contours_of(database)
    inside = contours.below(MEL)
    assert (said["matched"], said["unmatched"], said["told"]) == ({"commune": 2}, 0, [])
    assert inside is not None and set(inside.shapes) == {"fr-commune-59350", "fr-commune-59009"}
    assert contours.outline("fr-commune-59350") and contours.credit() == "IGN, etalab-2.0"
    kept = sorted(each.name for each in (database.parent / "contours").iterdir())
    assert kept == ["about.json", f"{MEL}.json"]


async def test_install__a_second_file_adds_to_the_first(database: Path):
    await put(database, collection(feature(LILLE, code="59350")))
    contours = contours_of(database)
    assert not contours.outline("fr-commune-59009")

    await put(database, collection(feature(VILLENEUVE, code="59009")))

    assert contours.outline("fr-commune-59350") and contours.outline("fr-commune-59009")


async def test_install__what_is_not_recognised_is_told(database: Path):
    unknown = feature(VILLENEUVE, code="00000", nom="Nulle part")
    said = await put(database, collection(feature(LILLE, code="59350"), unknown))

    assert said["unmatched"] == 1
    assert said["told"] == [{"name": "Nulle part", "why": {"fr": "code inconnu : 00000", "en": "unknown code: 00000"}}]


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (collection(feature((650_000, 7_050_000, 660_000, 7_060_000), code="59350")), "Lambert-93"),
        (collection(feature((80_000, 140_000, 90_000, 150_000), nis="57081")), "Lambert 72"),
        (collection(feature((580_000, 640_000, 590_000, 650_000), nis="57081")), "Lambert 2008"),
        (collection(feature(LILLE, code="nonsense")), "code inconnu : NONSENSE"),
        (b"not json", "GeoJSON"),
    ],
)
async def test_install__refused__leaves_what_was_there(database: Path, document: object, words: str):
    await put(database, collection(feature(LILLE, code="59350")))
    with pytest.raises(Unfit) as refusal:
        await put(database, document)

    assert words in refusal.value.public.fr
    assert contours_of(database).outline("fr-commune-59350")


async def test_install__a_file_of_belgium(database: Path):
    territories = Territories.load()
    communes = [found for slug in territories.below("be-region-04000") if (found := territories.get(slug))]
    # The 19 of Brussels, each a square beside the next; and one of another region.
    squares = [
        feature((4.2 + 0.02 * n, 50.7, 4.22 + 0.02 * n, 51.0), CD_MUNTY_REFNIS=each.code)
        for n, each in enumerate(communes)
    ]

    said = await put(database, collection(*squares, feature(TOURNAI, CD_MUNTY_REFNIS="57081")))

    contours = contours_of(database)
    assert (said["matched"], said["made"], said["unmatched"]) == ({"commune": 20}, 1, 0)
    assert sorted(each.name for each in (database.parent / "contours").iterdir()) == [
        "about.json",
        "be-province-50000.json",
        "be-region-04000.json",
        "be.json",
    ]
    assert len(contours.outline("be-region-04000")) == 1 and contours.outline("be-commune-57081")
    country = contours.below("be")
    assert country is not None and set(country.shapes) == {"be-region-04000"}
    assert not contours.outline("be-province-50000")


async def test_install__topojson_beside_what_was_there(database: Path):
    await put(database, collection(feature(LILLE, code="59350")))
    provinces = {"type": "GeometryCollection", "geometries": [
        {"type": "Polygon", "arcs": [[0]], "properties": {"CD_PROV_REFNIS": "50000", "TX_PROV_DESCR_FR": "Hainaut"}},
        {"type": "Polygon", "arcs": [[1]], "properties": {"CD_PROV_REFNIS": "11000", "name_fr": "Arrondissement"}},
    ]}  # fmt: skip
    arcs = [ring((2.9, 49.9, 4.6, 50.8)), ring((4.2, 51.0, 4.8, 51.5))]

    said = await put(database, {"type": "Topology", "objects": {"provinces": provinces}, "arcs": arcs})

    assert (said["matched"], said["unmatched"]) == ({"province": 1}, 1)
    assert said["told"] == [
        {"name": "Arrondissement", "why": {"fr": "code inconnu : 11000", "en": "unknown code: 11000"}}
    ]
    contours = contours_of(database)
    assert contours.outline("be-province-50000") and contours.outline("fr-commune-59350")


async def test_install__too_large__is_not_even_read(database: Path):
    path = database.parent / "large.geojson"
    with path.open("wb") as file:
        file.truncate(200_000_000)

    with pytest.raises(Unfit, match="contours_file_mb"):
        await install(database, Settings(), path, NOW, name=path.name)


async def test_install__too_much_memory__is_refused_and_the_node_goes_on(database: Path):
    heavy = b'{"type":"FeatureCollection","features":[' + b",".join([b"[[[[]]]]"] * 3_000_000) + b"]}"

    with pytest.raises(Unfit, match="memory"):
        await put(database, heavy, contours_memory_mb=150)


async def test_install__a_real_file(database: Path):
    path = Path(__file__).parents[5] / "shared" / "data" / "npdc.topojson"
    if not path.is_file():
        pytest.skip("no real contours here: shared/data/npdc.topojson is absent")

    said = await install(database, Settings(), path, NOW, name=path.name)

    assert (said["matched"], said["unmatched"], said["made"]) == ({"commune": 1534, "epci": 36}, 0, 2)
    folder = database.parent / "contours"
    # A page reads one of these: it stays small.
    assert max(each.stat().st_size for each in folder.iterdir()) < 40_000
    inside = read_topology((folder / f"{MEL}.json").read_bytes())
    assert len(inside.merged(inside.shapes)) == 1
