"""Reading beside a case over the API: what looks like one problem, what was written under a question before, and what happened."""

from __future__ import annotations

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from policing import access
from policing.access import sight
from policing.errors import Unseen
from problems import casebook, outline, sheet, suggesting
from problems.api.case_doors import IN, part_of_case
from problems.api.case_shapes import EntrySerializer


class SuggestedSerializer(serializers.Serializer[Any]):
    """Reports that look like one problem: how many in all, the newest of them by reference, and each reason in words."""

    kind = serializers.CharField()
    title = serializers.CharField()
    number = serializers.IntegerField()
    reports = serializers.ListField(child=serializers.CharField())
    reasons = serializers.ListField(child=serializers.CharField())


class LineSerializer(serializers.Serializer[Any]):
    """One thing that happened, in words, and who did it."""

    at = serializers.DateTimeField()
    sentence = serializers.CharField()
    by = serializers.CharField(source="actor_label", allow_blank=True)


class CaseSuggested(APIView):
    """What looks like one problem."""

    access_rule = access.Rule("holds", "cases.work")

    @extend_schema(responses=SuggestedSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List what looks like one problem in the caller's scope and feeds no case yet, the most reports first."""
        rows = [
            {
                "kind": group.kind, "title": group.title, "number": group.number, "reports": group.references,
                "reasons": [str(reason) for reason in group.reasons],
            }
            for group in suggesting.suggested(request.user)
        ]  # fmt: skip
        return Response(SuggestedSerializer(rows, many=True).data)


class CaseHistory(APIView):
    """What was written under one question of the sheet."""

    access_rule = IN

    @extend_schema(responses=EntrySerializer(many=True))
    def get(self, request: Request, case: str, field: str) -> Response:
        """List the answers, the newest first, at most fifty: nothing that was written is lost when somebody writes anew."""
        asked = sheet.BY_CODE.get(field)
        if asked is None:
            raise Unseen
        rows = casebook.history_of(part_of_case(request, case, asked.shown_to), field)
        return Response(EntrySerializer([outline.entry(row) for row in rows], many=True).data)


class CaseTimeline(APIView):
    """What happened in a case."""

    access_rule = IN

    @extend_schema(responses=LineSerializer(many=True))
    def get(self, request: Request, case: str) -> Response:
        """List what happened, oldest first, at most the newest forty, for who sees the team's desk."""
        found = part_of_case(request, case, sight.DESK)
        return Response(LineSerializer(casebook.happened(found), many=True).data)


before_one = [path("cases/suggested/", CaseSuggested.as_view(), name="case-suggested")]
urlpatterns = [
    path("cases/<slug:case>/sheet/<slug:field>/", CaseHistory.as_view(), name="case-history"),
    path("cases/<slug:case>/timeline/", CaseTimeline.as_view(), name="case-timeline"),
]
