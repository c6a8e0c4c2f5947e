"""``manage.py demo``: an invented town to look at, made by the commands that real people use, under a simulated clock."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from feedback.models import Report
from policing import timekeeping
from policing.accounts.models import User
from policing.areas.models import Agency, Area
from policing.site.demo import people, places, story

SINCE = timedelta(days=90)


class Command(BaseCommand):
    """Fill an empty site with the demo town, and write its sign-ins beside the database."""

    help = "Fill an empty site with the demo town. Refused on a database that holds anything else."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the town in one transaction. Raises CommandError where the database holds anything of somebody else's."""
        for model in (Agency, Area, User, Report):
            if model._default_manager.exists():
                raise CommandError(
                    f"This database already holds {model._meta.verbose_name_plural}. The demo town is only for an empty one: "
                    "set COMMONBEAT_VAR to another folder, or DATABASE_URL to an empty database."
                )
        started = timekeeping.now()
        with transaction.atomic():
            with timekeeping.simulated(started - SINCE):
                places.make()
                made = people.make()
            told = story.tell(self._officers(), self._residents(), started)
        self._write(made)
        self.stdout.write(f"The demo town is ready: {told} reports, {len(made)} people.")

    def _officers(self) -> dict[str, User]:
        """Give who answers for each team: its officer, or the supervisor."""
        by_email = {user.email: user for user in User.objects.all()}
        supervisor = by_email["supervisor@merrowby.example"]
        return {
            "tanners-row-team": by_email["officer@merrowby.example"],
            "northgate-team": by_email["officer.north@merrowby.example"],
            "saltmarsh-team": supervisor,
            "front-desk": supervisor,
        }

    def _residents(self) -> list[User]:
        return list(User.objects.filter(role_grants=None).order_by("pk"))

    def _write(self, made: list[tuple[people.Person, str]]) -> None:
        """Write the sign-ins where only this user can read them."""
        width = max(len(person.what) for person, _secret in made)
        lines = [f"  {person.what:<{width}}  {person.email:<34}  {secret}" for person, secret in made]
        path = Path(settings.VAR_DIR) / "sign-ins.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write("Sign-ins of the demo town (an invented place):\n\n" + "\n".join(lines) + "\n")
