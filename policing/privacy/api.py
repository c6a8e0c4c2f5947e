"""What is kept over the API: for everybody to read, and disposal and holds for those who may hold."""

from __future__ import annotations

from typing import Any

from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from policing import access, timekeeping
from policing.api import CursorPages, available_actions
from policing.privacy import reading, retention, rights
from policing.privacy import serializers as shapes
from policing.privacy.models import LegalHold
from policing.privacy.reading import Standing
from policing.privacy.services import holding, scheduling
from policing.privacy.workflow import HOLD

app_name = "privacy-api"
HOLDERS = access.Rule("holds", "retention.hold")


def _given(kind: type[Any], request: Request) -> dict[str, Any]:
    serializer = kind(data=request.data)
    serializer.is_valid(raise_exception=True)
    found: dict[str, Any] = dict(serializer.validated_data)
    return found


class Rights(APIView):
    """What is kept, for how long, and who reads it."""

    access_rule = access.Rule("public", "what is kept of people is for all to know")

    @extend_schema(responses=shapes.RightsSerializer, auth=[])
    def get(self, request: Request) -> Response:
        """Give the schedule and the promises, in the reader's language."""
        kept = [
            {
                "code": term.kind.name,
                "label": str(term.kind.label),
                "sentence": str(term.kind.sentence) % {"time": term.time},
                "days": term.days,
                "counts_from": str(term.kind.counts_from),
                "fate": term.kind.fate,
            }
            for term in retention.terms()
        ]
        parts = [
            {"code": part.name, "title": str(part.title), "sentences": [str(line) for line in part.sentences()]}
            for part in rights.parts.all()
        ]
        return Response(shapes.RightsSerializer({"kept": kept, "parts": parts}).data)


class RetentionList(APIView):
    """The schedule as it stands."""

    access_rule = HOLDERS

    @extend_schema(responses=shapes.StandingSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Give for each class what is due, what is held, and what the last night did."""
        rows = [_standing(row) for row in reading.standings(timekeeping.now())]
        return Response(shapes.StandingSerializer(rows, many=True).data)


def _standing(row: Standing) -> dict[str, Any]:
    kind, last = row.term.kind, row.last
    return {
        "code": kind.name,
        "days": row.term.days,
        "fate": kind.fate,
        "is_adjustable": kind.is_adjustable,
        "due": row.due,
        "held": row.held,
        "last_day": last.day if last else None,
        "last_disposed": last.disposed if last else None,
        "last_is_finished": last.finished_at is not None if last else None,
        "last_has_failed": last.has_failed if last else None,
    }


class RetentionChange(APIView):
    """How long one class is kept."""

    access_rule = access.Rule("holds", "setup.change")

    @extend_schema(request=shapes.DaysSerializer, responses=shapes.StandingSerializer)
    def post(self, request: Request, code: str) -> Response:
        """Set the days of a class."""
        scheduling.change(code=code, actor=request.user, **_given(shapes.DaysSerializer, request))
        found = next(row for row in reading.standings(timekeeping.now()) if row.term.kind.name == code)
        return Response(shapes.StandingSerializer(_standing(found)).data)


class HoldList(APIView):
    """Holds in the caller's scope."""

    access_rule = HOLDERS
    pagination_class = CursorPages

    @extend_schema(
        parameters=[OpenApiParameter("state", OpenApiTypes.STR, enum=[state.code for state in HOLD.states])],
        responses=shapes.HoldRowSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """List holds, newest first, fifty at a time."""
        rows = access.visible(LegalHold, request.user)
        if asked := request.GET.get("state", "").replace("\0", "\ufffd"):
            rows = rows.filter(state=asked)
        pages = self.pagination_class()
        found: Any = pages.paginate_queryset(rows, request, view=self) or []
        return pages.get_paginated_response(shapes.HoldRowSerializer(found, many=True).data)

    @extend_schema(request=shapes.HoldPlaceSerializer, responses={201: shapes.HoldSerializer})
    def post(self, request: Request) -> Response:
        """Hold a record back. The same again is harmless."""
        hold = holding.place(actor=request.user, **_given(shapes.HoldPlaceSerializer, request))
        return Response(_hold(request, hold), status=201)


def _hold(request: Request, hold: LegalHold) -> dict[str, Any]:
    hold.available_actions = available_actions(request.user, hold, HOLD)  # type: ignore[attr-defined]
    return dict(shapes.HoldSerializer(hold).data)


class HoldDetail(APIView):
    """One hold in scope."""

    access_rule = HOLDERS

    @extend_schema(responses=shapes.HoldSerializer)
    def get(self, request: Request, hold_id: int) -> Response:
        """Give one hold, and what can be done to it with the reason where not."""
        return Response(_hold(request, access.get_visible_or_404(LegalHold.objects.all(), request.user, pk=hold_id)))


class HoldRelease(APIView):
    """The end of a hold."""

    access_rule = HOLDERS

    @extend_schema(request=shapes.HoldReleaseSerializer, responses=shapes.HoldSerializer)
    def post(self, request: Request, hold_id: int) -> Response:
        """End a hold, and give it as it stands after."""
        return Response(
            _hold(request, holding.release(hold_id, actor=request.user, **_given(shapes.HoldReleaseSerializer, request)))
        )


urlpatterns = [
    path("privacy/", Rights.as_view(), name="rights"),
    path("retention/", RetentionList.as_view(), name="retention-list"),
    path("retention/holds/", HoldList.as_view(), name="hold-list"),
    path("retention/holds/<int:hold_id>/", HoldDetail.as_view(), name="hold-detail"),
    path("retention/holds/<int:hold_id>/release/", HoldRelease.as_view(), name="hold-release"),
    path("retention/<slug:code>/", RetentionChange.as_view(), name="retention-change"),
]
