"""The inbox over the API: one act on several reports, taking it back, and the filters that a person keeps."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api.reading import valid
from feedback.serializers import StrictText
from feedback.services import bulk, filters
from policing import access
from policing.api import IDEMPOTENCY_KEY, idempotency_key


class PickSerializer(serializers.Serializer[Any]):
    """The reports to do it to, by reference."""

    references = serializers.ListField(child=StrictText(max_length=60), min_length=1, max_length=bulk.MOST)


class BulkAssignSerializer(PickSerializer):
    """Who gets them, by pseudonym; null for nobody."""

    to = serializers.UUIDField(allow_null=True)


class RefusedSerializer(serializers.Serializer[Any]):
    """A report that stays as it is, and why."""

    reference = serializers.CharField()
    reason = serializers.CharField()


class ResultSerializer(serializers.Serializer[Any]):
    """What came of it. ``key`` takes it back within ten minutes; it is empty where nothing was done."""

    act = serializers.CharField()
    key = serializers.CharField(allow_blank=True)
    done = serializers.ListField(child=serializers.CharField())
    refused = RefusedSerializer(many=True)


class SavedFilterSerializer(serializers.Serializer[Any]):
    """A filter under a name: the part of the address of the inbox behind the question mark."""

    id = serializers.IntegerField(read_only=True)
    name = StrictText(max_length=filters.LONGEST_NAME)
    query = StrictText(max_length=filters.LONGEST_QUERY)


class BulkAct(APIView):
    """One act on several reports."""

    access_rule = access.Rule("holds", "reports.handle")
    command: Callable[..., bulk.Result]
    serializer_class: type[Any] = PickSerializer

    def post(self, request: Request) -> Response:
        """Do it to each, and tell what came of each. The same key again does it once."""
        key = idempotency_key(request)
        given = valid(self.serializer_class, request)
        result = type(self).command(given.pop("references"), actor=request.user, token=key, **given)
        return Response(ResultSerializer(result).data)


def _bulk_view(act: str, command: Callable[..., bulk.Result], serializer: type[Any]) -> Any:
    view = type(f"Bulk{act.title()}", (BulkAct,), {"command": staticmethod(command), "serializer_class": serializer})
    described = extend_schema(
        request=serializer,
        parameters=[IDEMPOTENCY_KEY],
        responses=ResultSerializer,
        operation_id=f"bulk_{act}",
        description=command.__doc__ or "",
    )
    return extend_schema_view(post=described)(view)


class BulkUndo(APIView):
    """Taking back one's own act on several reports."""

    access_rule = access.Rule("holds", "reports.handle")

    @extend_schema(request=None, responses=ResultSerializer)
    def post(self, request: Request, done: uuid.UUID) -> Response:
        """Take it back within ten minutes, for the reports that nobody changed since. Twice is harmless."""
        user: Any = request.user
        return Response(ResultSerializer(bulk.undo(done, actor=user)).data)


class FilterList(APIView):
    """The caller's own filters."""

    access_rule = access.Rule("holds", "reports.view")

    @extend_schema(responses=SavedFilterSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List them by name; there are at most twenty."""
        user: Any = request.user
        return Response(SavedFilterSerializer(filters.of(user), many=True).data)

    @extend_schema(request=SavedFilterSerializer, responses={201: SavedFilterSerializer})
    def post(self, request: Request) -> Response:
        """Keep one under a name; a name that is there already gets the new filter."""
        user: Any = request.user
        row = filters.save(actor=user, **valid(SavedFilterSerializer, request))
        return Response(SavedFilterSerializer(row).data, status=201)


class FilterDelete(APIView):
    """Deleting a filter."""

    access_rule = access.Rule("holds", "reports.view")

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, filter_id: int) -> Response:
        """Delete one of one's own."""
        user: Any = request.user
        filters.delete(filter_id, actor=user)
        return Response(status=204)


_BULK: dict[str, tuple[Callable[..., bulk.Result], type[Any]]] = {
    "acknowledge": (bulk.acknowledge, PickSerializer),
    "assign": (bulk.assign, BulkAssignSerializer),
    "merge": (bulk.merge, PickSerializer),
}

urlpatterns = [
    *[path(f"bulk/{act}/", _bulk_view(act, *parts).as_view(), name=f"bulk-{act}") for act, parts in _BULK.items()],
    path("bulk/<uuid:done>/undo/", BulkUndo.as_view(), name="bulk-undo"),
    path("filters/", FilterList.as_view(), name="filter-list"),
    path("filters/<int:filter_id>/delete/", FilterDelete.as_view(), name="filter-delete"),
]
