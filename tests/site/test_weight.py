"""First pages are light: the page and every file that it names, compressed as they travel, within 100 KB."""

from __future__ import annotations

import gzip
import re

import pytest
from django.test import Client
from whitenoise.compress import Compressor

from tests.people import Cast
from tests.site.conftest import static_file

MOST_BYTES = 100 * 1024
NAMED = re.compile(r'<(?:link|script|img|use|source)\b[^>]*?(?:href|src)="(/static/[^"]+)"')
INSIDE = re.compile(r"url\([\"']?(?!data:)([^\"')]+)")


def as_it_travels(data: bytes) -> int:
    """Give the size by the weaker of the two ways to compress, which every browser takes."""
    return len(Compressor.compress_gzip(data))


def files_of(page: str) -> dict[str, int]:
    """Give what each file weighs that the page names, and each that a stylesheet names in turn."""
    found = {url.partition("#")[0] for url in NAMED.findall(page)}
    sheets = [static_file(url).decode() for url in found if url.endswith(".css")]
    assert sheets, "the page has a stylesheet"
    found |= {f"/static/{name.lstrip('./')}" for sheet in sheets for name in INSIDE.findall(sheet)}
    return {url: as_it_travels(static_file(url)) for url in found}


@pytest.mark.parametrize("path", ["/", "/report/", "/areas/", "/areas/north/", "/track/"])
def test_a_first_page_with_all_its_files_is_light(town: Cast, client: Client, path: str) -> None:
    page = client.get(path).content
    weights = {path: len(gzip.compress(page)), **files_of(page.decode())}
    assert sum(weights.values()) <= MOST_BYTES, weights


def test_a_report_page_of_staff_is_light_too(town: Cast) -> None:
    from tests.feedback.tools import send
    from tests.house.stage import browser_of

    report = send().report
    page = browser_of(town.officer).get(f"/inbox/{report.reference}/").content
    weights = {"page": len(gzip.compress(page)), **files_of(page.decode())}
    assert sum(weights.values()) <= MOST_BYTES, weights


def test_nothing_comes_from_elsewhere(town: Cast, client: Client) -> None:
    for path in ("/", "/report/", "/track/", "/areas/north/"):
        page = client.get(path).content.decode()
        assert re.findall(r'<(?:link|script|img|iframe|source)\b[^>]*?(?:href|src)="(?!/)[^"]+"', page) == []
