"""Pictures are drawn anew in a process of their own: nothing of the file is left but its points; bombs do not burst."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Mapping

import pytest
from PIL import Image

from node import pictures, publishing
from node.errors import NodeError
from node.picture_worker import made
from node.pictures import Made
from node.store import pictures as stored
from node.store.connection import Db
from tests.node.ground import Ground

SECRET = b"CANARI-48.8584,2.2945"


def file(kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **more: object) -> bytes:
    body = io.BytesIO()
    Image.new(mode, size, "green").save(body, kind, **more)
    return body.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is enormous, and is."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


def with_metadata() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif[0x0112] = 6  # turned by a quarter
    return file(exif=exif, comment=SECRET) + SECRET


def test_made__keeps_the_points_and_nothing_else():
    said, body = made(with_metadata(), 1_000_000, 1600)

    assert said == {"media_type": "image/jpeg", "width": 40, "height": 60}
    assert SECRET not in body
    with Image.open(io.BytesIO(body)) as again:
        assert (again.format, again.size, dict(again.getexif())) == ("JPEG", (40, 60), {})
        assert "comment" not in again.info and "icc_profile" not in again.info


@pytest.mark.parametrize(
    ("given", "media_type"),
    [
        (file("PNG"), "image/jpeg"),
        (file("PNG", mode="RGBA"), "image/webp"),
        (file("GIF", mode="P"), "image/jpeg"),
        (file("WEBP"), "image/jpeg"),
        (file("JPEG", mode="CMYK"), "image/jpeg"),
        (file("PNG", mode="I;16"), "image/jpeg"),
    ],
)
def test_made__of_what_people_send(given: bytes, media_type: str):
    said, body = made(given, 1_000_000, 1600)

    assert said["media_type"] == media_type
    assert body


def test_made__no_larger_than_a_page_needs():
    said, _ = made(file(size=(4000, 1000)), 50_000_000, 1600)

    assert (said["width"], said["height"]) == (1600, 400)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (b"", "format"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "format"),
        (b"%PDF-1.7", "format"),
        (b"<!doctype html><script>alert(1)</script>", "format"),
        (file("TIFF"), "format"),
        (file("BMP"), "format"),
        (file("ICO"), "format"),
        (bomb(40_000, 40_000), "pixels"),
        (bomb(2_000_000, 2), "pixels"),
        (file()[:300], "broken"),
        (bomb(500, 500), "broken"),
    ],
)
def test_made__what_is_no_picture_is_refused(given: bytes, error: str):
    assert made(given, 1_000_000, 1600) == ({"error": error}, b"")


async def test_worker__is_a_process_of_its_own(ground: Ground):
    found = await pictures.made(with_metadata(), ground.home)

    assert (found.media_type, found.width, found.height) == ("image/jpeg", 40, 60)
    assert SECRET not in found.body


@pytest.mark.parametrize("given", [b"x", bomb(60_000, 60_000)])
async def test_worker__says_what_is_wrong(ground: Ground, given: bytes):
    with pytest.raises(NodeError):
        await pictures.made(given, ground.home)


def image(ground: Ground, points: bytes = b"points") -> dict[str, object]:
    return pictures.keep(ground.db, ground.home, ground.me, Made("image/jpeg", 40, 60, points), "Un vélo")


def held(db: Db) -> int:
    return int(db.execute("SELECT count(*) FROM pictures").fetchone()[0])


async def test_picture__is_said_as_others_read_it_and_goes_with_its_record(ground: Ground):
    said = image(ground)
    made = ground.say(images=[said])

    (attached,) = _rows(ground.document(made.id)["attachment"])
    assert attached["type"] == "Image" and attached["mediaType"] == "image/jpeg"
    assert (attached["url"], attached["name"], attached["width"]) == (said["url"], "Un vélo", 40)
    ground.withdraw(made.id)
    assert held(ground.db) == 0


async def test_picture__taken_away_is_erased_unless_another_record_shows_it(ground: Ground):
    said = image(ground)
    first, second = ground.say(images=[said]), ground.say(name="Une autre", images=[said])

    ground.say(id=first.id, name="Sans image")
    assert held(ground.db) == 1
    ground.say(id=second.id, name="Sans image")
    assert held(ground.db) == 0


async def test_picture__of_the_profile_is_icon_then_image(ground: Ground):
    first, second = image(ground), image(ground, b"other points")
    ground.say(kind="profile", name="Les Pédales", images=[first, second])

    document = ground.document(ground.me)
    assert [_rows(document[key])[0]["url"] for key in ("icon", "image")] == [first["url"], second["url"]]
    # A profile written anew without a word of pictures keeps them.
    ground.say(kind="profile", name="Les Pédales de Lille")
    assert "icon" in ground.document(ground.me)
    assert held(ground.db) == 2


async def test_picture__of_another_organisation_is_not_kept_alive(ground: Ground):
    said = pictures.keep(
        ground.db, ground.home, "https://pedales.example/actors/panier", Made("image/jpeg", 1, 1, b"x"), ""
    )
    ground.say(images=[said])

    assert ground.db.execute("SELECT count(*) FROM picture_uses").fetchone()[0] == 0


async def test_find__private_records_show_theirs_to_nobody_else(ground: Ground):
    said = image(ground)
    hash = str(said["url"]).rpartition("/")[2].partition(".")[0]
    made = ground.say(images=[said], visibility="private")
    found = stored.find(ground.db, hash)
    assert found is not None and found[1] is False
    publishing.publish(ground.db, ground.home, ground.me, {"kind": "offer", "name": "x", "images": [said]})
    found = stored.find(ground.db, hash)
    assert found is not None and found[1] is True
    assert made.id


def _rows(value: object) -> list[Mapping[str, object]]:
    return [row for row in (value if isinstance(value, list) else [value]) if isinstance(row, Mapping)]
