"""A person's own notices over the API: list, mark as read, and what should also come by mail."""

from __future__ import annotations

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from policing import access
from policing.api import CursorPages
from policing.notifications import inbox, services

app_name = "notifications-api"


class NoticeSerializer(serializers.Serializer[Any]):
    """One notice as its person reads it."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    sentence = serializers.CharField()
    name = serializers.CharField(allow_blank=True)
    url = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()
    is_read = serializers.BooleanField()
    is_urgent = serializers.BooleanField()


class UpToSerializer(serializers.Serializer[Any]):
    """The newest notice that the person has seen; left out, all of them."""

    up_to = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)


class CountSerializer(serializers.Serializer[Any]):
    """How many notices were marked."""

    read = serializers.IntegerField()


class PreferenceSerializer(serializers.Serializer[Any]):
    """Whether one kind of notice should also come over one channel."""

    kind = serializers.CharField(max_length=80, allow_blank=True)
    channel = serializers.CharField(max_length=20)
    wanted = serializers.BooleanField()


class NoticeList(APIView):
    """The caller's notices."""

    access_rule = access.Rule("signed-in")
    pagination_class = CursorPages

    @extend_schema(responses=NoticeSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List the caller's notices, newest first, fifty at a time."""
        pages = self.pagination_class()
        rows = pages.paginate_queryset(inbox.of(inbox.person(request.user)), request, view=self) or []
        return pages.get_paginated_response(NoticeSerializer(inbox.notices(rows), many=True).data)


class NoticeRead(APIView):
    """Mark one notice as read."""

    access_rule = access.Rule("signed-in")

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, notice_id: int) -> Response:
        """Mark one of the caller's notices as read; twice is harmless."""
        services.read(notice_id, actor=inbox.person(request.user))
        return Response(status=204)


class NoticeReadAll(APIView):
    """Mark notices as read."""

    access_rule = access.Rule("signed-in")

    @extend_schema(request=UpToSerializer, responses=CountSerializer)
    def post(self, request: Request) -> Response:
        """Mark the caller's notices as read, up to the newest one seen."""
        given = UpToSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        count = services.read_all(actor=inbox.person(request.user), up_to=given.validated_data.get("up_to"))
        return Response(CountSerializer({"read": count}).data)


class Preferences(APIView):
    """What the caller wants to get over which channel."""

    access_rule = access.Rule("signed-in")

    @extend_schema(responses=PreferenceSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Give every kind and channel, and whether it is wanted now."""
        return Response(_preferences(request))

    @extend_schema(request=PreferenceSerializer(many=True), responses=PreferenceSerializer(many=True))
    def put(self, request: Request) -> Response:
        """Keep the preferences that are sent; those left out stay as they are. An empty kind stands for all not named."""
        given = PreferenceSerializer(data=request.data, many=True)
        given.is_valid(raise_exception=True)
        wishes = {(row["kind"], row["channel"]): row["wanted"] for row in given.validated_data}
        services.prefer(wishes, actor=inbox.person(request.user))
        return Response(_preferences(request))


def _preferences(request: Request) -> Any:
    wishes = inbox.wishes_of(inbox.person(request.user))
    rows = [{"kind": wish.kind.name, "channel": wish.channel.name, "wanted": wish.wanted} for wish in wishes]
    return PreferenceSerializer(rows, many=True).data


urlpatterns = [
    path("notices/", NoticeList.as_view(), name="list"),
    path("notices/read-all/", NoticeReadAll.as_view(), name="read-all"),
    path("notices/preferences/", Preferences.as_view(), name="preferences"),
    path("notices/<int:notice_id>/read/", NoticeRead.as_view(), name="read"),
]
