"""The people and the places of the journeys: two neighbourhoods with a team each, real ones of Toronto where the data is at hand."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from django.core.management import call_command
from shapely.geometry import shape

from feedback.models import Report
from feedback.services import handling, intake, speaking_up
from feedback.services.intake import Account, Sender, Sent
from feedback.services.tracking import Door
from policing.accounts.hashers import HouseArgon2
from policing.accounts.models import Team, User
from policing.areas.models import Agency, Area
from policing.events.testing import drain
from policing.privacy.receipts import new_token
from tests.people import PASSWORD, AreaFactory, MembershipFactory, RoleGrantFactory, TeamFactory, UserFactory

TORONTO = Path(__file__).resolve().parents[3] / "shared" / "data" / "toronto" / "toronto_neighbourhoods.geojson"
HERE, THERE = "Trinity-Bellwoods", "South Riverdale"
_number = count(1)


@dataclass(frozen=True)
class Spot:
    """A neighbourhood, its team, and a point well inside it."""

    area: Area
    team: Team
    lat: float
    lon: float

    @property
    def point(self) -> str:
        """The point as a person copies it from a map."""
        return f"{self.lat:.5f}, {self.lon:.5f}"


@dataclass(frozen=True)
class World:
    """Two spots and the people who are there all the time. Nobody here is changed by a journey."""

    is_toronto: bool
    here: Spot
    there: Spot
    officer: User
    colleague: User
    elsewhere: User
    supervisor: User
    administrator: User
    reviewer: User
    auditor: User
    resident: User
    reports: dict[str, Report]


@cache
def served_hash() -> str:
    """Hash everybody's password as the served site does: it would hash another kind anew at the first sign-in and end all sessions."""
    hasher = HouseArgon2()
    return hasher.encode(PASSWORD, hasher.salt())


def person(name: str, role: str = "", *, area: Area | None = None, team: Team | None = None, **more: Any) -> User:
    """Make somebody with an address of their own, and a role where they work here."""
    address = f"{name.lower().replace(' ', '.')}{next(_number)}@example.org"
    user: User = UserFactory(email=address, name=name, **{"password": served_hash(), **more})
    if role:
        RoleGrantFactory(user=user, role=role, area=area)
    if team:
        MembershipFactory(user=user, team=team, title=role.replace("_", " ").title(), is_public=True)
    return user


def build() -> World:
    """Load the areas, and make teams, people, and a report in every state."""
    is_toronto = TORONTO.exists()
    if is_toronto:
        call_command("import_areas", TORONTO, name_field="name", stdout=io.StringIO())
    else:
        _invent()
    agency = Agency.current()
    agency.place_name = "Toronto" if is_toronto else "Merrowby"
    agency.save()
    Agency.forget()
    here, there = _spot(HERE, "team-here"), _spot(THERE, "team-there")
    officer = person("Dana Achebe", "officer", area=here.area, team=here.team)
    resident = person("Maya Lindqvist")
    drain()
    return World(
        is_toronto=is_toronto,
        here=here,
        there=there,
        officer=officer,
        colleague=person("Lena Petrescu", "officer", area=here.area, team=here.team),
        elsewhere=person("Ivo Marsh", "officer", area=there.area, team=there.team),
        supervisor=person("Sam Okafor", "supervisor"),
        administrator=person("Ada Brandt", "administrator"),
        reviewer=person("Rosa Okoye", "oversight_reviewer"),
        auditor=person("Noor Haddad", "auditor"),
        resident=resident,
        reports=_reports(here, officer, resident),
    )


def _invent() -> None:
    for place, name in enumerate((HERE, THERE)):
        west = place * 0.02
        corners = [[west, 51.0], [west + 0.02, 51.0], [west + 0.02, 51.02], [west, 51.02], [west, 51.0]]
        code = name.lower().replace(" ", "-")
        AreaFactory(code=code, name=name, level="neighbourhood", boundary={"type": "Polygon", "coordinates": [corners]})
    Agency.objects.filter(pk=Agency.current().pk).update(areas_revision=1)


def _spot(name: str, team: str) -> Spot:
    area = Area.objects.get(name=name)
    inside = shape(area.boundary).representative_point()
    return Spot(area, TeamFactory(code=team, name=f"{name} team", areas=[area]), lat=inside.y, lon=inside.x)


def send(spot: Spot, words: str = "The lamps in the lane are dark.", sender: Sender | None = None, **more: Any) -> Sent:
    """Send a report by the command."""
    told = {"category": "place", "words": words, "area_code": spot.area.code, **more}
    return intake.submit(token=new_token(), account=Account(**told), sender=sender or Sender())


def _reports(here: Spot, officer: User, resident: User) -> dict[str, Report]:
    """Make one report in every state, each sent with the resident's name."""
    sender = Sender(mode="named", account=resident)
    words = "A lorry blocks the school bus each morning, and a man shouted at the children with a knife in his hand."
    new, asked, answered, closed, contested, reopened = (send(here, words, sender).report for _each in range(6))
    handling.ask(asked.pk, words="At what time is it worst?", actor=officer)
    handling.answer(answered.pk, words="We stand there every morning this week.", actor=officer)
    for report in (closed, contested, reopened):
        handling.close(report.pk, outcome="partly_fixed", words="The lorry unloads elsewhere now.", actor=officer)
    for report in (contested, reopened):
        speaking_up.contest(Door(report.pk), words="It stood there again today.", token=new_token())
    handling.reopen(reopened.pk, words="We look at it again.", actor=officer)
    drain()
    found = {"new": new, "asked": asked, "answered": answered, "closed": closed, "contested": contested, "reopened": reopened}
    return {state: Report.objects.get(pk=report.pk) for state, report in found.items()}
