"""The pages that are made from the tables are up to date, and a command that lacks its page, route or test is found."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import translation

from policing import commands
from policing.commands import command
from policing.site import tables
from tests.house.tree import BASE

TESTS = BASE / "tests"


@pytest.fixture(scope="module", autouse=True)
def _every_command() -> None:
    """Import every module that an address leads to, where commands stand, in whatever order the tests run."""
    import_module(settings.ROOT_URLCONF)


@pytest.fixture
def spare() -> Iterator[None]:
    """Put the list of commands back as it was after the test."""
    kept = dict(commands._commands)
    yield
    commands._commands.clear()
    commands._commands.update(kept)


def add(page: str = "feedback:report", api: str = "feedback-api:report-detail", name: str = "feedback.report.burn") -> None:
    """Record one more command for the length of a test."""

    @command(name=name, page=page, api=api)
    def burn() -> None:
        """Burn it."""


def test_the_documents_are_up_to_date() -> None:
    """In a process of its own, since tests put events and commands of their own into this one's tables."""
    words = [sys.executable, "manage.py", "docs", "--check"]
    done = subprocess.run(words, cwd=BASE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_command_has_its_page_its_route_and_its_test() -> None:
    assert len(commands.all_commands()) > 15
    assert list(tables.blanks(TESTS)) == []


def test_a_mark_names_a_command_that_exists() -> None:
    assert set(tables.tested_commands(TESTS)) <= {one.name for one in commands.all_commands()}


@pytest.mark.parametrize(
    ("more", "says"),
    [({"page": "feedback:no-such-page"}, "its page"), ({"api": "no-such:route"}, "its API route"), ({}, "no test carries")],
)
def test_a_blank_cell_is_named_and_stops_the_documents(spare: None, more: dict[str, str], says: str) -> None:
    add(**more)
    assert any("feedback.report.burn" in line and says in line for line in tables.blanks(TESTS))
    with pytest.raises(CommandError, match="blank cells"):
        call_command("docs", check=True)


def test_a_document_that_differs_is_named(monkeypatch: pytest.MonkeyPatch, settings, tmp_path: Path) -> None:
    made = tables.all_documents(BASE)
    (tmp_path / "docs").mkdir()
    for path, text in made.items():
        (tmp_path / path.relative_to(BASE)).write_text(text, encoding="utf-8")
    (tmp_path / "tests").symlink_to(TESTS)
    settings.BASE_DIR = tmp_path
    call_command("docs", check=True)
    (tmp_path / "docs" / "events.md").write_text("another text", encoding="utf-8")
    with pytest.raises(CommandError, match=r"events\.md"):
        call_command("docs", check=True)
    call_command("docs")
    call_command("docs", check=True)


def test_the_documents_are_the_same_in_every_language() -> None:
    with translation.override("ar"):
        arabic = tables.all_documents(BASE)
    assert arabic == tables.all_documents(BASE)


def test_each_row_of_a_table_is_as_wide_as_its_head() -> None:
    for path, text in tables.all_documents(BASE).items():
        width = 0
        for line in text.splitlines():
            cells = len(re.split(r"(?<!\\)\|", line)) if line.startswith("|") else 0
            assert not width or not cells or cells == width, (path.name, line)
            width = cells


@pytest.mark.parametrize(("name", "has_doc"), [("feedback.report.close", True), ("feedback.report.new", False)])
def test_a_command_is_recorded_once_and_says_what_it_does(spare: None, name: str, has_doc: bool) -> None:
    def undescribed() -> None:
        pass

    if has_doc:
        undescribed.__doc__ = "Something."
    with pytest.raises(ValueError, match="Two commands" if has_doc else "no docstring"):
        command(name=name, page="", api="")(undescribed)
