#!/usr/bin/env python
"""Run one command of the site; servers that nobody else provides are started for it and stopped after it."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

from policing import local
from policing.env import EnvironmentProblem

INTERRUPTED = 130  # what shells expect after Ctrl-C
HELP = frozenset({"-h", "--help"})
LOCAL_WORK = {
    "--version",
    "check",
    "collectstatic",
    "diffsettings",
    "docs",
    "findstatic",
    "help",
    "messages",
    "spectacular",
    "version",
}
NEEDS_NO_SERVER = HELP | LOCAL_WORK


def needs_server(arguments: list[str]) -> bool:
    """Tell whether a command line will talk to the database, the cache or the broker."""
    return bool(arguments) and arguments[0] not in NEEDS_NO_SERVER and not HELP & set(arguments)


def main() -> None:
    """Start what is needed and run the command; a server or setting that is not there is one line, not a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "policing.settings")
    try:
        if needs_server(sys.argv[1:]):
            local.ensure_started()
        execute_from_command_line(sys.argv)
    except (local.LocalProblem, EnvironmentProblem) as problem:
        sys.exit(f"commonbeat: {problem}")
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
