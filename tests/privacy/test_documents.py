"""A document is drawn by a process of its own and kept as pictures of its pages; what cannot be drawn is refused in words."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from policing import documents, pdf_pages
from policing.uploads import UploadRefused
from tests.privacy import hostile
from tests.privacy.hostile import paper


def locked() -> bytes:
    """Give a PDF that opens with a password only."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n"
        b"5 0 obj<</Filter/Standard/V 1/R 2/Length 40/P -4/O<" + b"11" * 32 + b">/U<" + b"22" * 32 + b">>>endobj\n"
        b"trailer<</Root 1 0 R/Encrypt 5 0 R/ID[<00><00>]/Size 6>>\n%%EOF"
    )


def refusal(data: bytes) -> UploadRefused:
    with pytest.raises(UploadRefused) as refused:
        documents.pages_of(io.BytesIO(data))
    return refused.value


def test_a_document_becomes_pictures_of_its_pages() -> None:
    found = documents.pages_of(io.BytesIO(paper(3, colour="navy")))
    assert [page.content_type for page in found] == ["image/png"] * 3
    assert all(max(page.width, page.height) <= documents.PAGE_EDGE for page in found)
    with Image.open(io.BytesIO(found[2].data)) as picture:
        assert picture.convert("RGB").getpixel((5, 5))[2] > 100, "it is the page, in its colour"
    assert not any(b"%PDF" in page.data or b"PyPDF" in page.data for page in found)


def test_a_picture_stays_one_picture_even_where_it_speaks_of_a_document() -> None:
    assert len(documents.pages_of(io.BytesIO(hostile.picture()))) == 1
    disguised = io.BytesIO()
    Image.new("RGB", (20, 20)).save(disguised, "JPEG", comment=b"%PDF-1.7")
    assert documents.pages_of(io.BytesIO(disguised.getvalue()))[0].content_type == "image/jpeg"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (paper(documents.MOST_PAGES + 1, size=(10, 10)), "too-many-pages"),
        (locked(), "locked"),
        (b"%PDF-1.7\nand nothing more", "broken"),
        (paper()[:300], "broken"),
        (b"", "empty"),
        (b"PK\x03\x04 no paper", "not-a-picture"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_words(data: bytes, code: str) -> None:
    refused = refusal(data)
    assert refused.code == code
    assert str(refused.detail).endswith((".", "?"))


def test_both_sides_mean_the_same_by_a_code() -> None:
    assert {number: code for number, (code, _words) in documents.WHY.items()} == {
        pdf_pages.LOCKED: "locked",
        pdf_pages.TOO_MANY: "too-many-pages",
    }


def test_marks_and_empty_lines_before_it_are_passed_over() -> None:
    assert len(documents.pages_of(io.BytesIO(b"\xef\xbb\xbf\r\n" + paper()))) == 1


def test_a_page_of_any_size_is_bounded() -> None:
    wide = documents.pages_of(io.BytesIO(paper(size=(14_000, 20))))[0]
    assert max(wide.width, wide.height) <= documents.PAGE_EDGE


def test_what_takes_too_long_or_says_nonsense_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_words: Any, **_more: Any) -> None:
        raise subprocess.TimeoutExpired("draw", documents.SECONDS)

    monkeypatch.setattr(documents.subprocess, "run", late)
    assert refusal(paper()).code == "broken"
    for said in (b"", b"\x00\x00\x00\x09short", b"\x00\x00\x00\x00", b"\x00"):
        done = subprocess.CompletedProcess([], 0, said, b"")
        monkeypatch.setattr(documents.subprocess, "run", lambda *_words, done=done, **_more: done)
        assert refusal(paper()).code == "broken"


def test_the_process_that_draws_holds_no_secret_and_writes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}
    run = subprocess.run

    def watched(words: list[str], **more: Any) -> Any:
        seen.update(more, words=words)
        return run(words, **more)

    monkeypatch.setattr(documents.subprocess, "run", watched)
    documents.pages_of(io.BytesIO(paper()))
    assert seen["env"] == {}
    assert seen["words"][:3] == [sys.executable, "-I", pdf_pages.__file__]
    spoiled = tmp_path / "draw.py"
    write = f"    __import__('os').write(__import__('os').open({str(tmp_path / 'x')!r}, 65), b'x')\n"
    source = Path(pdf_pages.__file__).read_text(encoding="utf-8").replace("    sys.exit(", f"{write}    sys.exit(")
    spoiled.write_text(source, encoding="utf-8")
    done = run([sys.executable, "-I", str(spoiled), "100", "1"], input=paper(), capture_output=True, check=False)
    assert done.returncode != 0
    assert (tmp_path / "x").stat().st_size == 0
