"""The worker process that makes a picture anew: `python -m node.picture_worker MAX_PIXELS MAX_SIDE`.

The bytes of a file on standard input; on standard output one line of JSON, `{"media_type", "width", "height"}` and the
new bytes behind it, or `{"error": "format" | "pixels" | "broken"}`. What comes out was drawn from the points of what
came in: no metadata, no place, no script, nothing hidden behind the end. It opens no connection and no file of its own,
and whoever started it may kill it at any time.
"""

from __future__ import annotations

import io
import resource
import sys
import warnings
from typing import Final

import orjson
from PIL import Image, ImageOps, UnidentifiedImageError

from node.tether import tether

# What is read; SVG is a document with scripts, and the many other formats of the library are doors nobody watches.
FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")
QUALITY: Final = 82
MEMORY: Final = 1_500_000_000
CPU_S: Final = 20


def main() -> None:
    """Make one picture and end."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    said, body = made(sys.stdin.buffer.read(), int(sys.argv[1]), int(sys.argv[2]))
    sys.stdout.buffer.write(orjson.dumps(said) + b"\n" + body)


def made(given: bytes, max_pixels: int, max_side: int) -> tuple[dict[str, object], bytes]:
    """What the picture is and its new bytes, or why there is none."""
    warnings.simplefilter("error")  # the library warns of bombs before it raises
    Image.MAX_IMAGE_PIXELS = max_pixels
    try:
        with Image.open(io.BytesIO(given), formats=FORMATS) as opened:
            if opened.width * opened.height > max_pixels:
                return {"error": "pixels"}, b""
            picture = ImageOps.exif_transpose(opened)
            picture.thumbnail((max_side, max_side))
            return _drawn(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        return {"error": "pixels"}, b""
    except UnidentifiedImageError:
        return {"error": "format"}, b""
    except Exception:  # broken files break decoders in every way there is; none of them is ours to mend
        return {"error": "broken"}, b""


def _drawn(picture: Image.Image) -> tuple[dict[str, object], bytes]:
    """JPEG, which everybody reads; WebP where something shows through."""
    clear = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    kind, mode, media_type = ("WEBP", "RGBA", "image/webp") if clear else ("JPEG", "RGB", "image/jpeg")
    points = picture.convert(mode)
    bare = Image.new(mode, points.size)
    bare.paste(points)
    body = io.BytesIO()
    bare.save(body, kind, quality=QUALITY)
    return {"media_type": media_type, "width": bare.width, "height": bare.height}, body.getvalue()


if __name__ == "__main__":
    tether()
    main()
