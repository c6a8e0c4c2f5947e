"""Write every cipher anew under the newest key, and prove it."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from policing.privacy.services import rotation
from policing.privacy.services.rotation import Found


class Command(BaseCommand):
    """Rotate FIELD_KEYS and INDEX_KEYS: the newest key stands first, older ones behind it until this is through."""

    help = (
        "Write every cipher (names, contact points, second factors, waiting mails) anew under the first of FIELD_KEYS, and every "
        "blind index under the first of INDEX_KEYS. Can be stopped and run again. Says which keys may be dropped; exits 1 while "
        "anything needs an older key, or no key opens it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whether to look only."""
        parser.add_argument("--check", action="store_true", help="change nothing; tell which key opens what")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rotate unless asked to look only; then read everything again and say what it found."""
        if not options["check"]:
            done = rotation.rotate(self._say_progress)
            self.stdout.write(f"written anew: {done}")
        found = rotation.check()
        for one in found:
            self.stdout.write(self._line(one))
        self._say_keys(found)
        if not all(one.is_done for one in found):
            sys.exit(1)

    def _say_progress(self, name: str, count: int) -> None:
        if count:
            self.stdout.write(f"{name}: {count} written anew")

    def _line(self, one: Found) -> str:
        keys = ", ".join(f"key {place + 1}: {one.by_key[place]}" for place in range(len(settings.FIELD_KEYS)))
        more = f", to be written anew: {one.stale}" if one.stale else ""
        lost = f", opened by no key: {one.unreadable}" if one.unreadable else ""
        return f"{one.name}: {keys}{more}{lost}"

    def _say_keys(self, found: list[Found]) -> None:
        used = {place for one in found for place, count in one.by_key.items() if count}
        free = [str(place + 1) for place in range(1, len(settings.FIELD_KEYS)) if place not in used]
        if free:
            self.stdout.write(
                f"may be taken out of FIELD_KEYS: key {', key '.join(free)} (counted from the newest, which is key 1)"
            )
        if len(settings.INDEX_KEYS) > 1 and all(one.is_done for one in found):
            self.stdout.write("may be taken out of INDEX_KEYS: all but the first")
