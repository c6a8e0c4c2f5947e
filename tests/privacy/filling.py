"""A person who fills in whatever form a page shows, so that pages that are added later are walked through as well."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

MOST_STEPS = 20


@dataclass
class Shown:
    """One form that posts: where to, what stands in it, and what can be chosen or sent."""

    action: str
    held: dict[str, str] = field(default_factory=dict)
    free: list[str] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    """Reads the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Shown] = []
        self.open: Shown | None = None
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take what a form asks."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = Shown(given.get("action", "")) if given.get("method", "").lower() == "post" else None
            if self.open:
                self.forms.append(self.open)
        elif self.open and tag in {"input", "textarea", "select", "option", "button"}:
            self._take(self.open, tag, given)

    def handle_endtag(self, tag: str) -> None:
        """Close what is over."""
        if tag == "form":
            self.open = None

    def _take(self, form: Shown, tag: str, given: dict[str, str]) -> None:
        name, kind, value = given.get("name", ""), given.get("type", tag), given.get("value", "")
        if tag == "select":
            self.select = name
        elif tag == "option":
            form.choices.setdefault(self.select, []).append(value)
        elif kind == "file":
            form.files.append(name)
        elif kind in {"radio", "checkbox"}:
            form.choices.setdefault(name, []).append(value)
        elif tag == "button" or kind == "submit":
            form.buttons += [(name, value)] if name else []
        elif name and kind == "hidden":
            form.held[name] = value
        elif name:
            form.held[name] = value
            form.free.append(name)


def forms_of(answer: Any) -> list[Shown]:
    """Give the forms of a page that post."""
    reader = _Reader()
    reader.feed(answer.content.decode())
    return reader.forms


def photo() -> SimpleUploadedFile:
    """Give a picture that tells where it was taken, and with which phone."""
    out = io.BytesIO()
    data = Image.Exif()
    data[0x010F], data[0x8298] = "Telltale Phones", "Zuleika Quince"
    Image.new("RGB", (64, 48), "teal").save(out, "JPEG", exif=data, comment=b"zuleika.quince@example.org")
    return SimpleUploadedFile("zuleika quince at home.jpg", out.getvalue(), "image/jpeg")


def filled(form: Shown, wanted: dict[str, str]) -> dict[str, Any]:
    """Give what somebody answers: what is wanted under that name (also behind a form's prefix), and a word for what stays empty."""
    given: dict[str, Any] = dict(form.held)
    for name in {*form.free, *form.choices}:
        short = name.rpartition("-")[2]
        options = [value for value in form.choices.get(name, []) if value]
        if short in wanted and (not options or wanted[short] in options):
            given[name] = wanted[short]
    given |= {name: value for name, value in form.buttons if wanted.get(name) == value}
    for name in form.files:
        given[name] = photo()
    return given


def walk(client: Client, start: str, wanted: dict[str, str]) -> Any:
    """Fill in page after page from ``start`` until one answers without leading on, and give that answer."""
    page, answer = start, client.get(start)
    for _step in range(MOST_STEPS):
        forms = [form for form in forms_of(answer) if form.action in {"", page}]
        assert forms, f"{page} asks nothing"
        answer = client.post(page, filled(forms[0], wanted))
        if answer.status_code != 302:
            assert answer.status_code == 200, (page, answer.status_code, forms[0])
            return answer
        page = answer["Location"]
        answer = client.get(page)
    raise AssertionError(f"no end after {MOST_STEPS} pages: {page}")
