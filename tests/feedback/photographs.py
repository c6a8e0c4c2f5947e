"""Pictures for tests, as a browser sends them, and where the files of those that were kept lie."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from policing.uploads import CleanImage, clean_image
from tests.privacy import hostile


def sent(data: bytes | None = None, name: str = "IMG_2034 Ada Quill.jpg") -> SimpleUploadedFile:
    """Give a picture as a browser sends it, with a name and a type that may lie."""
    return SimpleUploadedFile(name, hostile.picture() if data is None else data, content_type="image/jpeg")


def clean(size: tuple[int, int] = (60, 40)) -> CleanImage:
    """Give a picture that was drawn anew."""
    return clean_image(sent(hostile.picture(size=size)))


def files() -> list[Path]:
    """Give the files that are kept."""
    root = Path(default_storage.location)  # type: ignore[attr-defined]
    assert root != Path(settings.VAR_DIR) / "uploads", "the tests keep their files apart"
    return sorted(path for path in root.rglob("*") if path.is_file())
