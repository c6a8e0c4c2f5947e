"""``manage.py demo``: an invented town to look at, made by the commands that real people use, under a simulated clock."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from feedback.models import Report
from policing import timekeeping
from policing.accounts.models import User
from policing.areas.models import Agency, Area
from policing.site.demo import casework, extras, filling, people, places, records, story

SINCE = timedelta(days=600)


class Command(BaseCommand):
    """Fill an empty site with the demo town, and write its sign-ins beside the database."""

    help = "Fill an empty site with the demo town. Refused on a database that holds anything else."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to fill in the eighteen months before."""
        parser.add_argument("--fill", action="store_true", help="tell what is still missing of the town’s last eighteen months")

    def handle(self, *args: Any, fill: bool = False, **options: Any) -> None:
        """Make the town in one transaction, or fill in its past. Raises CommandError where the database is somebody else's."""
        if fill:
            self._fill()
        else:
            self._make()

    def _fill(self) -> None:
        """Fill in the past, report by report, so that it can be stopped and go on. Only in the demo town itself."""
        if not User.objects.filter(email="officer@merrowby.example").exists():
            raise CommandError("This is not the demo town: only an invented town gets an invented past.")
        now = timekeeping.now()
        if casework.is_missing():
            records.bring_in(now)
        told = max(filling.fill(self._officers(), self._residents(), now), default=0)
        cases = sum(1 for _case in casework.tell(self._officers(), self._named(), now))
        self.stdout.write(f"The town’s last eighteen months hold {told} reports, and {cases} cases.")

    def _make(self) -> None:
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
            story.tell(self._officers(), self._residents()[:2], started)
            extras.tell(self._town(started))
        self._write(made)
        self.stdout.write(f"The demo town is ready: {Report.objects.count()} reports, {len(made)} people.")

    def _officers(self) -> dict[str, User]:
        """Give who answers for each team: its officer, or the supervisor."""
        by_email = {user.email: user for user in User.objects.all()}
        supervisor = by_email["supervisor@merrowby.example"]
        return {
            "tanners-row-team": by_email["officer@merrowby.example"],
            "northgate-team": by_email["officer.north@merrowby.example"],
            "saltmarsh-team": by_email["officer.south@merrowby.example"],
            "heath-team": by_email["officer.heath@merrowby.example"],
            "eastside-team": by_email["officer.east@merrowby.example"],
            "front-desk": supervisor,
        }

    def _town(self, started: datetime) -> extras.Town:
        """Give who does things in the town."""
        named = self._named()
        return extras.Town(
            officers=self._officers(),
            residents=self._residents(),
            supervisor=named["supervisor"],
            reviewer=named["oversight"],
            auditor=named["auditor"],
            now=started,
        )

    def _named(self) -> dict[str, User]:
        """Give everybody by the first part of their address."""
        return {user.email.partition("@")[0]: user for user in User.objects.all()}

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
