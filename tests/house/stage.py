"""The cast on a stage with one report, one complaint, its clock, a notice, a token and a place: what every address can be opened with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from feedback.models import Category, CategoryGroup, Conduct, Publication, RatingItem, ReplyTemplate, Report
from feedback.services import handling, intake, publishing, redacting
from feedback.services.conduct import intake as conduct_intake
from policing import checks, timekeeping
from policing.accounts.models import Membership, RoleGrant, User
from policing.accounts.services import tokens
from policing.areas import locate
from policing.areas.models import Agency, Place
from policing.clocks import book
from policing.clocks.models import Clock, ClockRule, Holiday
from policing.events.models import Dispatch
from policing.events.testing import drain
from policing.notifications.models import Delivery, Notification
from policing.privacy.models import LegalHold, RetentionRule
from policing.privacy.receipts import new_token
from policing.privacy.services import holding
from problems.models import Case, IncidentImport, IncidentSource, Technique
from problems.services import imports
from problems.services.cases import opening, parts, showing
from problems.services.cases.opening import Start
from tests.people import PASSWORD, Cast


def forget_all() -> None:
    """Forget what the process and the cache keep of another test's rows."""
    cache.clear()
    book.forget()
    Agency.forget()
    locate.forget()


@dataclass(frozen=True)
class Stage:
    """The cast, and one of each thing that an address can name."""

    cast: Cast
    report: Report
    token: str
    conduct: Conduct
    case: Case

    @cached_property
    def values(self) -> dict[str, object]:
        """Give what stands in an address for each name of a converter."""
        return {
            "reference": self.report.reference,
            "matter": self.conduct.reference,
            "code": self.cast.north.code,
            "handle": self.token,
            "slug": Publication.objects.order_by("pk").values_list("slug", flat=True).first(),
            "person": self.cast.resident.pseudonym,
            "notice_id": Notification.objects.order_by("pk").values_list("pk", flat=True).first(),
            "hold_id": LegalHold.objects.order_by("pk").values_list("pk", flat=True).first(),
            "done": "00000000-0000-4000-8000-000000000000",
            "filter_id": 1,
            "unsent_id": 1,
            "clock_id": Clock.objects.order_by("pk").values_list("pk", flat=True).first(),
            "secret": "a-secret-of-no-link",
            "photo": 0,
            "number": 1,
            "case": self.case.reference,
            "page": self.case.page.slug,
            "member": self.case.members.order_by("pk").values_list("pk", flat=True).first(),
            "kind": "task",
            "part": self.case.tasks.order_by("pk").values_list("pk", flat=True).first(),
            "kept": 1,
            "field": "statement",
            "import_id": IncidentImport.objects.order_by("pk").values_list("pk", flat=True).first(),
            "pk": 1,
            "app_label": "accounts",
            "content_type_id": 1,
        }

    def row_of(self, name: str) -> object:
        """Give the key of the row that an admin page named like ``admin:areas_area_change`` is opened with."""
        label = name.removeprefix("admin:").rsplit("_", 1)[0].replace("_", ".")
        found = {
            "problems.incidentsource": IncidentSource, "problems.incidentimport": IncidentImport,
            "problems.technique": Technique,
            "feedback.category": Category, "feedback.categorygroup": CategoryGroup, "feedback.ratingitem": RatingItem,
            "feedback.replytemplate": ReplyTemplate,
            "notifications.delivery": Delivery, "clocks.clockrule": ClockRule,
            "clocks.holiday": Holiday, "accounts.user": User, "accounts.rolegrant": RoleGrant,
            "accounts.membership": Membership, "areas.place": Place, "events.dispatch": Dispatch,
            "privacy.retentionrule": RetentionRule,
        }  # fmt: skip
        own = {"accounts.team": self.cast.team_north, "areas.area": self.cast.north, "areas.agency": Agency.current()}
        return (
            own[label].pk if label in own else found[label]._default_manager.order_by("pk").values_list("pk", flat=True).first()
        )

    def address(self, route: str, name: str) -> str:
        """Give the address of a route with this stage's things in it."""
        names = [part.partition(">")[0].rpartition(":")[2] for part in route.split("<")[1:]]
        values = {**self.values, "object_id": self.row_of(name) if "object_id" in names and name != "admin:view_on_site" else 1}
        return reverse(name, kwargs={one: values[one] for one in names})


def set_up(cast: Cast) -> Stage:
    """Let the resident of the north send a report with a name, an officer read it, and everybody be told."""
    Agency.objects.update_or_create(
        pk=1, defaults={"name": "Merrowby Police", "place_name": "Merrowby", "emergency_number": "999"}
    )
    forget_all()
    Place.objects.create(name="Mill Lane", key="mill lane", lat=0.5, lon=0.5, area=cast.north)
    Holiday.objects.create(day="2026-12-25", name="Christmas Day")
    sender = intake.Sender(mode="named", name="Maya", account=cast.resident)
    told = intake.Account(category="noise", words="They shout under my window every night.", area_code="north")
    report = intake.submit(token=new_token(), account=told, sender=sender).report
    handling.acknowledge(report.pk, actor=cast.officer)
    redacting.redact(report.pk, words="They shout every night.", actor=cast.officer)
    publishing.publish(report.pk, summary="Shouting at night.", actor=cast.officer)
    conduct = tell(new_token())
    made = tokens.make(actor=cast.officer, name="map", scopes=["reports.view"], days=30, form_token=new_token())
    holding.place(subject_type="feedback.report", reference=report.reference, reason="A court asks for it.", actor=cast.auditor)
    imports.start(source="Records", maps=["category=kind", "occurred=when"], options={}, actor=None)
    case = open_case(cast, report)
    drain()
    return Stage(cast, report, made.token.handle, conduct, case)


def open_case(cast: Cast, report: Report) -> Case:
    """Let the officer of the north open a case with the report and a task in it, and show it to residents."""
    start = Start(
        title="Shouting on Mill Lane", summary="Groups shout at night.", area=cast.north, reports=[report.pk], reason="It fits."
    )
    case = opening.open_case(start, actor=cast.officer, token=new_token())
    held = {"words": "Ask the owner", "owner": cast.officer, "due_on": timekeeping.now().date()}
    parts.add(case.pk, kind="task", values=held, actor=cast.officer, token=new_token())
    showing.publish(case.pk, words=showing.Words("Shouting on Mill Lane", "Groups shout at night."), actor=cast.officer)
    return case


def tell(token: str) -> Conduct:
    """Let somebody without a name complain about the team of the north."""
    told = conduct_intake.Told(kind="complaint", words="They laughed at me when I asked for help.", teams=("team-north",))
    return conduct_intake.submit(token=token, told=told, sender=intake.Sender()).conduct


def browser_of(who: User | AnonymousUser) -> Client:
    """Give the browser of a person who signed in a moment ago, or of nobody. A fault inside is an answer of 500.

    The browser of somebody whose account was closed still has the cookie of a session from before.
    """
    browser = Client(raise_request_exception=False)
    if isinstance(who, User) and who.is_active:
        browser.post(reverse("account_login"), {"login": who.email, "password": PASSWORD})
        assert browser.session["_auth_user_id"] == str(who.pk)
    elif isinstance(who, User):
        browser.force_login(who)
    return browser


def addresses() -> list[tuple[str, str]]:
    """Give every named route of the site, with its name."""
    found = [(route, name) for route, name, _view in checks.all_patterns()]
    return [(route, name) for route, name in found if not name.endswith(":") and "(?P<" not in route]
