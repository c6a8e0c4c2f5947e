"""What the front door hands to the page frame: the agency's words, and its own places in the menus."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from policing.areas.models import Agency
from policing.site import finding, published
from policing.ui.registry import AgencyFacts, Contact, NavItem, Panel, Search, navigation, page_facts, panels, searches


def agency_facts(request: HttpRequest) -> AgencyFacts:
    """Give the agency's name, its emergency words and the other ways to reach it."""
    agency = Agency.current()
    contacts = []
    if agency.contact_number:
        contacts.append(Contact(_("Call"), agency.contact_number, _("when it is not urgent")))
    if agency.text_number:
        contacts.append(Contact(_("Text"), agency.text_number, _("in any language"), kind="sms"))
    if agency.other_ways:
        contacts.append(Contact(agency.other_ways, ""))
    return AgencyFacts(
        place=agency.place_name,
        emergency_number=agency.emergency_number,
        emergency_advice=agency.emergency_in(translation.get_language() or ""),
        leave_url=agency.leave_url,
        contacts=tuple(contacts),
        about=agency.about,
        languages=tuple(agency.offered_languages()),
    )


def connect() -> None:
    """Fill the page frame's facts and menus."""
    page_facts.agency = agency_facts
    panels.add(Panel("site.map", "feedback.public", "site/panel_map.html", published.panel))
    searches.add(Search("site.places", _("Areas and places"), finding.places, order=10))
    searches.add(Search("site.teams", _("Teams"), finding.teams, order=50))
    navigation.add(NavItem("site.areas", _("Areas"), "site:areas", order=30, audience="everyone"))
    navigation.add(NavItem("site.setup", _("Set-up"), "admin:index", order=90, audience="staff", permission="setup.change"))
