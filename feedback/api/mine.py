"""A signed-in person's own things over the API: reports with their name, and published reports that they joined."""

from __future__ import annotations

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback import joined, mine
from feedback.api.reading import valid
from feedback.readers import status_line
from feedback.serializers import StrictText
from feedback.services import neighbours
from policing import access
from policing.api import IDEMPOTENCY_KEY, CursorPages, idempotency_key

MINE = access.Rule("signed-in")


class OwnReportSerializer(serializers.Serializer[Any]):
    """One of the person's own reports, in public words."""

    reference = serializers.CharField()
    category = serializers.CharField()
    state = serializers.CharField()
    state_words = serializers.CharField()
    outcome = serializers.CharField(allow_blank=True)
    due_at = serializers.DateTimeField(allow_null=True)
    received_at = serializers.DateTimeField()


class JoinedSerializer(serializers.Serializer[Any]):
    """A published report that the person joined; ``reason`` says why it cannot be contested now, and is empty where it can."""

    slug = serializers.CharField()
    summary = serializers.CharField()
    state = serializers.CharField()
    state_words = serializers.CharField()
    outcome = serializers.CharField(allow_blank=True)
    joined_at = serializers.DateTimeField()
    reason = serializers.CharField(allow_blank=True)


class WhySerializer(serializers.Serializer[Any]):
    """Why it is not fixed."""

    words = StrictText(max_length=neighbours.MOST_WORDS)


class OwnReports(APIView):
    """The reports that the person sent with their name."""

    access_rule = MINE
    pagination_class = CursorPages

    @extend_schema(responses=OwnReportSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List them, newest first."""
        user: Any = request.user
        pages = self.pagination_class()
        rows = pages.paginate_queryset(mine.reports(user), request, view=self) or []
        return pages.get_paginated_response([_own(row) for row in rows])


def _own(row: Any) -> dict[str, Any]:
    line = status_line(row)
    found = {"reference": row.reference, "category": row.category.code, "state": row.state, "outcome": line.outcome}
    found |= {"state_words": str(line.state.public_label), "due_at": line.due_at, "received_at": row.received_at}
    return dict(OwnReportSerializer(found).data)


class JoinedList(APIView):
    """The published reports that the person joined."""

    access_rule = MINE
    pagination_class = CursorPages

    @extend_schema(responses=JoinedSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List them, newest first."""
        user: Any = request.user
        pages = self.pagination_class()
        rows = pages.paginate_queryset(joined.of(user), request, view=self) or []
        return pages.get_paginated_response([_joined(row) for row in rows])


def _joined(row: Any) -> dict[str, Any]:
    state = joined.state_of(row)
    found = {"slug": row.publication.slug, "summary": row.publication.summary, "state": state.code, "joined_at": row.at}
    found |= {"state_words": str(state.public_label), "outcome": joined.outcome_of(row), "reason": str(joined.refusal(row) or "")}
    return dict(JoinedSerializer(found).data)


class JoinedContest(APIView):
    """A neighbour says that it is not fixed."""

    access_rule = MINE

    @extend_schema(request=WhySerializer, parameters=[IDEMPOTENCY_KEY], responses=JoinedSerializer)
    def post(self, request: Request, slug: str) -> Response:
        """Say it once for a key, and give the report as it stands after."""
        user: Any = request.user
        key = idempotency_key(request)
        neighbours.contest_by_neighbour(slug, words=valid(WhySerializer, request)["words"], token=key, actor=user)
        return Response(_joined(joined.one(user, slug)))


urlpatterns = [
    path("me/reports/", OwnReports.as_view(), name="own-list"),
    path("me/joined/", JoinedList.as_view(), name="joined-list"),
    path("me/joined/<slug:slug>/contest/", JoinedContest.as_view(), name="joined-contest"),
]
