"""Typed readers of environment variables that fail loudly with the variable's name.

Each reader takes ``NAME`` from the environment; where that is absent and ``NAME_FILE`` names a file, the file's
content is used (the way container platforms hand over secrets). Nothing here imports Django.
"""

from __future__ import annotations

import os
from pathlib import Path

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off", ""})


class EnvironmentProblem(Exception):
    """A setting is missing or odd. The message starts with the variable's name and says how to mend it."""


def raw(name: str) -> str | None:
    """Give the text of ``name``, or of the file that ``NAME_FILE`` points to, or None where neither is set.

    Raises EnvironmentProblem when both are set, or when the file cannot be read.
    """
    value, file_name = os.environ.get(name), os.environ.get(f"{name}_FILE")
    if value is not None and file_name:
        raise EnvironmentProblem(f"{name}: set either {name} or {name}_FILE, not both")
    if not file_name:
        return value
    try:
        return Path(file_name).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise EnvironmentProblem(f"{name}_FILE: cannot read {file_name} ({error.strerror})") from error


def text(name: str, default: str) -> str:
    """Give a piece of text, or ``default`` where the variable is not set."""
    value = raw(name)
    return default if value is None else value


def secret(name: str) -> str:
    """Give a secret that has no default. Raises EnvironmentProblem where it is missing or empty."""
    value = raw(name)
    if not value:
        raise EnvironmentProblem(f"{name}: not set. Set {name}, or {name}_FILE to a file that holds it")
    return value


def flag(name: str, default: bool) -> bool:
    """Give a yes or no (1, true, yes, on / 0, false, no, off). Raises EnvironmentProblem for anything else."""
    value = raw(name)
    if value is None:
        return default
    word = value.strip().lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise EnvironmentProblem(f"{name}: expected yes or no, found {value!r}")


def number(name: str, default: int, *, least: int | None = None, most: int | None = None) -> int:
    """Give a whole number within bounds. Raises EnvironmentProblem where it is not one."""
    value = raw(name)
    if value is None:
        return default
    try:
        found = int(value)
    except ValueError as error:
        raise EnvironmentProblem(f"{name}: expected a whole number, found {value!r}") from error
    if (least is not None and found < least) or (most is not None and found > most):
        raise EnvironmentProblem(f"{name}: {found} is out of bounds ({least} to {most})")
    return found


def listing(name: str, default: list[str]) -> list[str]:
    """Give a list of words separated by commas, blanks dropped."""
    value = raw(name)
    return default if value is None else [part.strip() for part in value.split(",") if part.strip()]
