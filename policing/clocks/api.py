"""Clocks over the API: read in scope, and moved by the commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import F, QuerySet
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from policing import access, timekeeping
from policing.api import CursorPages, available_actions
from policing.clocks import services
from policing.clocks.models import Clock
from policing.clocks.serializers import (
    ClockDetailSerializer,
    ClockRowSerializer,
    ExtendSerializer,
    ReasonSerializer,
    ResumeSerializer,
)
from policing.clocks.workflow import CLOCK

app_name = "clocks-api"
STAFF = access.Rule("holds", "reports.view")
SAME = ("id", "subject_type", "area_path", "state", "started_at", "due_at")
RENAMED = {"clock_rule": F("rule__code"), "subject": F("subject_ref"), "team_code": F("team__code")}


class ClockPages(CursorPages):
    """Clocks by due date, the soonest first."""

    ordering = ("due_at", "id")  # type: ignore[assignment]


def _narrowed(rows: QuerySet[Clock], request: Request) -> QuerySet[Clock]:
    for name, column in (("state", "state"), ("team", "team__code")):
        if asked := request.GET.get(name, "").replace("\0", "\ufffd"):
            rows = rows.filter(**{column: asked})
    return rows


class ClockList(APIView):
    """The clocks in the caller's scope."""

    access_rule = STAFF
    pagination_class = ClockPages

    @extend_schema(
        parameters=[
            OpenApiParameter("state", OpenApiTypes.STR, enum=[state.code for state in CLOCK.states]),
            OpenApiParameter("team", OpenApiTypes.STR),
        ],
        responses=ClockRowSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """List clocks in scope, the soonest first, fifty at a time."""
        rows = _narrowed(access.visible(Clock, request.user), request).values(*SAME, **RENAMED)
        pages = self.pagination_class()
        found: Any = pages.paginate_queryset(rows, request, view=self) or []
        now = timekeeping.now()
        return pages.get_paginated_response([_row(row, row["state"] == "running" and row["due_at"] < now) for row in found])


def _row(values: dict[str, Any], is_overdue: bool) -> dict[str, Any]:
    return {**values, "rule": values.pop("clock_rule"), "team": values.pop("team_code"), "is_overdue": is_overdue}


def _detail(request: Request, clock_id: int) -> Response:
    rows = Clock.objects.select_related("rule", "team")
    clock = access.get_visible_or_404(rows, request.user, pk=clock_id)
    body = {name: getattr(clock, name) for name in (*SAME, "paused_at", "ended_at")}
    body |= {"rule": clock.rule.code, "subject": clock.subject_ref, "team": clock.team.code if clock.team else None}
    body |= {
        "is_overdue": clock.is_overdue(timekeeping.now()),
        "available_actions": available_actions(request.user, clock, CLOCK),
    }
    return Response(ClockDetailSerializer(body).data)


class ClockDetail(APIView):
    """One clock in scope."""

    access_rule = STAFF

    @extend_schema(responses=ClockDetailSerializer)
    def get(self, request: Request, clock_id: int) -> Response:
        """Give one clock, and what can be done to it with the reason where not."""
        return _detail(request, clock_id)


class ClockCommand(APIView):
    """One command on a clock."""

    access_rule = STAFF
    command: Callable[..., Clock]
    serializer_class: type[Any] = ResumeSerializer

    def post(self, request: Request, clock_id: int) -> Response:
        """Do it, and give the clock as it stands after."""
        serializer = self.serializer_class(data=request.data)
        serializer.is_valid(raise_exception=True)
        type(self).command(clock_id, actor=request.user, **serializer.validated_data)
        return _detail(request, clock_id)


def _command_view(action: str, command: Callable[..., Clock], serializer: type[Any]) -> Any:
    """Make the route of one row of the workflow table."""
    view: Any = type(
        f"Clock{action.title()}", (ClockCommand,), {"command": staticmethod(command), "serializer_class": serializer}
    )
    described = extend_schema(
        request=serializer, responses=ClockDetailSerializer, operation_id=f"clock_{action}", description=command.__doc__ or ""
    )
    return extend_schema_view(post=described)(view).as_view()


_COMMANDS: dict[str, tuple[Callable[..., Clock], type[Any]]] = {
    "pause": (services.pause, ReasonSerializer),
    "resume": (services.resume, ResumeSerializer),
    "extend": (services.extend, ExtendSerializer),
}

urlpatterns = [
    path("clocks/", ClockList.as_view(), name="clock-list"),
    path("clocks/<int:clock_id>/", ClockDetail.as_view(), name="clock-detail"),
    *[
        path(f"clocks/<int:clock_id>/{action}/", _command_view(action, *parts), name=f"clock-{action}")
        for action, parts in _COMMANDS.items()
    ],
]
