"""People, teams and roles over the API: set-up, by the commands."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from policing import access
from policing.accounts import serializers as shapes
from policing.accounts.models import Membership, RoleGrant, Team, User
from policing.accounts.services import people, roles, teams
from policing.accounts.services.roles import Scope
from policing.accounts.services.teams import TeamFacts
from policing.api import CursorPages
from policing.areas.models import Area
from policing.errors import BadInput, SignInNeeded

SET_UP = access.Rule("holds", "setup.change")


def given(kind: type[Serializer[Any]], request: Request, **more: Any) -> dict[str, Any]:
    """Give the checked input. Raises BadInput (by way of REST framework) where it cannot be used."""
    asked = kind(data=request.data, **more)
    asked.is_valid(raise_exception=True)
    return dict(asked.validated_data)


def _only(model: Any, request: Request, name: str, value: Any) -> Any:
    """Give the row that a code or pseudonym names, or None for none. Raises BadInput where the person cannot know of it."""
    if value is None:
        return None
    field = {"person": "pseudonym"}.get(name, "code")
    found = access.visible(model, request.user).filter(**{field: value}).first()
    if found is None:
        raise BadInput({name: [_("We do not know that one.")]})
    return found


class Rows(APIView):
    """A list of set-up, newest first."""

    access_rule = SET_UP
    pagination_class = CursorPages
    columns: ClassVar[tuple[str, ...]]
    shape: ClassVar[type[Serializer[Any]]]

    def listed(self, request: Request, model: Any) -> Response:
        """Give one page of the rows that the person may know of, as flat dictionaries."""
        pages = self.pagination_class()
        found = pages.paginate_queryset(access.visible(model, request.user).values(*self.columns), request, view=self) or []
        return pages.get_paginated_response([self.shown(row) for row in found])

    def shown(self, row: Any) -> dict[str, Any]:
        """Give one row as programs read it."""
        return {name: row[field.source or name] for name, field in self.shape().fields.items() if (field.source or name) in row}


class PersonList(Rows):
    """People with accounts."""

    columns = ("id", *shapes.PERSON_COLUMNS)
    shape = shapes.PersonSerializer

    @extend_schema(responses=shapes.PersonSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List people."""
        return self.listed(request, User)

    @extend_schema(request=shapes.InviteSerializer, responses={201: shapes.PersonSerializer})
    def post(self, request: Request) -> Response:
        """Make an account."""
        user: Any = request.user
        made = people.invite(actor=user, **given(shapes.InviteSerializer, request))
        return Response(shapes.PersonSerializer(made).data, status=201)


class _PersonCommand(APIView):
    access_rule = SET_UP
    command: ClassVar[Any]

    @extend_schema(request=None, responses=shapes.PersonSerializer)
    def post(self, request: Request, person: UUID) -> Response:
        """Do it, and give the person as they stand after."""
        row = access.get_visible_or_404(access.visible(User, request.user), request.user, pseudonym=person)
        return Response(shapes.PersonSerializer(type(self).command(row.pk, actor=request.user)).data)


class PersonDeactivate(_PersonCommand):
    """Close an account."""

    command = staticmethod(people.deactivate)


class PersonReactivate(_PersonCommand):
    """Open an account again."""

    command = staticmethod(people.reactivate)


class TeamList(Rows):
    """Teams: open to read, changed by set-up."""

    access_rule = access.Rule("public", "teams are public; changing them needs a role, which the command asks for")
    columns = shapes.TEAM_COLUMNS
    shape = shapes.TeamSerializer

    @extend_schema(responses=shapes.TeamSerializer(many=True), auth=[])
    def get(self, request: Request) -> Response:
        """List the teams."""
        return self.listed(request, Team)

    @extend_schema(request=shapes.TeamSaveSerializer, responses=shapes.TeamSerializer)
    def post(self, request: Request) -> Response:
        """Make a team, or change the one of that code."""
        if not request.user.is_authenticated:
            raise SignInNeeded
        facts = given(shapes.TeamSaveSerializer, request)
        codes = facts.pop("areas")
        areas = list(access.visible(Area, request.user).filter(code__in=codes))
        if len(areas) < len(set(codes)):
            raise BadInput({"areas": [_("We do not know one of these areas.")]})
        known = access.visible(Team, request.user).filter(code=facts["code"]).first()
        user: Any = request.user
        made = teams.save(TeamFacts(areas=areas, **facts), actor=user, team_id=known.pk if known else None)
        return Response(shapes.TeamSerializer(made).data)


class MembershipList(Rows):
    """Who works where."""

    columns = shapes.MEMBERSHIP_COLUMNS
    shape = shapes.MembershipSerializer

    @extend_schema(responses=shapes.MembershipSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List memberships."""
        return self.listed(request, Membership)

    @extend_schema(request=shapes.JoinSerializer, responses={201: shapes.MembershipSerializer})
    def post(self, request: Request) -> Response:
        """Put a person into a team."""
        facts = given(shapes.JoinSerializer, request)
        user: Any = request.user
        person, team = _only(User, request, "person", facts.pop("person")), _only(Team, request, "team", facts.pop("team"))
        made = teams.join(person.pk, team_id=team.pk, actor=user, **facts)
        row = access.visible(Membership, user).filter(pk=made.pk).values(*self.columns).get()
        return Response(self.shown(row), status=201)


class MembershipEnd(APIView):
    """End a person's time in a team."""

    access_rule = SET_UP

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, pk: int) -> Response:
        """Do it."""
        user: Any = request.user
        teams.leave(pk, actor=user)
        return Response(status=204)


class RoleGrantList(Rows):
    """Roles held, now and before."""

    columns = shapes.GRANT_COLUMNS
    shape = shapes.RoleGrantSerializer

    @extend_schema(responses=shapes.RoleGrantSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List roles held."""
        return self.listed(request, RoleGrant)

    @extend_schema(request=shapes.GrantSerializer, responses={201: shapes.RoleGrantSerializer})
    def post(self, request: Request) -> Response:
        """Give a person a role."""
        facts = given(shapes.GrantSerializer, request)
        user: Any = request.user
        person = _only(User, request, "person", facts.pop("person"))
        area, team = facts.pop("area"), facts.pop("team")
        scope = Scope(_only(Area, request, "area", area), _only(Team, request, "team", team))
        made = roles.grant(person.pk, scope=scope, actor=user, **facts)
        row = access.visible(RoleGrant, user).filter(pk=made.pk).values(*self.columns).get()
        return Response(self.shown(row), status=201)


class RoleGrantEnd(APIView):
    """End a role that a person holds."""

    access_rule = SET_UP

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, pk: int) -> Response:
        """Do it."""
        user: Any = request.user
        roles.end(pk, actor=user)
        return Response(status=204)
