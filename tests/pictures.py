"""Pictures as phones make them, and as nobody should send them."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image

WHERE_IT_WAS_TAKEN = b"SM-A146B"  # the phone's model, which a camera writes beside the position
GPS, MAKE, MODEL, ORIENTATION = 0x8825, 0x010F, 0x0110, 0x0112
TURNED = 6  # lying on its side, as phones keep what is taken upright


def photo(size: tuple[int, int] = (640, 480), kind: str = "JPEG", **options: Any) -> bytes:
    """Return a photo with where it was taken written into it."""
    exif = Image.Exif()
    exif[MAKE], exif[MODEL], exif[ORIENTATION] = "Phone", WHERE_IT_WAS_TAKEN.decode(), TURNED
    exif.get_ifd(GPS).update({1: "N", 2: (28.0, 59.0, 13.2), 3: "W", 4: (10.0, 3.0, 26.6)})
    return written(Image.new("RGB", size, "teal"), kind, exif=exif, **options)


def written(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """Return the file of a picture."""
    file = BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def bomb(side_px: int = 60_000) -> bytes:
    """Return a small PNG that says it is huge."""
    header = struct.pack(">IIBBBBB", side_px, side_px, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1_000_000), 9)
    parts = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in parts)


def _chunk(name: bytes, content: bytes) -> bytes:
    checked = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + checked


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
