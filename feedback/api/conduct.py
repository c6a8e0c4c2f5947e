"""The closed room over the API for its reviewers, and the thanks for those who are thanked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api.conduct_sending import send
from feedback.api.conduct_serializers import (
    COLUMNS,
    ConductAssignSerializer,
    ConductDetailSerializer,
    ConductRowSerializer,
    FinishSerializer,
    MatchSerializer,
    PraiseSerializer,
    SortSerializer,
    TellSerializer,
    ToldSerializer,
)
from feedback.api.reading import valid
from feedback.conduct.filters import ConductFilter
from feedback.conduct.workflow import CONDUCT, HANDLE
from feedback.models import Conduct, Praise
from feedback.serializers import LookSerializer, RevealedSerializer, VersionSerializer, WordsSerializer
from feedback.services.conduct import choices, handling, keeping_apart
from policing import access
from policing.api import IDEMPOTENCY_KEY, CursorPages, available_actions, idempotency_key
from policing.errors import BadInput, Unseen
from policing.privacy import services as identity_room

REVIEWERS = access.Rule("holds", HANDLE)


class ConductList(APIView):
    """What people said about the police, for reviewers who are not in conflict; anybody may tell it."""

    access_rule = access.Rule("public", "anybody may say how the police treated someone; reading needs a role")
    pagination_class = CursorPages

    @extend_schema(
        parameters=[
            OpenApiParameter("state", OpenApiTypes.STR, many=True),
            OpenApiParameter("kind", OpenApiTypes.STR, many=True),
            OpenApiParameter("reviewer", OpenApiTypes.STR, many=True),
            OpenApiParameter("clock", OpenApiTypes.STR, many=True),
        ],
        responses=ConductRowSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """List what the caller may see, newest first, fifty at a time."""
        if not access.load(request.user).holds(HANDLE):
            raise Unseen
        narrowed = ConductFilter(request.GET, queryset=access.visible(Conduct, request.user), request=request)
        if not narrowed.is_valid():
            raise BadInput({name: [str(line) for line in lines] for name, lines in narrowed.errors.items()})
        pages = self.pagination_class()
        rows: Any = pages.paginate_queryset(narrowed.qs.values("id", *COLUMNS.values()), request, view=self) or []
        return pages.get_paginated_response([{name: row[column] for name, column in COLUMNS.items()} for row in rows])

    @extend_schema(
        request=TellSerializer, parameters=[IDEMPOTENCY_KEY], responses={201: ToldSerializer, 200: ToldSerializer}, auth=[]
    )
    def post(self, request: Request) -> Response:
        """Tell it. The same key and body again give the same two codes; the same key with another body is refused."""
        return send(request, valid(TellSerializer, request))


def _detail(request: Request, reference: str) -> Response:
    """Give the answer that shows one; its version is the ETag."""
    found: Conduct = access.get_visible_or_404(Conduct.objects.for_detail(), request.user, reference=reference)
    body: dict[str, Any] = {name: getattr(found, name) for name in COLUMNS if name not in {"area", "reviewer"}}
    body |= {name: getattr(found, name) for name in ("whom", "agrees", "may_share")}
    body |= {name: getattr(found, name) for name in ("when_words", "place_words", "who_words", "wish_words")}
    body["area"] = found.area.code if found.area else None
    body["reviewer"] = found.assignee.pseudonym if found.assignee else None
    body["concerned"] = keeping_apart.choices_of(found)
    body["messages"] = found.messages.last_said()
    body["notes"] = choices.notes_of(found)
    body["available_actions"] = available_actions(request.user, found, CONDUCT)
    return Response(ConductDetailSerializer(body).data, headers={"ETag": f'"{found.version}"'})


class ConductDetail(APIView):
    """One of them, for reviewers who are not in conflict."""

    access_rule = REVIEWERS

    @extend_schema(responses=ConductDetailSerializer)
    def get(self, request: Request, matter: str) -> Response:
        """Give one, its messages and notes, and what can be done now with the reason where not."""
        return _detail(request, matter)


class ConductCommand(APIView):
    """One of a reviewer's commands."""

    access_rule = REVIEWERS
    command: Callable[..., Conduct]
    serializer_class: type[Any] = VersionSerializer

    def post(self, request: Request, matter: str) -> Response:
        """Do it, and give it as it stands after; not found where the caller must be kept apart from it from now on."""
        found = access.get_visible_or_404(Conduct.objects.only("id"), request.user, reference=matter)
        given = valid(self.serializer_class, request) | self.more(request)
        type(self).command(found.pk, actor=request.user, **given)
        return _detail(request, matter)

    def more(self, request: Request) -> dict[str, Any]:
        """Give what the command needs beside the body."""
        return {}


class ConductNoteCommand(ConductCommand):
    """Write a note, once for a key."""

    def more(self, request: Request) -> dict[str, Any]:
        """Give the key of this note."""
        return {"token": idempotency_key(request)}


class ConductLook(APIView):
    """Who wrote it, for a reason that is written down."""

    access_rule = REVIEWERS

    @extend_schema(request=LookSerializer, responses=RevealedSerializer)
    def post(self, request: Request, matter: str) -> Response:
        """Show name and contacts. Nothing is there to see for an anonymous one, which reads as not found."""
        found: Conduct = access.get_visible_or_404(Conduct.objects.for_detail(), request.user, reference=matter)
        given = valid(LookSerializer, request)
        access.require(request.user, "look", found)
        if found.identity is None:
            raise Unseen
        whose: dict[str, Any] = {"subject": found, "subject_ref": found.reference, "actor": request.user}
        identity_room.open_access(found.identity, reason=given["reason"], **whose)
        return Response(RevealedSerializer(identity_room.reveal(found.identity, **whose)).data)


class ThanksList(APIView):
    """Words of thanks for the caller and the teams that they work in."""

    access_rule = access.Rule("signed-in")
    pagination_class = CursorPages

    @extend_schema(responses=PraiseSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List words of thanks, newest first, fifty at a time."""
        pages = self.pagination_class()
        rows: Any = pages.paginate_queryset(access.visible(Praise, request.user), request, view=self) or []
        return pages.get_paginated_response(PraiseSerializer(rows, many=True).data)


_COMMANDS: dict[str, tuple[Callable[..., Conduct], type[Any]]] = {
    "acknowledge": (handling.acknowledge, VersionSerializer),
    "match": (keeping_apart.match, MatchSerializer),
    "assign": (keeping_apart.assign, ConductAssignSerializer),
    "begin": (handling.begin, VersionSerializer),
    "sort": (handling.sort, SortSerializer),
    "ask": (handling.ask, WordsSerializer),
    "answer": (handling.answer, WordsSerializer),
    "note": (handling.note, WordsSerializer),
    "close": (handling.close, FinishSerializer),
    "pass_on": (handling.pass_on, WordsSerializer),
}


def _command_view(action: str, command: Callable[..., Conduct], serializer: type[Any]) -> Any:
    """Make the route of one row of the workflow table."""
    base = ConductNoteCommand if action == "note" else ConductCommand
    view = type(f"Conduct{action.title()}", (base,), {"command": staticmethod(command), "serializer_class": serializer})
    described = extend_schema(
        request=serializer,
        responses=ConductDetailSerializer,
        parameters=[IDEMPOTENCY_KEY] if action == "note" else [],
        operation_id=f"conduct_{action}",
        description=command.__doc__ or "",
    )
    return extend_schema_view(post=described)(view)


def _route(action: str) -> Any:
    dashed = action.replace("_", "-")
    view = _command_view(action, *_COMMANDS[action]).as_view()
    return path(f"conduct/<slug:matter>/{dashed}/", view, name=f"conduct-{dashed}")


urlpatterns = [
    path("conduct/", ConductList.as_view(), name="conduct-list"),
    path("conduct/<slug:matter>/", ConductDetail.as_view(), name="conduct-detail"),
    path("conduct/<slug:matter>/look/", ConductLook.as_view(), name="conduct-look"),
    path("thanks/", ThanksList.as_view(), name="thanks-list"),
    *[_route(action) for action in _COMMANDS],
]
