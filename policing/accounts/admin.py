"""Set-up of people, teams and roles in the admin. Every save and action calls a command; nobody is ever deleted here."""

from __future__ import annotations

from abc import ABCMeta, abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.models import ModelFormMetaclass
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from policing import access
from policing.accounts.models import Membership, RoleGrant, Team, User
from policing.accounts.services import people, roles, teams
from policing.accounts.services.roles import Scope
from policing.accounts.services.teams import TeamFacts
from policing.areas.setup import SetUpAdmin
from policing.errors import BadInput, CommonbeatError


def _each(one: Any, request: HttpRequest, rows: QuerySet[Any], command: Callable[..., Any]) -> None:
    """Call a command for each chosen row and say why where it refuses."""
    for pk in rows.values_list("pk", flat=True):
        try:
            command(pk, actor=request.user)
        except CommonbeatError as refusal:
            one.message_user(request, f"{pk}: {refusal.detail}", messages.ERROR)


class Scoped(SetUpAdmin[Any]):
    """An admin whose rows come through their policy."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Give the rows that the administrator may know of."""
        return access.visible(self.model, request.user).order_by(*self.get_ordering(request))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let agency-wide administrators in; the command asks again."""
        return access.load(request.user).covers("setup.change", area_path="")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """As for a change."""
        return self.has_change_permission(request)


class AbstractForms(ModelFormMetaclass, ABCMeta):
    """The class of form classes with a hook that each of them fills in."""


class CommandForm(forms.ModelForm[Any], metaclass=AbstractForms):
    """A form that writes by a command once its answers hold: what the command refuses is an error of the form."""

    actor: ClassVar[Any] = None

    @abstractmethod
    def write(self, given: dict[str, Any]) -> Any:
        """Call the command and give the row that it wrote."""

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors:
            return
        try:
            self.instance.pk = self.write(dict(self.cleaned_data)).pk
        except BadInput as refusal:
            for name, lines in refusal.fields.items():
                self.add_error(name if name in self.fields else None, ValidationError(lines))
        except CommonbeatError as refusal:
            self.add_error(None, str(refusal.detail))


class ByCommand(Scoped):
    """An admin whose form writes by a command, inside the transaction that Django opens for the page."""

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Give the form, of a class of its own for this request, with who fills it in."""
        form = super().get_form(request, obj, change, **kwargs)
        vars_of: Any = form
        vars_of.actor = request.user
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Write nothing: the form's command did."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Write nothing: the form's command did."""


class PersonForm(CommandForm):
    """Who the person is; the address is the account and stays."""

    class Meta:
        model = User
        fields = ("email", "name", "language")

    def write(self, given: dict[str, Any]) -> User:
        """Invite somebody, or change what is said of them."""
        words = {"name": given["name"], "language": given["language"]}
        if self.instance.pk:
            return people.prefer(self.instance.pk, actor=self.actor, **words)
        return people.invite(actor=self.actor, email=given["email"], **words)


class TeamForm(CommandForm):
    """A team and the areas that it serves."""

    class Meta:
        model = Team
        fields = ("code", "name", "kind", "belongs_to", "areas", "contact", "hours", "is_active")

    def write(self, given: dict[str, Any]) -> Team:
        """Save the team."""
        facts = TeamFacts(**{**given, "areas": list(given["areas"])})
        return teams.save(facts, actor=self.actor, team_id=self.instance.pk)


class RoleGrantForm(CommandForm):
    """A role to give."""

    class Meta:
        model = RoleGrant
        fields = ("user", "role", "area", "team", "reason", "valid_until")

    def write(self, given: dict[str, Any]) -> RoleGrant:
        """Give the role."""
        scope, until = Scope(given["area"], given["team"]), given["valid_until"]
        return roles.grant(
            given["user"].pk, role=given["role"], scope=scope, reason=given["reason"], until=until, actor=self.actor
        )


class MembershipForm(CommandForm):
    """A person to put into a team."""

    class Meta:
        model = Membership
        fields = ("user", "team", "title", "surgery", "is_public")

    def write(self, given: dict[str, Any]) -> Membership:
        """Put the person into the team."""
        user, team = given.pop("user"), given.pop("team")
        return teams.join(user.pk, team_id=team.pk, actor=self.actor, **given)


@admin.register(User)
class PersonAdmin(ByCommand):
    """People with accounts: made here for those who work here, closed and opened again, never deleted."""

    form = PersonForm
    list_display = ("display_name", "email", "is_active", "language")
    list_filter: ClassVar[tuple[str, ...]] = ("is_active", "language")
    search_fields: ClassVar[tuple[str, ...]] = ("email", "name")
    ordering: ClassVar[tuple[str, ...]] = ("email",)
    actions = ("close", "open_again")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep the address of an account that is there."""
        return ("email", "is_active") if obj else ()

    @admin.action(description=_("Close these accounts"))
    def close(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Close the chosen accounts."""
        _each(self, request, queryset, people.deactivate)

    @admin.action(description=_("Open these accounts again"))
    def open_again(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Open the chosen accounts again."""
        _each(self, request, queryset, people.reactivate)


@admin.register(Team)
class TeamAdmin(ByCommand):
    """Teams. One that works no more is taken out of use."""

    form = TeamForm
    list_display = ("name", "code", "kind", "belongs_to", "is_active")
    list_filter: ClassVar[tuple[str, ...]] = ("kind", "is_active")
    search_fields: ClassVar[tuple[str, ...]] = ("name", "code")
    autocomplete_fields: ClassVar[tuple[str, ...]] = ("areas",)
    ordering: ClassVar[tuple[str, ...]] = ("name",)


class _Dated(ByCommand):
    """Rows that start here and end by a date; what was is never changed."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let the list be used; a row that is there is only looked at."""
        return obj is None and super().has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let agency-wide administrators add."""
        return super().has_change_permission(request)


@admin.register(RoleGrant)
class RoleGrantAdmin(_Dated):
    """Roles held. A role ends by date and stays on record."""

    form = RoleGrantForm
    list_display = ("person", "role", "area", "team", "valid_from", "valid_until")
    list_filter: ClassVar[tuple[str, ...]] = ("role",)
    list_select_related: ClassVar[tuple[str, ...]] = ("user", "area", "team")
    search_fields: ClassVar[tuple[str, ...]] = ("user__email", "user__name")
    autocomplete_fields: ClassVar[tuple[str, ...]] = ("user", "area", "team")
    ordering: ClassVar[tuple[str, ...]] = ("-id",)
    actions = ("end",)

    @admin.display(description=_("person"))
    def person(self, row: RoleGrant) -> str:
        """Give whose role it is."""
        return row.user.display_name

    @admin.action(description=_("End these roles now"))
    def end(self, request: HttpRequest, queryset: QuerySet[RoleGrant]) -> None:
        """End the chosen roles."""
        _each(self, request, queryset, roles.end)


@admin.register(Membership)
class MembershipAdmin(_Dated):
    """Who works where."""

    form = MembershipForm
    list_display = ("person", "team", "title", "is_public", "valid_from", "valid_until")
    list_filter: ClassVar[tuple[str, ...]] = ("is_public",)
    list_select_related: ClassVar[tuple[str, ...]] = ("user", "team")
    search_fields: ClassVar[tuple[str, ...]] = ("user__email", "user__name", "team__name")
    autocomplete_fields: ClassVar[tuple[str, ...]] = ("user", "team")
    ordering: ClassVar[tuple[str, ...]] = ("-id",)
    actions = ("end",)

    @admin.display(description=_("person"))
    def person(self, row: Membership) -> str:
        """Give who it is."""
        return row.user.display_name

    @admin.action(description=_("End these memberships now"))
    def end(self, request: HttpRequest, queryset: QuerySet[Membership]) -> None:
        """End the chosen memberships."""
        _each(self, request, queryset, teams.leave)
