"""What the tests of problems stand on: nothing kept of the areas of another test, small files, and the shared data."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from policing.areas import locate
from policing.areas.models import Agency

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    locate.forget()
    Agency.forget()
    yield
    locate.forget()
    Agency.forget()


def shared(name: str) -> Path:
    """Give a file of the shared data, or skip the test where there is none."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"the shared data folder with {name} is not here")
    return path


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Give a function that writes lines to a file, plain or packed as the ending says, and gives its path."""

    def to_file(*lines: str, name: str = "records.csv") -> Path:
        path, text = tmp_path / name, "\n".join(lines) + "\n"
        if name.endswith(".gz"):
            path.write_bytes(gzip.compress(text.encode()))
        elif name.endswith(".zip"):
            with zipfile.ZipFile(path, "w") as packed:
                packed.writestr("records.csv", text)
                packed.writestr("read me.txt", "nothing of use")
        else:
            path.write_text(text, encoding="utf-8")
        return path

    return to_file
