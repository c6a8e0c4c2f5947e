"""Texts that could not be sent, over the API: kept, and thrown away."""

from __future__ import annotations

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback import dossier
from feedback.api.reading import valid
from feedback.models import Report
from feedback.serializers import StrictText
from feedback.services import unsent
from feedback.services.acting import MOST_WORDS
from policing import access
from policing.notifications.inbox import person


class KeepSerializer(serializers.Serializer[Any]):
    """What was typed for which act, and the version of the report that was seen."""

    action = StrictText(max_length=20)
    words = StrictText(max_length=MOST_WORDS)
    seen_version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class UnsentSerializer(serializers.Serializer[Any]):
    """A kept text of the caller's own."""

    id = serializers.IntegerField()
    action = serializers.CharField()
    words = serializers.CharField()
    seen_version = serializers.IntegerField()
    at = serializers.DateTimeField()


class UnsentList(APIView):
    """The caller's own texts about a report that could not be sent."""

    access_rule = access.Rule("holds", "reports.view")

    @extend_schema(responses=UnsentSerializer(many=True))
    def get(self, request: Request, reference: str) -> Response:
        """List them; there is at most one for each act."""
        rows = dossier.unsent_of(_visible(request, reference), request.user)
        return Response(UnsentSerializer(rows, many=True).data)

    @extend_schema(request=KeepSerializer, responses={201: UnsentSerializer})
    def post(self, request: Request, reference: str) -> Response:
        """Keep one. Another text for the same act is put behind the one that is kept."""
        found = _visible(request, reference)
        row = unsent.keep(found.pk, text=unsent.Text(**valid(KeepSerializer, request)), actor=person(request.user))
        return Response(UnsentSerializer(row).data, status=201)


class UnsentDrop(APIView):
    """Throwing one away."""

    access_rule = access.Rule("holds", "reports.view")

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, reference: str, unsent_id: int) -> Response:
        """Throw it away."""
        unsent.drop(unsent_id, actor=person(request.user))
        return Response(status=204)


def _visible(request: Request, reference: str) -> Report:
    found: Report = access.get_visible_or_404(Report.objects.for_detail(), request.user, reference=reference)
    return found


urlpatterns = [
    path("reports/<slug:reference>/unsent/", UnsentList.as_view(), name="report-unsent"),
    path("reports/<slug:reference>/unsent/<int:unsent_id>/drop/", UnsentDrop.as_view(), name="unsent-drop"),
]
