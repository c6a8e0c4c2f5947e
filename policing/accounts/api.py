"""People, teams, roles, sessions and tokens over the API: one's own things, and set-up by the commands."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.urls import path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from policing import access
from policing.accounts import serializers as shapes
from policing.accounts.models import ApiToken, Membership, RoleGrant, Team, User
from policing.accounts.services import people, roles, sessions, teams, tokens
from policing.accounts.services.roles import Scope
from policing.accounts.services.teams import TeamFacts
from policing.api import CursorPages, idempotency_key
from policing.areas.models import Area
from policing.errors import BadInput, Denied, SignInNeeded

app_name = "accounts-api"
SET_UP = access.Rule("holds", "setup.change")
MINE = access.Rule("signed-in")
KEY = OpenApiParameter(
    "Idempotency-Key", OpenApiTypes.STR, OpenApiParameter.HEADER, required=True, description="New for each new thing"
)


def given(kind: type[Serializer[Any]], request: Request, **more: Any) -> dict[str, Any]:
    """Give the checked input. Raises BadInput (by way of REST framework) where it cannot be used."""
    asked = kind(data=request.data, **more)
    asked.is_valid(raise_exception=True)
    return dict(asked.validated_data)


def by_browser(request: Request) -> None:
    """Pass a signed-in browser. Raises Denied for a token: a program does not look after its person's doors."""
    if isinstance(request.auth, ApiToken):
        raise Denied(_("A token cannot do this. Sign in with a browser."))


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
    columns: ClassVar[tuple[str, ...]]
    shape: ClassVar[type[Serializer[Any]]]

    def listed(self, request: Request, model: Any) -> Response:
        """Give one page of the rows that the person may know of, as flat dictionaries."""
        pages = CursorPages()
        found = pages.paginate_queryset(access.visible(model, request.user).values(*self.columns), request, view=self) or []
        return pages.get_paginated_response([self.shown(row) for row in found])

    def shown(self, row: Any) -> dict[str, Any]:
        """Give one row as programs read it."""
        return {name: row[field.source or name] for name, field in self.shape().fields.items() if (field.source or name) in row}


class Me(APIView):
    """The person who calls."""

    access_rule = MINE

    @extend_schema(responses=shapes.MeSerializer)
    def get(self, request: Request) -> Response:
        """Give what the site knows of the person, and the roles held."""
        return Response(self._shown(request.user))

    @extend_schema(request=shapes.MeSerializer(partial=True), responses=shapes.MeSerializer)
    def patch(self, request: Request) -> Response:
        """Change some of it."""
        by_browser(request)
        user: Any = request.user
        return Response(self._shown(people.prefer(user.pk, actor=user, **given(shapes.MeSerializer, request, partial=True))))

    def _shown(self, user: Any) -> dict[str, Any]:
        facts = {name: getattr(user, name) for name in ("name", "language", "zone", "theme")}
        return {**facts, "roles": sorted(access.load(user).roles())}


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


class SessionList(APIView):
    """Where the person is signed in."""

    access_rule = MINE

    @extend_schema(responses=shapes.PlaceSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List the places."""
        by_browser(request)
        user: Any = request.user
        places = sessions.places(user, request.session.session_key)
        return Response({"results": shapes.PlaceSerializer(places, many=True).data})

    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> Response:
        """Sign out everywhere but here."""
        by_browser(request)
        user: Any = request.user
        sessions.end_others(actor=user, here=request.session.session_key)
        return Response(status=204)


class SessionEnd(APIView):
    """Sign out at one other place."""

    access_rule = MINE

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, handle: str) -> Response:
        """Do it."""
        by_browser(request)
        user: Any = request.user
        sessions.end(handle, actor=user, here=request.session.session_key)
        return Response(status=204)


class TokenList(APIView):
    """The person's tokens."""

    access_rule = MINE

    @extend_schema(responses=shapes.TokenSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List the tokens that work, without their secrets."""
        by_browser(request)
        rows = access.visible(ApiToken, request.user).usable().filter(user=request.user).order_by("-id")[: tokens.MOST]
        return Response({"results": shapes.TokenSerializer(rows, many=True).data})

    @extend_schema(parameters=[KEY], request=shapes.TokenMakeSerializer, responses={201: shapes.TokenMadeSerializer})
    def post(self, request: Request) -> Response:
        """Make a token. Sent twice under one Idempotency-Key it is one token."""
        by_browser(request)
        user: Any = request.user
        made = tokens.make(actor=user, form_token=idempotency_key(request), **given(shapes.TokenMakeSerializer, request))
        body = {**shapes.TokenSerializer(made.token).data, "secret": made.secret}
        return Response(body, status=201)


class TokenRevoke(APIView):
    """Take a token back."""

    access_rule = MINE

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, handle: str) -> Response:
        """Do it."""
        by_browser(request)
        user: Any = request.user
        tokens.revoke(handle, actor=user)
        return Response(status=204)


urlpatterns = [
    path("me/", Me.as_view(), name="me"),
    path("people/", PersonList.as_view(), name="person-list"),
    path("people/<uuid:person>/deactivate/", PersonDeactivate.as_view(), name="person-deactivate"),
    path("people/<uuid:person>/reactivate/", PersonReactivate.as_view(), name="person-reactivate"),
    path("teams/", TeamList.as_view(), name="team-list"),
    path("memberships/", MembershipList.as_view(), name="membership-list"),
    path("memberships/<int:pk>/end/", MembershipEnd.as_view(), name="membership-end"),
    path("role-grants/", RoleGrantList.as_view(), name="rolegrant-list"),
    path("role-grants/<int:pk>/end/", RoleGrantEnd.as_view(), name="rolegrant-end"),
    path("sessions/", SessionList.as_view(), name="session-list"),
    path("sessions/<slug:handle>/end/", SessionEnd.as_view(), name="session-end"),
    path("tokens/", TokenList.as_view(), name="token-list"),
    path("tokens/<slug:handle>/revoke/", TokenRevoke.as_view(), name="token-revoke"),
]
