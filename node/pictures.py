"""Pictures: what people send is drawn anew by a process of its own, kept by its digest, and goes with its record."""

from __future__ import annotations

import asyncio
import hashlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import orjson

from node import workers
from node.errors import NodeError
from node.home import Home
from node.store import pictures
from node.store.connection import Db
from node.store.pictures import Picture
from vocab.language import Text
from vocab.looseness import one_or_many

WORKER: Final = (sys.executable, "-m", "node.picture_worker")
TIME_S: Final = 30.0
MAX_SIDE: Final = 1_600
ENDINGS: Final = {"image/jpeg": "jpg", "image/webp": "webp"}
WHY: Final = {
    "format": Text("Une image JPEG, PNG, WebP ou GIF est attendue.", "A JPEG, PNG, WebP or GIF picture is expected."),
    "pixels": Text("Cette image est trop grande : réduisez-la.", "This picture is too large: make it smaller."),
    "broken": Text("Cette image est abîmée ou trop longue à lire.", "This picture is broken or too slow to read."),
}


@dataclass(frozen=True, slots=True)
class Made:
    """A picture made anew."""

    media_type: str
    width: int
    height: int
    body: bytes


async def made(given: bytes, home: Home) -> Made:
    """The picture as this node keeps it. Raises `NodeError` with what is wrong and what would do."""
    most = home.settings.picture_megapixels * 1_000_000
    worker = await workers.start(*WORKER, str(most), str(MAX_SIDE))
    try:
        async with asyncio.timeout(TIME_S):
            answer, _ = await worker.communicate(given)
    except TimeoutError:
        worker.kill()
        await worker.wait()
        raise NodeError(WHY["broken"], "the picture worker took too long") from None
    line, _, body = answer.partition(b"\n")
    said = orjson.loads(line) if line else {"error": "broken"}
    if "error" in said:
        raise NodeError(WHY[str(said["error"])])
    return Made(str(said["media_type"]), int(said["width"]), int(said["height"]), body)


def keep(db: Db, home: Home, actor: str, found: Made, alt: str) -> dict[str, object]:
    """Keep a picture of an organisation; what its record says of it."""
    hash = hashlib.sha256(actor.encode() + b"\0" + found.body).hexdigest()
    pictures.keep(db, Picture(hash, actor, found.media_type, found.width, found.height, found.body), home.now_iso())
    return {
        "url": f"{home.origin}/pictures/{hash}.{ENDINGS[found.media_type]}",
        "alt": alt,
        "media_type": found.media_type,
        "width": found.width,
        "height": found.height,
    }


def shown(db: Db, home: Home, actor: str, record: str, draft: Mapping[str, object]) -> None:
    """A record shows these pictures from now on; what no record shows any more is erased."""
    begins = f"{home.origin}/pictures/"
    addresses = [str(each.get("url")) for each in one_or_many(draft.get("images")) if isinstance(each, Mapping)]
    hashes = [each.removeprefix(begins).partition(".")[0] for each in addresses if each.startswith(begins)]
    pictures.use(db, actor, record, hashes)
