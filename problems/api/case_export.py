"""A case as data for a program, by what its owner sees of it."""

from __future__ import annotations

from typing import Any, cast

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from policing import access
from policing.accounts.models import User
from problems import casebook
from problems.services.cases import exporting


class CaseFactsSerializer(serializers.Serializer[Any]):
    """What everybody who knows of a case knows: its number, its stage and its days."""

    reference = serializers.CharField()
    stage = serializers.CharField()
    stage_words = serializers.CharField()
    opened_on = serializers.DateField()
    closed_on = serializers.DateField(allow_null=True)


class CaseExportSerializer(serializers.Serializer[Any]):
    """A case as far as the caller sees it. A section that they do not see is not there."""

    case = CaseFactsSerializer()
    plan = serializers.DictField(required=False)
    sheet = serializers.ListField(child=serializers.DictField(), required=False)
    area = serializers.CharField(required=False, allow_blank=True)
    places = serializers.ListField(child=serializers.DictField(), required=False)
    evidence = serializers.ListField(child=serializers.DictField(), required=False)
    hypotheses = serializers.ListField(child=serializers.DictField(), required=False)
    objectives = serializers.ListField(child=serializers.DictField(), required=False)
    actions = serializers.ListField(child=serializers.DictField(), required=False)
    tasks = serializers.ListField(child=serializers.DictField(), required=False)
    decisions = serializers.ListField(child=serializers.DictField(), required=False)
    months = serializers.ListField(required=False)
    reports = serializers.ListField(child=serializers.DictField(), required=False)
    team = serializers.ListField(child=serializers.DictField(), required=False)
    notes = serializers.ListField(child=serializers.DictField(), required=False)
    files = serializers.ListField(child=serializers.DictField(), required=False)


class CaseExport(APIView):
    """A case as a whole."""

    access_rule = access.Rule("signed-in")

    @extend_schema(request=None, responses=CaseExportSerializer)
    def post(self, request: Request, case: str) -> Response:
        """Give all of a case that the caller sees; that it was taken is written down."""
        found = casebook.case_of(case, request.user)
        return Response(exporting.export(found.pk, actor=cast(User, request.user)))


urlpatterns = [path("cases/<slug:case>/export/", CaseExport.as_view(), name="case-export")]
