"""The people of the demo town: one sign-in for each role, with a password made for this install."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from allauth.account.models import EmailAddress

from policing.accounts.models import Team, User
from policing.accounts.services import people, roles, teams
from policing.accounts.services.roles import Scope
from policing.accounts.services.teams import TeamFacts
from policing.areas.models import Area

WORDS = (
    "copper",
    "kettle",
    "lantern",
    "meadow",
    "ribbon",
    "saddle",
    "timber",
    "walnut",
    "harbour",
    "pebble",
    "thimble",
    "orchard",
)
# more people who live here and report with a name; nobody signs in as them
NEIGHBOURS = (
    "Abena Osei", "Bram de Wit", "Carmen Ruiz", "Dev Patel", "Elif Kaya", "Finn Gallagher", "Gita Rao", "Hugo Martins",
    "Ivy Chen", "Jamal Farah", "Kasia Nowak", "Liam Boyd", "Mina Haddad", "Noor Rahman", "Olga Sidorova", "Priya Nair",
)  # fmt: skip
TEAMS = (
    ("tanners-row-team", "Tanner’s Row team", ("tanners-row", "quayside"), "Market Hall desk", "Every day, 8 am to 10 pm"),
    (
        "northgate-team",
        "Northgate team",
        ("northgate", "weavers-hill", "millfield"),
        "Northgate library",
        "Every day, 8 am to 8 pm",
    ),
    (
        "saltmarsh-team",
        "Saltmarsh team",
        ("saltmarsh", "holloway-green", "weir-end"),
        "Allotment hut",
        "Monday to Saturday, 9 am to 8 pm",
    ),
    (
        "heath-team",
        "Heath team",
        ("priory-park", "kestrel-heath", "brickfields"),
        "Kestrel Heath station house",
        "Every day, 8 am to 10 pm",
    ),
    ("eastside-team", "Eastside team", ("lark-rise", "eastfield"), "Lark Rise surgery, room 4", "Monday to Friday, 8 am to 6 pm"),
)


@dataclass(frozen=True)
class Person:
    """Somebody of the demo town: what they are, their name, role, and the area it is held over (none: the whole agency)."""

    what: str
    name: str
    email: str
    role: str = ""
    area: str = ""
    team: str = ""
    title: str = ""
    surgery: str = ""


PEOPLE = (
    Person("Resident", "Maya Lindqvist", "resident@merrowby.example"),
    Person("Resident elsewhere", "Tom Okafor", "neighbour@merrowby.example"),
    Person("Officer, Tanner’s Row", "Dana Achebe", "officer@merrowby.example", "officer", "", "tanners-row-team",
           "Officer", "Market Hall, Tuesday 4 to 6 pm"),
    Person("Officer, Northgate", "Rafi Hassan", "officer.north@merrowby.example", "officer", "", "northgate-team",
           "Officer. Speaks Bengali", "Northgate Square, Friday 3 to 5 pm"),
    Person("Officer, Saltmarsh", "Owen Prys", "officer.south@merrowby.example", "officer", "", "saltmarsh-team",
           "Officer. Speaks Welsh", "Allotment hut, Wednesday 5 to 7 pm"),
    Person("Officer, Heath", "Amara Nwosu", "officer.heath@merrowby.example", "officer", "", "heath-team",
           "Officer. Speaks Igbo", "Station house, Monday 4 to 6 pm"),
    Person("Officer, Eastside", "Jonas Weber", "officer.east@merrowby.example", "officer", "", "eastside-team",
           "Officer. Speaks German", "Lark Rise surgery, Thursday 10 to noon"),
    Person("Supervisor", "Lena Petrescu", "supervisor@merrowby.example", "supervisor", "merrowby", "tanners-row-team",
           "Sergeant. Speaks Romanian", "Market Hall, first Saturday, 10 to noon"),
    Person("Analyst", "Ines Duarte", "analyst@merrowby.example", "analyst"),
    Person("Board member", "Grace Mbeki", "board@merrowby.example", "board_member"),
    Person("Partner", "Piotr Zielinski", "partner@merrowby.example", "partner"),
    Person("Moderator", "Hana Sato", "moderator@merrowby.example", "moderator"),
    Person("Oversight reviewer", "Ruth Adeyemi", "oversight@merrowby.example", "oversight_reviewer"),
    Person("Safeguarding lead", "Colm Byrne", "safeguarding@merrowby.example", "safeguarding_lead"),
    Person("Auditor", "Wei Tan", "auditor@merrowby.example", "auditor"),
    Person("Administrator", "Nia Howell", "administrator@merrowby.example", "administrator"),
)  # fmt: skip


def password() -> str:
    """Give a password of three words and a number that is made for this install."""
    return " ".join([*(secrets.choice(WORDS) for _ in range(3)), str(secrets.randbelow(9000) + 1000)])


def make() -> list[tuple[Person, str]]:
    """Make teams, people and roles by their commands; give each person with the password."""
    areas = {area.code: area for area in Area.objects.only("id", "code", "path")}
    made = {
        code: _team(code, name, [areas[one] for one in served], contact, hours) for code, name, served, contact, hours in TEAMS
    }
    signed = [(person, _person(person, areas, made)) for person in PEOPLE]
    for name in NEIGHBOURS:
        user = people.invite(email=f"{name.lower().replace(' ', '.')}@merrowby.example", name=name, actor=None)
        EmailAddress.objects.filter(user=user).update(verified=True)
    return signed


def _team(code: str, name: str, served: list[Area], contact: str, hours: str) -> Team:
    return teams.save(TeamFacts(code=code, name=name, areas=served, contact=contact, hours=hours), actor=None)


def _person(person: Person, areas: dict[str, Area], made: dict[str, Team]) -> str:
    user = people.invite(email=person.email, name=person.name, actor=None)
    secret = password()
    _let_in(user, secret)
    if person.role:
        scope = _scope(person, areas, made)
        roles.grant(user.pk, role=person.role, scope=scope, reason="demo town", actor=None)
    if person.team:
        teams.join(user.pk, team_id=made[person.team].pk, title=person.title, surgery=person.surgery, is_public=True, actor=None)
    return secret


def _scope(person: Person, areas: dict[str, Area], made: dict[str, Team]) -> Scope:
    """Give an officer the work of the team, and everybody else an area or the whole agency."""
    if person.role == "officer":
        return Scope(team=made[person.team])
    return Scope(area=areas[person.area]) if person.area else Scope()


def _let_in(user: User, secret: str) -> None:
    """Set the password and take the address as proven, since nobody reads mail in an invented town."""
    user.set_password(secret)
    user.save(update_fields=["password"])
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"primary": True, "verified": True})
