"""A reviewer's texts that could not be sent, over the API: kept, and thrown away."""

from __future__ import annotations

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api.reading import valid
from feedback.conduct.workflow import HANDLE
from feedback.models import Conduct
from feedback.serializers import StrictText
from feedback.services.conduct import choices, unsent
from feedback.services.conduct.intake import MOST_WORDS
from policing import access
from policing.notifications.inbox import person

REVIEWERS = access.Rule("holds", HANDLE)


class ConductKeepSerializer(serializers.Serializer[Any]):
    """What was typed for which act."""

    action = StrictText(max_length=20)
    words = StrictText(max_length=MOST_WORDS)


class ConductUnsentSerializer(serializers.Serializer[Any]):
    """A kept text of the caller's own."""

    id = serializers.IntegerField()
    action = serializers.CharField()
    words = serializers.CharField()
    at = serializers.DateTimeField()


def _visible(request: Request, matter: str) -> Conduct:
    found: Conduct = access.get_visible_or_404(Conduct.objects.for_detail(), request.user, reference=matter)
    return found


class ConductUnsentList(APIView):
    """The caller's own texts that could not be sent."""

    access_rule = REVIEWERS

    @extend_schema(responses=ConductUnsentSerializer(many=True))
    def get(self, request: Request, matter: str) -> Response:
        """List them; there is at most one for each act."""
        rows = choices.unsent_of(_visible(request, matter), person(request.user))
        return Response(ConductUnsentSerializer(rows, many=True).data)

    @extend_schema(request=ConductKeepSerializer, responses={201: ConductUnsentSerializer})
    def post(self, request: Request, matter: str) -> Response:
        """Keep one. Another text for the same act is put behind the one that is kept."""
        found = _visible(request, matter)
        row = unsent.keep(found.pk, fields={}, actor=person(request.user), **valid(ConductKeepSerializer, request))
        return Response(ConductUnsentSerializer(row).data, status=201)


class ConductUnsentDrop(APIView):
    """Throwing one away."""

    access_rule = REVIEWERS

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, matter: str, unsent_id: int) -> Response:
        """Throw it away."""
        _visible(request, matter)
        unsent.drop(unsent_id, actor=person(request.user))
        return Response(status=204)


urlpatterns = [
    path("conduct/<slug:matter>/unsent/", ConductUnsentList.as_view(), name="conduct-unsent"),
    path("conduct/<slug:matter>/unsent/<int:unsent_id>/drop/", ConductUnsentDrop.as_view(), name="conduct-unsent-drop"),
]
