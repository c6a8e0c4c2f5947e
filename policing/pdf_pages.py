"""Draw the pages of a PDF, in a process of its own that holds no secret, no connection and little time and memory.

It is started by ``policing.documents`` by its path, and imported by nothing that serves the site. It reads the file from standard
input, and writes each page as a picture, before each its length in four bytes. It ends with one of the codes below where there is
nothing to draw. What comes out is as little trusted as what went in: every page is drawn anew once more where it is received.
"""

from __future__ import annotations

import io
import resource
import sys
from typing import Any

import pypdfium2

LOCKED, TOO_MANY, BROKEN = 3, 4, 5
SECONDS, BYTES, SHARP_BYTES = 20, 1 << 30, 1 << 20
PASSWORD_NEEDED = 4  # FPDF_ERR_PASSWORD


def main(edge: int, most: int) -> int:
    """Draw at most ``most`` pages, each within ``edge`` dots. Gives how it ended: nought, or why not."""
    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    except pypdfium2.PdfiumError as error:
        return LOCKED if getattr(error, "err_code", None) == PASSWORD_NEEDED else BROKEN
    if not 0 < len(document) <= most:
        return TOO_MANY if len(document) else BROKEN
    for page in document:
        longest = max(page.get_size())
        if longest <= 0:
            return BROKEN
        picture = page.render(scale=min(edge / longest, 4.0)).to_pil().convert("RGB")
        sys.stdout.buffer.write(b"".join(_framed(picture)))
    return 0


def _framed(picture: Any) -> tuple[bytes, bytes]:
    """Give a page as PNG, in which letters stay sharp, or as JPEG where it is a photograph, behind its length."""
    for kind, more in (("PNG", {}), ("JPEG", {"quality": 85})):
        out = io.BytesIO()
        picture.save(out, kind, **more)
        if out.tell() <= SHARP_BYTES:
            break
    return out.tell().to_bytes(4, "big"), out.getvalue()


def bound(kind: int, most: int) -> None:
    """Let this process have no more of that than ``most``, or than it may have anyway."""
    _soft, hard = resource.getrlimit(kind)
    least = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (least, least))


if __name__ == "__main__":
    bound(resource.RLIMIT_CPU, SECONDS)
    bound(resource.RLIMIT_AS, BYTES)
    bound(resource.RLIMIT_FSIZE, 0)
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
