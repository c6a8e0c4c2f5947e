"""One's own account, sessions and tokens over the API; set-up is in ``set_up_api``."""

from __future__ import annotations

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from policing import access
from policing.accounts import recently
from policing.accounts import serializers as shapes
from policing.accounts import set_up_api as set_up
from policing.accounts.models import ApiToken
from policing.accounts.services import leaving, people, sessions, tokens
from policing.accounts.set_up_api import given
from policing.api import IDEMPOTENCY_KEY, idempotency_key
from policing.errors import Denied

app_name = "accounts-api"
MINE = access.Rule("signed-in")


def by_browser(request: Request) -> None:
    """Pass a signed-in browser. Raises Denied for a token: a program does not look after its person's doors."""
    if isinstance(request.auth, ApiToken):
        raise Denied(_("A token cannot do this. Sign in with a browser."))


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


class MeExport(APIView):
    """A copy of everything that is held about the person."""

    access_rule = MINE

    @extend_schema(request=None, responses=shapes.CopySerializer)
    def post(self, request: Request) -> Response:
        """Give it to a browser that signed in a short while ago. It is written down that it was taken."""
        by_browser(request)
        recently.require_of_program(request._request)
        user: Any = request.user
        return Response({"parts": leaving.export(actor=user)})


class MeDelete(APIView):
    """Delete the person's own account."""

    access_rule = MINE

    @extend_schema(request=shapes.LeaveSerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        """Do it for good, for a browser that signed in a short while ago."""
        by_browser(request)
        recently.require_of_program(request._request)
        given(shapes.LeaveSerializer, request)
        user: Any = request.user
        leaving.delete_own(actor=user)
        request._request.session.flush()
        return Response(status=204)


class SessionList(APIView):
    """Where the person is signed in."""

    access_rule = MINE

    @extend_schema(responses=shapes.SessionsSerializer)
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

    @extend_schema(responses=shapes.TokensSerializer)
    def get(self, request: Request) -> Response:
        """List the tokens that work, without their secrets."""
        by_browser(request)
        user: Any = request.user
        return Response({"results": shapes.TokenSerializer(tokens.of(user), many=True).data})

    @extend_schema(parameters=[IDEMPOTENCY_KEY], request=shapes.TokenMakeSerializer, responses={201: shapes.TokenMadeSerializer})
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
    path("me/export/", MeExport.as_view(), name="me-export"),
    path("me/delete/", MeDelete.as_view(), name="me-delete"),
    path("people/", set_up.PersonList.as_view(), name="person-list"),
    path("people/<uuid:person>/deactivate/", set_up.PersonDeactivate.as_view(), name="person-deactivate"),
    path("people/<uuid:person>/reactivate/", set_up.PersonReactivate.as_view(), name="person-reactivate"),
    path("teams/", set_up.TeamList.as_view(), name="team-list"),
    path("memberships/", set_up.MembershipList.as_view(), name="membership-list"),
    path("memberships/<int:pk>/end/", set_up.MembershipEnd.as_view(), name="membership-end"),
    path("role-grants/", set_up.RoleGrantList.as_view(), name="rolegrant-list"),
    path("role-grants/<int:pk>/end/", set_up.RoleGrantEnd.as_view(), name="rolegrant-end"),
    path("sessions/", SessionList.as_view(), name="session-list"),
    path("sessions/<slug:handle>/end/", SessionEnd.as_view(), name="session-end"),
    path("tokens/", TokenList.as_view(), name="token-list"),
    path("tokens/<slug:handle>/revoke/", TokenRevoke.as_view(), name="token-revoke"),
]
