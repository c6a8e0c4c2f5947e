"""What this app hands to the registries below it, in one place."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from policing import access
from policing.accounts import events, grants, kept, own_data, receivers
from policing.accounts.access import ApiTokenPolicy, MembershipPolicy, PersonPolicy, RoleGrantPolicy, TeamPolicy
from policing.accounts.models import ApiToken, Membership, RoleGrant, Team, User
from policing.accounts.services import people
from policing.events.timeline import register_people_resolver
from policing.ui.registry import NavItem, PersonFacts, navigation, page_facts


def names_of(pseudonyms: set[UUID]) -> dict[UUID, str]:
    """Give the names that colleagues read for these pseudonyms. One query."""
    return {
        user.pseudonym: user.display_name
        for user in User.objects.filter(pseudonym__in=pseudonyms).only("pseudonym", "name", "email")
        if not user.is_gone
    }


def person_facts(request: HttpRequest) -> PersonFacts:
    """Give the name and the theme of whoever is signed in; the row is loaded already."""
    user = request.user
    return PersonFacts(user.display_name, user.theme) if isinstance(user, User) or user.is_authenticated else PersonFacts()


def keep_preference(request: HttpRequest, what: str, value: str) -> None:
    """Keep a language or a theme that a signed-in person chose in a menu of the page frame."""
    user = request.user
    if user.is_authenticated:
        people.prefer(user.pk, actor=user, **{what: value})


def connect() -> None:
    """Hand in the loader of grants, policies, event types, receivers of allauth's signals, and what pages show."""
    access.use_loader(grants.load, grants.holders_q, grants.anybody_q)
    access.register(PersonPolicy, User)
    access.register(TeamPolicy, Team)
    access.register(MembershipPolicy, Membership)
    access.register(RoleGrantPolicy, RoleGrant)
    access.register(ApiTokenPolicy, ApiToken)
    events.connect()
    receivers.connect()
    kept.connect()
    own_data.connect()
    register_people_resolver(names_of)
    page_facts.person, page_facts.keep = person_facts, keep_preference
    for order, (name, label) in enumerate(
        (("account", _("My account")), ("sessions", _("Sessions and devices")), ("tokens", _("Tokens for programs"))), start=10
    ):
        navigation.add(NavItem(f"accounts.{name}", label, f"accounts:{name}", order=order, audience="signed-in", spot="account"))
    navigation.add(NavItem("accounts.sign_out", _("Sign out"), "account_logout", order=90, audience="signed-in", spot="account"))
