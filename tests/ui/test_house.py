"""Rules of the stylesheet and of every template."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

BASE = Path(settings.BASE_DIR)
TEMPLATES = sorted((BASE / "templates").rglob("*.html"))
WRITTEN = (BASE / "static" / "commonbeat.css").read_text(encoding="utf-8")
CSS = re.sub(r"/\*.*?\*/", "", WRITTEN, flags=re.DOTALL)
MAILS = "mail"


def declarations(opening: str) -> dict[str, str]:
    """Give the names and values of the rule that follows ``opening``."""
    start = CSS.index(opening) + len(opening)
    body = CSS[start : CSS.index("}", start)]
    return dict(re.findall(r"([\w-]+):\s*([^;]+);", body))


def test_the_two_dark_blocks_hold_the_same_values() -> None:
    by_device = declarations(':root:not([data-theme="light"]) {')
    by_choice = declarations(':root[data-theme="dark"] {')
    assert by_device == by_choice
    assert len(by_device) > 40


def test_dark_names_only_tokens_that_light_has() -> None:
    light = declarations("  :root {")
    assert set(declarations(':root[data-theme="dark"] {')) <= set(light)


def test_every_token_that_is_used_exists() -> None:
    known = set(re.findall(r"(--[\w-]+):", CSS))
    assert set(re.findall(r"var\((--[\w-]+)", CSS)) <= known


def test_the_stylesheet_reads_the_same_from_both_sides() -> None:
    physical = re.findall(
        r"[\s{;](?:margin|padding|border)-(?:left|right|top|bottom)|[\s{;](?:left|right|top|bottom|width|height):", CSS
    )
    assert not physical


def test_what_colours_links_leaves_buttons_as_they_are() -> None:
    coloured = re.findall(r"^ *(\.(?:notice|deep) a[^{]*)\{[^}]*\bcolor:", CSS, flags=re.MULTILINE)
    assert coloured
    assert all(":not(.btn)" in one for one in coloured), "a button's words would take the colour of the notice around it"


def test_a_raw_colour_stands_in_a_component_only_on_the_home_hero() -> None:
    components = WRITTEN[WRITTEN.index("/* 5 COMPONENTS") : WRITTEN.index("/* 6 UTILITIES")]
    lines = [line for line in components.splitlines() if re.search(r"#[0-9a-f]{3,6}\b", line)]
    assert [line for line in lines if ".hero" not in line and "btn--amber:hover" not in line] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(BASE / "templates").as_posix())
def test_no_template_carries_style_or_script(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if MAILS in path.parts:
        assert "<script" not in text
        return
    assert not re.search(r"\sstyle\s*=", text)
    assert "<style" not in text
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))
    assert "javascript:" not in text


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(BASE / "templates").as_posix())
def test_a_template_is_short_and_calls_icons_that_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
    known = set(re.findall(r'id="i-([\w-]+)"', (BASE / "static" / "icons.svg").read_text(encoding="utf-8")))
    named = set(re.findall(r"""{% icon ["']([\w-]+)["']""", text)) | set(
        re.findall(r"""\bicon(?:_after)?=["']([\w-]+)["']""", text)
    )
    assert named <= known
