"""Counts of published reports on the map, by cell and zoom: small numbers hidden, cheap to ask, with a tag to ask whether it changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback import cellmap
from feedback.models import Category
from policing import access, timekeeping
from policing.areas.models import Agency
from policing.errors import BadInput

MOST_ZOOM, LONGEST_DAYS = 22, 3650


class CellSerializer(serializers.Serializer[Any]):
    """One cell: the middle of it, and how many published reports lie in it."""

    cell = serializers.CharField()
    lat = serializers.FloatField()
    lon = serializers.FloatField()
    count = serializers.IntegerField()


class CellsSerializer(serializers.Serializer[Any]):
    """The cells of one size. Cells with small numbers are not among them, and are in no difference of two answers."""

    resolution = serializers.IntegerField()
    hidden_under = serializers.IntegerField()
    cells = CellSerializer(many=True)


class MapCells(APIView):
    """How many reports are published in each part of the map."""

    access_rule = access.Rule("public", "what is published may be counted by everybody")

    @extend_schema(
        parameters=[
            OpenApiParameter("zoom", {"type": "integer", "minimum": 0, "maximum": MOST_ZOOM}, description="as on web maps; else 12"),
            OpenApiParameter("bbox", str, description="west,south,east,north in degrees; everything unless given"),
            OpenApiParameter("category", str, description="the code of a category"),
            OpenApiParameter("since", {"type": "string", "format": "date"}, description="the first day that counts"),
        ],
        responses=CellsSerializer,
        auth=[],
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """Give the cells of the size that fits the zoom, at most five minutes old, with an ETag."""
        asked = request.query_params
        zoom, box = _zoom(asked.get("zoom", "")), _box(asked.get("bbox", ""))
        found = cellmap.counted(
            cellmap.resolution_of(zoom), category=_category(asked.get("category", "")), since=_since(asked.get("since", ""))
        )
        tag = f'"{found.tag}-{asked.get("bbox", "")}"' if box else f'"{found.tag}"'
        headers = {"ETag": tag, "Cache-Control": "public, max-age=60"}
        if request.headers.get("If-None-Match") == tag:
            return Response(status=304, headers=headers)
        cells = [{"cell": one.cell, "lat": one.lat, "lon": one.lon, "count": one.number} for one in cellmap.inside(found, box)]
        body = {"resolution": found.resolution, "hidden_under": Agency.current().small_number, "cells": cells}
        return Response(body, headers=headers)


def _zoom(text: str) -> int:
    if not text:
        return 12
    if not text.isascii() or not text.isdecimal() or int(text[:4]) > MOST_ZOOM:
        raise BadInput({"zoom": [_("A zoom is a whole number from 0 to %(most)d.") % {"most": MOST_ZOOM}]})
    return int(text)


def _box(text: str) -> cellmap.Box | None:
    if not text:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise BadInput({"bbox": [_("Send four numbers: west,south,east,north.")]}) from error
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise BadInput({"bbox": [_("South is not above north; longitudes lie within 180 degrees, latitudes within 90.")]})
    return west, south, east, north


def _category(code: str) -> str:
    if code and not Category.objects.filter(code=code, is_sensitive=False).exists():
        raise BadInput({"category": [_("There is no published category of that code.")]})
    return code


def _since(text: str) -> Any:
    if not text:
        return None
    field = serializers.DateField()
    try:
        day = field.to_internal_value(text)
    except serializers.ValidationError as error:
        raise BadInput({"since": [_("Send a day like 2026-11-01.")]}) from error
    today = timekeeping.now().astimezone(Agency.current().tz).date()
    if not today - timedelta(days=LONGEST_DAYS) <= day <= today:
        raise BadInput({"since": [_("Send a day of the last ten years.")]})
    return day


urlpatterns = [path("map/cells/", MapCells.as_view(), name="map-cells")]
