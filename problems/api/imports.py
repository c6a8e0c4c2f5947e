"""Imports of incidents over the API."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from django.core.files.storage import default_storage
from django.http import HttpRequest
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
from problems.importing import receiving, trying
from problems.importing.files import UnusableRecords
from problems.importing.receiving import OntoDisk
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
    rows = serializers.IntegerField(allow_null=True)
    failure = serializers.CharField(allow_blank=True)
    started_at = serializers.DateTimeField()
    settled_at = serializers.DateTimeField(
        allow_null=True, help_text="since when it cannot be undone: how the records stood before is not kept any longer"
    )


class ImportDetailSerializer(ImportSerializer):
    """How far an import is, and what can be done to it."""

    available_actions = ActionSerializer(many=True)


class LayoutSerializer(serializers.Serializer[Any]):
    """The columns of a file as ``field=COLUMN``, and how its values are written."""

    map = serializers.ListField(child=serializers.CharField(max_length=200), required=False, default=list)
    crs = serializers.CharField(max_length=40, required=False, default="")
    zone = serializers.CharField(max_length=60, required=False, default="")
    date_format = serializers.CharField(max_length=60, required=False, default="")
    delimiter = serializers.CharField(max_length=3, required=False, default="")
    decimal = serializers.CharField(max_length=1, required=False, default="")
    precision = serializers.CharField(max_length=5, required=False, default="")


class StartSerializer(LayoutSerializer):
    """A file of records and its source. With ``later`` its columns are named afterwards, at ``columns``."""

    source = serializers.CharField(max_length=120)  # type: ignore[assignment]
    file = serializers.FileField()
    later = serializers.BooleanField(required=False, default=False)


class ColumnsSerializer(serializers.Serializer[Any]):
    """What stands in a file that waits for its columns to be named, and what their names tell."""

    columns = serializers.ListField(child=serializers.CharField(allow_blank=True))
    rows = serializers.ListField(child=serializers.ListField(child=serializers.CharField(allow_blank=True)))
    suggested = serializers.DictField(child=serializers.CharField())


def _options(held: dict[str, Any]) -> dict[str, str]:
    return {name: held[name] for name in OPTIONS}


def _detail(request: Request, row: IncidentImport, status: int = 200) -> Response:
    body = {**ImportSerializer(row).data, "available_actions": available_actions(request.user, row, IMPORT)}
    return Response(body, status=status)


class ImportList(APIView):
    """Imports of incidents."""

    access_rule = access.Rule("holds", "incidents.import")
    parser_classes = [MultiPartParser, JSONParser]
    pagination_class = CursorPages

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        """Choose where a file goes before anybody reads what was sent: one of records is large, so it goes to the disk."""
        if request.method == "POST":
            request.upload_handlers = [OntoDisk(request)]
        return super().initialize_request(request, *args, **kwargs)

    @extend_schema(responses=ImportSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List imports, the newest first."""
        pages = self.pagination_class()
        rows = pages.paginate_queryset(access.visible(IncidentImport, request.user).select_related("source"), request, view=self)
        return pages.get_paginated_response(ImportSerializer(rows or [], many=True).data)

    @extend_schema(request={"multipart/form-data": StartSerializer}, responses={201: ImportDetailSerializer})
    def post(self, request: Request) -> Response:
        """Bring in a file; a worker loads it, once its columns are named."""
        given = StartSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        held = given.validated_data
        if why := receiving.refusal(held["file"]):
            raise BadInput({"file": [why]})
        stored = receiving.keep(f"imports/rows-{uuid.uuid4().hex}", held["file"])
        actor = cast(User, request.user)
        with imports.unless_refused(stored):
            if held["later"]:
                row = imports.upload(source=held["source"], stored=stored, actor=actor)
            else:
                row = imports.start(source=held["source"], maps=held["map"], options=_options(held), actor=actor, stored=stored)
        return _detail(request, row, status=201)


class ImportDetail(APIView):
    """One import."""

    access_rule = access.Rule("holds", "incidents.import")

    @extend_schema(responses=ImportDetailSerializer)
    def get(self, request: Request, import_id: int) -> Response:
        """Give how far it is."""
        rows = IncidentImport.objects.select_related("source")
        return _detail(request, access.get_visible_or_404(rows, request.user, pk=import_id))


class ImportColumns(APIView):
    """The columns of a file that waits for them to be named."""

    access_rule = access.Rule("holds", "incidents.import")

    @extend_schema(responses=ColumnsSerializer)
    def get(self, request: Request, import_id: int) -> Response:
        """Give the columns and first rows of the file, and which of them likely holds what."""
        row = access.get_visible_or_404(IncidentImport.objects.select_related("source"), request.user, pk=import_id)
        IMPORT.check(row, "choose")
        try:
            seen = trying.peek(Path(default_storage.path(row.stored)))
        except UnusableRecords as error:
            raise BadInput({"file": [str(error)]}) from error
        return Response(
            {"columns": seen.columns, "rows": seen.rows, "suggested": row.source.mapping or trying.guess(seen.columns)}
        )

    @extend_schema(request=LayoutSerializer, responses=ImportDetailSerializer)
    def post(self, request: Request, import_id: int) -> Response:
        """Name the columns; a worker loads the file."""
        given = LayoutSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        held = given.validated_data
        row = access.get_visible_or_404(IncidentImport.objects.select_related("source"), request.user, pk=import_id)
        done = imports.choose(row.pk, maps=held["map"], options=_options(held), actor=cast(User, request.user))
        return _detail(request, done)


class ImportCommand(APIView):
    """One of the commands on an import."""

    access_rule = access.Rule("holds", "incidents.import")
    command: Callable[..., IncidentImport]

    def post(self, request: Request, import_id: int) -> Response:
        """Do it, and give how far the import is."""
        row = access.get_visible_or_404(IncidentImport.objects.select_related("source"), request.user, pk=import_id)
        done = type(self).command(row.pk, actor=request.user)
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
    path("incident-imports/<int:import_id>/columns/", ImportColumns.as_view(), name="import-columns"),
    *[
        path(f"incident-imports/<int:import_id>/{action}/", _command_view(action, command).as_view(), name=f"import-{action}")
        for action, command in imports.COMMANDS.items()
    ],
]
