"""Imports of incidents over the API."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, cast

from django.core.files.storage import default_storage
from django.urls import path
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from policing import access
from policing.accounts.models import User
from policing.api import ActionSerializer, CursorPages, available_actions
from policing.errors import BadInput
from policing.events.services import kick
from problems.models import IncidentImport
from problems.services import imports
from problems.workflow import IMPORT

OPTIONS = ("crs", "zone", "date_format", "delimiter", "decimal", "precision")


class ImportSerializer(serializers.Serializer[Any]):
    """How far an import is."""

    id = serializers.IntegerField()
    source = serializers.CharField(source="source.code")  # type: ignore[assignment]
    state = serializers.CharField()
    done = serializers.IntegerField()
    counts = serializers.DictField(child=serializers.IntegerField())
    failure = serializers.CharField(allow_blank=True)
    started_at = serializers.DateTimeField()


class ImportDetailSerializer(ImportSerializer):
    """How far an import is, and what can be done to it."""

    available_actions = ActionSerializer(many=True)


class StartSerializer(serializers.Serializer[Any]):
    """A file of records, its source, and its columns as ``field=COLUMN``."""

    source = serializers.CharField(max_length=120)  # type: ignore[assignment]
    file = serializers.FileField()
    map = serializers.ListField(child=serializers.CharField(max_length=200), required=False, default=list)
    crs = serializers.CharField(max_length=40, required=False, default="")
    zone = serializers.CharField(max_length=60, required=False, default="")
    date_format = serializers.CharField(max_length=60, required=False, default="")
    delimiter = serializers.CharField(max_length=3, required=False, default="")
    decimal = serializers.CharField(max_length=1, required=False, default="")
    precision = serializers.CharField(max_length=5, required=False, default="")


def _detail(request: Request, row: IncidentImport, status: int = 200) -> Response:
    body = {**ImportSerializer(row).data, "available_actions": available_actions(request.user, row, IMPORT)}
    return Response(body, status=status)


class ImportList(APIView):
    """Imports of incidents."""

    access_rule = access.Rule("holds", "incidents.import")
    parser_classes = [MultiPartParser, JSONParser]
    pagination_class = CursorPages

    @extend_schema(responses=ImportSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List imports, the newest first."""
        pages = self.pagination_class()
        rows = pages.paginate_queryset(access.visible(IncidentImport, request.user).select_related("source"), request, view=self)
        return pages.get_paginated_response(ImportSerializer(rows or [], many=True).data)

    @extend_schema(request={"multipart/form-data": StartSerializer}, responses={201: ImportDetailSerializer})
    def post(self, request: Request) -> Response:
        """Bring in a file; a worker loads it."""
        given = StartSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        held = given.validated_data
        stored = default_storage.save(f"imports/rows-{uuid.uuid4().hex}", held["file"])
        options = {name: held[name] for name in OPTIONS}
        try:
            row = imports.start(
                source=held["source"], maps=held["map"], options=options, actor=cast(User, request.user), stored=stored
            )
        except BadInput:
            default_storage.delete(stored)
            raise
        kick(imports.RUN)
        return _detail(request, row, status=201)


class ImportDetail(APIView):
    """One import."""

    access_rule = access.Rule("holds", "incidents.import")

    @extend_schema(responses=ImportDetailSerializer)
    def get(self, request: Request, import_id: int) -> Response:
        """Give how far it is."""
        rows = IncidentImport.objects.select_related("source")
        return _detail(request, access.get_visible_or_404(rows, request.user, pk=import_id))


class ImportCommand(APIView):
    """One of the commands on an import."""

    access_rule = access.Rule("holds", "incidents.import")
    command: Callable[..., IncidentImport]

    def post(self, request: Request, import_id: int) -> Response:
        """Do it, and give how far the import is."""
        row = access.get_visible_or_404(IncidentImport.objects.select_related("source"), request.user, pk=import_id)
        done = type(self).command(row.pk, actor=request.user)
        kick(imports.RUN)
        return _detail(request, done)


def _command_view(action: str, command: Callable[..., IncidentImport]) -> Any:
    view = type(f"Import{action.title()}", (ImportCommand,), {"command": staticmethod(command)})
    described = extend_schema(
        request=None, responses=ImportDetailSerializer, operation_id=f"import_{action}", description=command.__doc__ or ""
    )
    return extend_schema_view(post=described)(view)


urlpatterns = [
    path("incident-imports/", ImportList.as_view(), name="import-list"),
    path("incident-imports/<int:import_id>/", ImportDetail.as_view(), name="import-detail"),
    *[
        path(f"incident-imports/<int:import_id>/{action}/", _command_view(action, command).as_view(), name=f"import-{action}")
        for action, command in imports.COMMANDS.items()
    ],
]
