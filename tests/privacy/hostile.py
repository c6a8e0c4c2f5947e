"""Hostile and odd files, made here byte by byte."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

from PIL import Image, ImageDraw
from PIL.ExifTags import GPS, IFD, Base

SCRIPT = b"<script>alert('ran')</script>"


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: Any) -> bytes:
    """Give a small picture: red on the left, blue on the right."""
    image = Image.new(mode, size, "red" if mode in ("RGB", "RGBA") else 1)
    if mode in ("RGB", "RGBA"):
        ImageDraw.Draw(image).rectangle((size[0] // 2, 0, *size), fill="blue")
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def paper(pages: int = 1, size: tuple[int, int] = (595, 842), colour: str = "white") -> bytes:
    """Give a PDF of so many pages."""
    first, *others = (Image.new("RGB", size, colour) for _page in range(pages))
    out = io.BytesIO()
    first.save(out, "PDF", save_all=True, append_images=others)
    return out.getvalue()


def with_gps(orientation: int = 6) -> bytes:
    """Give a photo that tells where it was taken, with which camera, and which way up."""
    exif = Image.Exif()
    exif[Base.Orientation] = orientation
    exif[Base.Make], exif[Base.BodySerialNumber] = "SpyCam", "SERIAL-0042"
    exif.get_ifd(IFD.GPSInfo).update({GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: (52.0, 57.0, 11.0)})
    return picture(exif=exif, comment=SCRIPT)


def segment(marker: int, payload: bytes) -> bytes:
    """Give a segment of a JPEG."""
    return bytes([0xFF, marker]) + struct.pack(">H", len(payload) + 2) + payload


def jpeg_with_segments() -> bytes:
    """Give a JPEG with a script in a comment, XMP, IPTC, a colour profile and an unknown segment."""
    plain = picture()
    odd = b"".join(
        [
            segment(0xFE, SCRIPT + b"/*"),
            segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><rdf>Ada Quill</rdf></x:xmpmeta>"),
            segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x0eAda Quill here"),
            segment(0xE2, b"ICC_PROFILE\0\x01\x01" + b"Ada Quill profile" * 8),
            segment(0xEF, b"SECRET-SEGMENT"),
        ]
    )
    return plain[:2] + odd + plain[2:]


def with_zip_behind() -> bytes:
    """Give a JPEG that is a ZIP archive as well."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("run.html", SCRIPT)
    return picture() + out.getvalue()


def html_gif() -> bytes:
    """Give a GIF that a careless browser reads as a script."""
    return b"GIF89a/*" + b"\0" * 40 + b"*/=1;" + SCRIPT


def chunk(name: bytes, data: bytes) -> bytes:
    """Give a chunk of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, *chunks: bytes, body: bytes = b"", colour: int = 2) -> bytes:
    """Give a PNG that claims a size, whatever its body holds."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def png_bomb() -> bytes:
    """Give a few hundred bytes that ask for ten gigabytes."""
    return png(60_000, 60_000, body=zlib.compress(b"\0" * 100_000))


def text_bomb() -> bytes:
    """Give a PNG with a compressed text that swells to 80 megabytes."""
    swollen = b"Comment\0\0" + zlib.compress(b"A" * 80_000_000)
    return png(2, 2, chunk(b"zTXt", swollen), body=zlib.compress(b"\0" + b"\xff" * 6 + b"\0" + b"\xff" * 6))


def jpeg_claiming(width: int, height: int) -> bytes:
    """Give a small JPEG whose header claims another size."""
    plain = bytearray(picture())
    at = plain.index(b"\xff\xc0") + 5
    plain[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(plain)


def moving(kind: str) -> bytes:
    """Give a picture of two frames."""
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=100, loop=0)
    return out.getvalue()


def heic() -> bytes:
    """Give the head of an iPhone's picture."""
    return b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 200


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "empty"),
    "words": (lambda: b"just some words" * 50, "not-a-picture"),
    "page": (lambda: b"<!doctype html>" + SCRIPT, "not-a-picture"),
    "drawing with script": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>", "not-a-picture"),
    "document": (lambda: b"%PDF-1.7\n" + b"0" * 500, "not-a-picture"),
    "archive": (lambda: with_zip_behind()[len(picture()) :], "not-a-picture"),
    "program": (lambda: b"\x7fELF\x02\x01\x01" + b"\0" * 200, "not-a-picture"),
    "gif with a script": (html_gif, "not-a-picture"),
    "moving gif": (lambda: moving("GIF"), "not-a-picture"),
    "moving png": (lambda: moving("PNG"), "moving"),
    "moving webp": (lambda: moving("WEBP"), "moving"),
    "bitmap": (lambda: picture("BMP"), "not-a-picture"),
    "scan": (lambda: picture("TIFF"), "not-a-picture"),
    "iphone": (heic, "heic"),
    "png bomb": (png_bomb, "too-many-pixels"),
    "fifty megapixels": (lambda: jpeg_claiming(10_000, 5_000), "too-many-pixels"),
    "tall and thin": (lambda: jpeg_claiming(1_000, 65_000), "too-many-pixels"),
    "large png": (lambda: png(5_000, 5_000, body=zlib.compress(b"\0" * 10)), "too-many-pixels"),
    "text bomb": (text_bomb, "broken"),
    "cut jpeg": (lambda: picture(size=(400, 400))[:700], "broken"),
    "cut png": (lambda: picture("PNG", size=(400, 400))[:200], "broken"),
    "png without dots": (lambda: png(30, 30, body=zlib.compress(b"")), "broken"),
    "only the head of a jpeg": (lambda: b"\xff\xd8\xff\xe0\0\x10JFIF\0", "broken"),
    "only the head of a webp": (lambda: b"RIFF\x24\0\0\0WEBPVP8 \x18\0\0\0" + b"\0" * 24, "broken"),
}
