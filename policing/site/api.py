"""The front door over the API: search over everything that the caller may see."""

from __future__ import annotations

from typing import Any

from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from policing import access
from policing.errors import BadInput
from policing.site.search import drawers, words_of
from policing.ui.registry import searches

app_name = "site-api"


class SearchHitSerializer(serializers.Serializer[Any]):
    """One thing that was found; ``url`` is its page."""

    title = serializers.CharField()
    url = serializers.CharField()
    detail = serializers.CharField()
    kind = serializers.CharField()


class DrawerSerializer(serializers.Serializer[Any]):
    """One drawer with what was found in it."""

    name = serializers.CharField(source="search.name")
    label = serializers.CharField(source="search.label")  # type: ignore[assignment]
    has_more = serializers.BooleanField()
    hits = SearchHitSerializer(many=True)


class SearchView(APIView):
    """Search."""

    access_rule = access.Rule("public", "everybody finds what they may see")

    @extend_schema(
        parameters=[
            OpenApiParameter("q", OpenApiTypes.STR, required=True),
            OpenApiParameter("in", OpenApiTypes.STR, description="One drawer alone, with up to fifty things"),
        ],
        responses=DrawerSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Look in every drawer, or in one; five things of each, or fifty of one."""
        words, only = words_of(request.GET.get("q", "")), request.GET.get("in", "")
        if not words:
            raise BadInput({"q": [_("Say what to look for.")]})
        if only and only not in {one.name for one in searches.all()}:
            raise BadInput({"in": [_("There is no such drawer.")]})
        return Response(DrawerSerializer(drawers(request.user, words, only), many=True).data)


urlpatterns = [path("search/", SearchView.as_view(), name="search")]
