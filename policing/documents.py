"""A document that somebody sends is kept as pictures of its pages: no script, no link, no form and no hidden layer of it is left."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from policing import uploads
from policing.uploads import CleanImage, UploadRefused

MOST_PAGES, PAGE_EDGE, SECONDS = 20, 2000, 40
PDF, BEFORE_IT = b"%PDF-", b"\xef\xbb\xbf\x00\r\n\t "  # some programs write a mark or empty lines first
BROKEN = _("We cannot read this document. Please open it, save it again as PDF, and send that.")
DRAWS = Path(__file__).with_name("pdf_pages.py")
WHY = {  # by the code with which it ends
    3: ("locked", _("The document opens with a password only. Please send it without one.")),
    4: ("too-many-pages", _("The document has too many pages: up to %(most)d can be kept. Please send fewer.")),
}


def pages_of(file: IO[bytes]) -> list[CleanImage]:
    """Give the pages of a PDF as pictures made anew, or the one picture that the file is. Writes nothing.

    A PDF is drawn by a process of its own (``policing.pdf_pages``) that has no secrets and is ended after 40 seconds. Raises
    UploadRefused as ``clean_image`` does, and with ``locked``, ``too-many-pages`` and ``broken`` for a document.
    """
    data = uploads.read(file)
    if not data[:1024].lstrip(BEFORE_IT).startswith(PDF):
        return [uploads.clean_image(io.BytesIO(data))]
    return [uploads.clean_image(io.BytesIO(page)) for page in _drawn(data)]


def _drawn(data: bytes) -> list[bytes]:
    edge = min(PAGE_EDGE, settings.UPLOAD_LONGEST_EDGE)
    words = [sys.executable, "-I", str(DRAWS), str(edge), str(MOST_PAGES)]
    try:
        done = subprocess.run(words, input=data, capture_output=True, timeout=SECONDS, env={}, cwd="/", check=False)
    except subprocess.TimeoutExpired as error:
        raise UploadRefused("broken", BROKEN) from error
    code, why = WHY.get(done.returncode, ("broken", BROKEN))
    pages = list(_split(done.stdout)) if done.returncode == 0 else []
    if not pages:
        raise UploadRefused(code, why % {"most": MOST_PAGES})
    return pages


def _split(drawn: bytes) -> Iterator[bytes]:
    """Give the pictures, each of which stands behind its length. Raises UploadRefused where they do not add up."""
    at = 0
    while at < len(drawn):
        length = int.from_bytes(drawn[at : at + 4], "big")
        at += 4 + length
        if not length or at > len(drawn):
            raise UploadRefused("broken", BROKEN)
        yield drawn[at - length : at]
