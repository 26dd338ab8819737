"""Make a photo that somebody sent one that can be kept: small, and with nothing but the picture.

Nothing of the file that came is kept. Its picture is drawn anew, without what the camera wrote
beside it: where it was taken, when, and with which phone.
"""

from __future__ import annotations

import threading
from io import BytesIO
from typing import IO

from PIL import Image, ImageOps

from geodata.errors import UnusablePhoto

MOST_BYTES = 8_000_000
MOST_PIXELS = 50_000_000  # what phones make, at full resolution
LONGEST_SIDE_PX = 1600
THUMBNAIL_PX = 160
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP")  # for Pillow, which opens nothing else then
BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")  # of HEIC

# A picture of the most pixels takes 300 MB while it is read: one at a time in each process.
_reading = threading.Lock()


def redrawn(file: IO[bytes]) -> bytes:
    """Return the picture in a file as a JPEG of at most `LONGEST_SIDE_PX`, with nothing beside it.

    Raises
    ------
    UnusablePhoto
        Where the file is too large, or no picture that can be read whole.
    """
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise UnusablePhoto.too_large(MOST_BYTES)
    with _reading:
        try:
            picture = _read(BytesIO(content))
        except UnusablePhoto:
            raise
        except Image.DecompressionBombError as error:
            raise UnusablePhoto.too_many_pixels(MOST_PIXELS) from error
        except Exception as error:  # a file made for it breaks decoders in ways nobody has listed
            raise _unreadable(content) from error
    return _jpeg(picture)


def _unreadable(content: bytes) -> UnusablePhoto:
    """Return why a file is no photo; by its brand (ISO/IEC 14496-12) where a phone made it."""
    is_heic = content[4:8] == b"ftyp" and content[8:12] in BRANDS
    return UnusablePhoto.of_a_phone() if is_heic else UnusablePhoto.unreadable()


def thumbnail(photo: bytes) -> bytes:
    """Return a photo that is kept, as a JPEG of at most `THUMBNAIL_PX`."""
    with Image.open(BytesIO(photo), formats=("JPEG",)) as picture:
        picture.thumbnail((THUMBNAIL_PX, THUMBNAIL_PX))
        return _jpeg(picture)


def _read(file: IO[bytes]) -> Image.Image:
    """Return the first picture of a file, upright, on white where it is see-through."""
    with Image.open(file, formats=FORMATS) as opened:
        width, height = opened.size
        if width * height > MOST_PIXELS:
            raise UnusablePhoto.too_many_pixels(MOST_PIXELS)
        opened.draft("RGB", (LONGEST_SIDE_PX, LONGEST_SIDE_PX))
        upright = ImageOps.exif_transpose(opened)
        if upright.has_transparency_data:
            upright = upright.convert("RGBA")
            ground = Image.new("RGBA", upright.size, "white")
            upright = Image.alpha_composite(ground, upright)
        picture = upright.convert("RGB")
        picture.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX), Image.Resampling.LANCZOS)
        return picture


def _jpeg(picture: Image.Image) -> bytes:
    picture.info.clear()  # comments and profiles, which would be written again
    written = BytesIO()
    picture.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()
