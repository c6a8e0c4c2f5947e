"""Takes a file of records onto the disk as it comes in: no further than its bound, and only while the disk has room for it."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.utils.translation import gettext_lazy as _

from policing.ui.registry import Words

MOST_MB = 500
MB = 1_000_000
SPARE = 200 * MB  # what is left free for everything else that lives on the disk
TOO_LARGE, NO_ROOM = "too-large", "no-room"
WHY: dict[str, Words] = {
    TOO_LARGE: _("The file is larger than %(size)d MB. Pack it, or split it."),
    NO_ROOM: _("There is no room for a file of this size on our disk now. Send a smaller one, or tell who runs the site."),
}


class OntoDisk(TemporaryFileUploadHandler):
    """Writes a file to the disk in pieces. What is too large, or finds no room, is read and dropped, so that words can say why."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken, self.refused = 0, ""

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *args: Any, **kwargs: Any) -> None:
        """Look at the size that the sender states, before the first piece comes."""
        if content_length > MOST_MB * MB + MB:  # beside the file a form has words, and lines between its parts
            self.refused = TOO_LARGE
        elif free_bytes() < content_length + SPARE:
            self.refused = NO_ROOM

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Write a piece, or let go what was written where it is too much: a sender may state no size, or another one."""
        self.taken += len(raw_data)
        if not self.refused and self.taken > MOST_MB * MB:
            self.refused = TOO_LARGE
            self.file.seek(0)
            self.file.truncate()
        if not self.refused:
            super().receive_data_chunk(raw_data, start)
        return None

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        """Hand the file over with its true size, and why nothing of it was kept."""
        found = super().file_complete(file_size)
        found.refused = self.refused  # type: ignore[union-attr]
        return found


def free_bytes() -> int:
    """Give how much is free where a file is taken in, and where it is kept."""
    kept = Path(default_storage.path("imports"))
    there = next(place for place in (kept, *kept.parents) if place.exists())
    return min(shutil.disk_usage(place).free for place in (settings.FILE_UPLOAD_TEMP_DIR or tempfile.gettempdir(), there))


def keep(place: str, file: UploadedFile[Any]) -> str:
    """Move a file that was taken in to where files are kept, and let go of it here. Gives its name there."""
    stored = default_storage.save(place, file)
    file.close()
    return stored


def refusal(file: UploadedFile[Any]) -> str:
    """Give the reason in words why a file was not taken, or nothing."""
    why = getattr(file, "refused", "") or (TOO_LARGE if (file.size or 0) > MOST_MB * MB else "")
    return str(WHY[why]) % {"size": MOST_MB} if why else ""
