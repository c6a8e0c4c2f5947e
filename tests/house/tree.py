"""The files that the house rules are held over, and what a rule is."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent.parent
APPS = ("policing", "feedback", "partnerships", "problems", "initiatives")
WRITTEN = (*APPS, "tests", "templates", "static", "docs", "deploy", "requirements", "locale", ".ci")
TEXT = {
    ".py",
    ".html",
    ".txt",
    ".md",
    ".css",
    ".js",
    ".toml",
    ".sh",
    ".yaml",
    ".yml",
    ".svg",
    ".json",
    ".lock",
    ".conf",
    ".service",
    "",
}
MADE = {"__pycache__", "migrations", "node_modules"}

Finding = tuple[int, str]


@dataclass(frozen=True)
class Source:
    """One file: its path from the top of the tree, with ``/``, and its text."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        """Give the syntax tree of a Python file."""
        return _parsed(self.text)

    @property
    def name(self) -> str:
        """Give the last part of the path."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True)
class Rule:
    """One rule: where it holds, what it finds, and snippets (path, text) that break it and that keep it."""

    name: str
    holds_in: Callable[[str], bool]
    find: Callable[[Source], Iterator[Finding]]
    bad: tuple[tuple[str, str], ...]
    good: tuple[tuple[str, str], ...] = ()

    def findings(self, source: Source) -> list[str]:
        """Give each breach as ``path:line: words``."""
        return [f"{source.path}:{line}: {words}" for line, words in self.find(source)]


@cache
def _parsed(text: str) -> ast.Module:
    tree = ast.parse(text)
    for parent in ast.walk(tree):
        for child in ast.iter_child_nodes(parent):
            child.parent = parent  # type: ignore[attr-defined]
    return tree


@cache
def sources() -> tuple[Source, ...]:
    """Give every text file that somebody wrote, in order of path; what is generated or installed is left out."""
    paths = [path for path in BASE.iterdir() if path.is_file() and path.name != ".git"]
    paths += [path for folder in WRITTEN for path in (BASE / folder).rglob("*") if path.is_file()]
    kept = [path for path in paths if path.suffix in TEXT and not MADE & set(path.relative_to(BASE).parts)]
    return tuple(Source(path.relative_to(BASE).as_posix(), path.read_text(encoding="utf-8")) for path in sorted(kept))


def product(path: str) -> bool:
    """Tell whether a path is Python that runs on a site."""
    return path.endswith(".py") and (path.split("/", maxsplit=1)[0] in APPS or path == "manage.py")


def python(path: str) -> bool:
    """Tell whether a path is Python, tests among it."""
    return path.endswith(".py")


def parents(node: ast.AST) -> Iterator[ast.AST]:
    """Give what a node stands in, the nearest first."""
    found = getattr(node, "parent", None)
    while found is not None:
        yield found
        found = getattr(found, "parent", None)


def dotted(node: ast.AST) -> str:
    """Give ``a.b.c`` for a chain of names, or the part of it that is names."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}".lstrip(".")
    return node.id if isinstance(node, ast.Name) else ""
