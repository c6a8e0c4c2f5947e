"""Check that the record of what happened is whole and unchanged."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from policing.events.verifying import Problem, Walk


class Command(BaseCommand):
    """Recompute every hash, walk the chain of seals, and look for gaps and for events that were lost on the way."""

    help = (
        "Check the record of events and its seals. Prints one line for each problem, then the head of the chain; exits 1 on any."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the shape of the answer, the patience with unsealed events, and published heads to hold the chain to."""
        parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
        parser.add_argument("--minutes", type=int, default=10, help="an event may be unsealed for so long (default 10)")
        parser.add_argument(
            "--head", action="append", default=[], metavar="SEQ:HASH", help="a head published earlier; may be repeated"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Walk the record; exit with status 1 where anything is wrong."""
        walk = Walk(timedelta(minutes=options["minutes"]), dict(self._head(text) for text in options["head"]))
        found = []
        for problem in walk.problems():
            found.append(problem)
            if not options["json"]:
                self.stdout.write(str(problem))
        self._say(walk, found, as_json=options["json"])
        if found:
            sys.exit(1)

    def _head(self, text: str) -> tuple[int, str]:
        seq, _colon, expected = text.partition(":")
        if not seq.isdigit() or not expected:
            raise CommandError(f"--head {text}: write it as SEQ:HASH, as this command printed it")
        return int(seq), expected

    def _say(self, walk: Walk, found: list[Problem], *, as_json: bool) -> None:
        head = {"seq": walk.head.seq, "hash": walk.head.hash, "day": walk.head.day.isoformat() if walk.head.day else None}
        if as_json:
            problems = [{"code": one.code, "row": one.row, "says": one.says} for one in found]
            self.stdout.write(json.dumps({"events": walk.events, "sealed": walk.sealed, "problems": problems, "head": head}))
            return
        self.stdout.write(f"{walk.events} events, {walk.sealed} of them sealed, {len(found)} problems")
        self.stdout.write(f"head of {head['day'] or 'no day yet'}: {walk.head.seq}:{walk.head.hash}")
