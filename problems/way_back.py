"""What the way back to residents hands to the registries below: its pages in the menus, its panels, notices and what follows clocks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from feedback import resulted
from feedback.services import results
from policing.events.services import register_handler
from policing.ui.registry import NavItem, Panel, Search, navigation, panels, searches
from problems import ends, finding, handlers, notices
from problems.services.cases import reaching
from problems.views import pages, showing


def connect() -> None:
    """Hand them in."""
    notices.connect()
    results.on_opened(reaching.note)
    resulted.on_facts(ends.facts_of)
    resulted.on_leads(ends.leads_of)
    register_handler("clocks.clock.near", "problems.part_near", handlers.part_is_near)
    register_handler("clocks.clock.overdue", "problems.part_late", handlers.part_is_late)
    panels.add(Panel("problems.told", "problems.case", "problems/pages/panel_told.html", showing.told_panel, order=60))
    panels.add(Panel("problems.shown", "problems.case", "problems/pages/panel_shown.html", showing.shown_panel, order=65))
    panels.add(Panel("problems.result", "feedback.result", "problems/pages/panel_result.html", pages.result_panel))
    panels.add(Panel("problems.followed", "feedback.my", "problems/pages/panel_followed.html", pages.followed_panel))
    searches.add(Search("problems.pages", _("Problems that we work on"), finding.shown, order=35))
    navigation.add(NavItem("problems.pages", _("Problems"), "problems:page-list", order=27))
