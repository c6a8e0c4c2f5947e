"""Incidents over the API: rows in scope, and what they add up to."""

from __future__ import annotations

from typing import Any

from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from policing import access
from policing.api import CursorPages
from policing.errors import BadInput
from problems import counting
from problems.counting import Wanted
from problems.forms import wanted_form

COLUMNS = {
    "id": "id", "source": "source__code", "category": "category", "day": "day", "hour": "hour", "precision": "precision",
    "area": "area__code", "stated_area": "stated_area", "cell": "cell",
}  # fmt: skip
ASKED = [
    OpenApiParameter("area", OpenApiTypes.STR),
    OpenApiParameter("category", OpenApiTypes.STR, many=True),
    OpenApiParameter("source", OpenApiTypes.STR),
    OpenApiParameter("since", OpenApiTypes.STR, description="the first month, as 2024-03, or the first year"),
    OpenApiParameter("until", OpenApiTypes.STR, description="the last month, as 2024-03, or the last year"),
    OpenApiParameter("cell", OpenApiTypes.STR, description="one cell of the h3 grid"),
]


class IncidentSerializer(serializers.Serializer[Any]):
    """One incident: what, when and in which area and cell; the point itself is left out."""

    id = serializers.IntegerField()
    source = serializers.CharField()  # type: ignore[assignment]
    category = serializers.CharField()
    day = serializers.DateField()
    hour = serializers.IntegerField(allow_null=True)
    precision = serializers.CharField()
    area = serializers.CharField(allow_null=True)
    stated_area = serializers.CharField(allow_blank=True)
    cell = serializers.CharField(allow_blank=True)


class NamedCountSerializer(serializers.Serializer[Any]):
    """A name and how many."""

    name = serializers.CharField()
    number = serializers.IntegerField()


class SummarySerializer(serializers.Serializer[Any]):
    """What incidents add up to."""

    months = NamedCountSerializer(many=True)
    week = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))
    categories = NamedCountSerializer(many=True)
    cells = NamedCountSerializer(many=True)


def wanted_of(request: Request) -> Wanted:
    """Give what the query asks for. Raises BadInput where it cannot be."""
    form = wanted_form(request.user, request.GET)
    if not form.is_valid():
        raise BadInput({name: [str(line) for line in lines] for name, lines in form.errors.items()})
    return form.wanted()


class IncidentList(APIView):
    """Incidents in scope."""

    access_rule = access.Rule("holds", "incidents.view")
    pagination_class = CursorPages

    @extend_schema(parameters=ASKED, responses=IncidentSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List incidents, those loaded last first, fifty at a time."""
        rows = counting.incidents(request.user, wanted_of(request)).values("id", *set(COLUMNS.values()) - {"id"})
        pages = self.pagination_class()
        found = pages.paginate_queryset(rows, request, view=self) or []
        return pages.get_paginated_response([{name: row[column] for name, column in COLUMNS.items()} for row in found])


class IncidentSummary(APIView):
    """What incidents in scope add up to."""

    access_rule = access.Rule("holds", "incidents.view")

    @extend_schema(parameters=ASKED, responses=SummarySerializer)
    def get(self, request: Request) -> Response:
        """Give the numbers by month, hour of the week, category and cell."""
        wanted = wanted_of(request)
        named = {
            "months": [(f"{month:%Y-%m}", number) for month, number in counting.by_month(request.user, wanted)],
            "categories": counting.by_category(request.user, wanted),
            "cells": counting.by_cell(request.user, wanted),
        }
        body: dict[str, Any] = {what: [{"name": name, "number": number} for name, number in rows] for what, rows in named.items()}
        body["week"] = counting.by_week_hour(request.user, wanted)
        return Response(SummarySerializer(body).data)


urlpatterns = [
    path("incidents/", IncidentList.as_view(), name="incident-list"),
    path("incidents/summary/", IncidentSummary.as_view(), name="incident-summary"),
]
