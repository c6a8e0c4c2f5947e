"""What this app hands to the registries below it, in one place."""

from __future__ import annotations

from functools import partial

from django.db.models import Exists, OuterRef
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from feedback.querysets import flag_on_desk
from policing import access
from policing.areas.moving import carries_path
from policing.clocks import services as clocks
from policing.events.services import register_handler
from policing.privacy.events import DISPOSED
from policing.ui.registry import NavItem, Panel, Search, navigation, panels, searches
from problems import caselist, defaults, events, handlers, kept, own_data, way_back
from problems.access import CasePagePolicy, CasePolicy, ImportPolicy, IncidentPolicy
from problems.models import (
    Action,
    Case,
    CasePage,
    CasePlace,
    CaseReport,
    CellCount,
    HourCount,
    Incident,
    IncidentImport,
    MonthCount,
    Task,
)
from problems.services.cases import part_clocks
from problems.views import case_list, case_people, case_reports, figures


def connect() -> None:
    """Hand in the policies, the event types and the tables that carry an area's path."""
    for model in (Incident, MonthCount, HourCount, CellCount):
        access.register(IncidentPolicy, model)
        carries_path(model)
    access.register(ImportPolicy, IncidentImport)
    access.register(CasePolicy, Case)
    access.register(CasePagePolicy, CasePage)
    for carrier in (Case, CasePage, CasePlace):
        carries_path(carrier)
    events.connect()
    kept.connect()
    own_data.connect()
    way_back.connect()
    _clocks()
    for what in ("contested", "contested_by_neighbour"):
        register_handler(f"feedback.report.{what}", f"problems.{what}", handlers.not_fixed)
    register_handler(DISPOSED, "problems.recount", handlers.disposed_of)
    for ended in ("finished", "undone", "failed"):
        register_handler(f"problems.import.{ended}", f"problems.count_{ended}", handlers.records_changed)
    post_migrate.connect(defaults.ensure, dispatch_uid="problems.defaults")
    panels.add(Panel("problems.figures", "problems.case.figures", "problems/case/panel_figures.html", figures.panel, order=40))
    _menu()
    _panels()
    searches.add(Search("problems.cases", _("Cases"), caselist.found, order=25))


def _menu() -> None:
    """Put cases and incidents into the menus of who works on them, and cases into the menu of a partner who works along in one."""
    for name, label, url, order, permission in (
        ("incidents", _("Incidents"), "problems:incidents", 30, "incidents.view"),
        ("imports", _("Records"), "problems:import-list", 31, "incidents.import"),
    ):
        navigation.add(NavItem(f"problems.{name}", label, url, order=order, audience="staff", permission=permission))
    url, waiting = "problems:case-list", case_list.to_answer
    navigation.add(NavItem("problems.cases", _("Cases"), url, order=20, audience="staff", permission="cases.view", badge=waiting))
    navigation.add(NavItem("problems.along", _("Cases"), url, order=20, audience="signed-in", asks=case_list.works_along))


def _panels() -> None:
    """Put cases onto the pages of reports, and reports and people onto the page of a case."""
    panels.add(Panel("problems.inbox", "feedback.inbox.bulk", "problems/cases/inbox_bulk.html", case_list.bulk_panel))
    panels.add(Panel("problems.mine", "feedback.my", "problems/cases/panel_mine.html", case_list.my_panel, order=20))
    panels.add(Panel("problems.waits", "feedback.my.waits", "problems/cases/panel_waits.html", case_list.waits_panel))
    flag_on_desk("feeds_case", lambda: Exists(CaseReport.objects.filter(report=OuterRef("pk"), left_at=None)))
    panels.add(Panel("problems.report", "feedback.report", "problems/cases/panel_report.html", case_list.report_panel, order=15))
    panels.add(Panel("problems.team", "problems.case.team", "problems/cases/panel_team.html", case_people.panel, order=10))
    panels.add(Panel("problems.reports", "problems.case", "problems/cases/panel_reports.html", case_reports.panel, order=20))
    panels.add(Panel("problems.more", "problems.case.aside", "problems/cases/panel_more.html", case_reports.more_panel, order=90))
    panels.add(
        Panel("problems.alone", "problems.case", "problems/cases/panel_more.html", case_reports.more_panel_alone, order=90)
    )


def _clocks() -> None:
    """Let clocks of cases lead to their page, and let an action or task follow where somebody gives it more time."""
    for model in (Case, Action, Task):
        clocks.opens(model._meta.label_lower, "problems:case")
    for model in (Action, Task):
        clocks.on_moved(model._meta.label_lower, partial(part_clocks.follow_clock, model))
    clocks.on_moved(Case._meta.label_lower, part_clocks.follow_case_clock)
