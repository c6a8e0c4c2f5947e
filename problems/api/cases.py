"""Cases over the API: the list, one of them, opening, the sheet, texts that could not be sent, and what is counted when."""

from __future__ import annotations

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api.reading import valid
from feedback.serializers import StrictText
from policing import access
from policing.api import IDEMPOTENCY_KEY, CursorPages, idempotency_key
from policing.areas.models import Area
from policing.errors import BadInput
from problems import caselist, outline
from problems.api.case_doors import IN, actor, case_of, command_view, shown
from problems.api.case_links import reports_named
from problems.api.case_shapes import CaseRowSerializer, CaseSerializer, KeptTextSerializer
from problems.models import Case
from problems.services.cases import opening, writing
from problems.services.cases.linking import MOST_AT_ONCE
from problems.services.cases.opening import Start
from problems.services.cases.writing import MOST_CATEGORIES, Frame, Written
from problems.workflow import CASE

LARGEST = 2**31 - 1
MOST_ASKED = 200


def _categories() -> serializers.ListField:
    return serializers.ListField(child=StrictText(max_length=80), max_length=MOST_CATEGORIES, required=False, default=list)


class OpenSerializer(serializers.Serializer[Any]):
    """A new case: its name (a place and what happens there, never a person), its area by code, and what it begins with."""

    title = StrictText(max_length=120)
    area = StrictText(max_length=60)
    summary = StrictText(max_length=4000, required=False, default="", allow_blank=True)
    reports = serializers.ListField(child=StrictText(max_length=60), max_length=MOST_AT_ONCE, required=False, default=list)
    reason = StrictText(max_length=500, required=False, default="", allow_blank=True)
    cell = StrictText(max_length=16, required=False, default="", allow_blank=True)
    cell_label = StrictText(max_length=120, required=False, default="", allow_blank=True)
    categories = _categories()


class WriteSerializer(serializers.Serializer[Any]):
    """An answer to a question of the sheet. ``seen`` is the number of the answer that was there before, 0 for none."""

    field = StrictText(max_length=30)
    words = StrictText(max_length=8000, required=False, default="", allow_blank=True)
    choice = StrictText(max_length=12, required=False, default="", allow_blank=True)
    lever = StrictText(max_length=300, required=False, default="", allow_blank=True)
    seen = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=0, max_value=LARGEST)


class KeepTextSerializer(serializers.Serializer[Any]):
    """What was typed for what, and the number that was seen: a field of the sheet, ``proposal``, ``answer``, ``frame``, or a part
    (``action:12``, and ``action:12:progress`` for how far it is).
    """

    target = StrictText(max_length=40)
    words = StrictText(max_length=20_000)
    values = serializers.DictField(child=StrictText(max_length=2000, allow_blank=True), required=False, default=dict)
    seen = serializers.IntegerField(min_value=0, max_value=LARGEST)


class FrameSerializer(serializers.Serializer[Any]):
    """What is counted (kinds of incidents; none is every kind), and when."""

    categories = _categories()
    baseline_from = serializers.DateField(required=False, allow_null=True, default=None)
    baseline_to = serializers.DateField(required=False, allow_null=True, default=None)
    after_from = serializers.DateField(required=False, allow_null=True, default=None)
    after_to = serializers.DateField(required=False, allow_null=True, default=None)
    version = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1, max_value=LARGEST)


ASKED = [
    OpenApiParameter("stage", OpenApiTypes.STR, enum=[caselist.OPEN, *(state.code for state in CASE.states)]),
    OpenApiParameter("area", OpenApiTypes.STR, description="The area of that code, and all inside it"),
    OpenApiParameter("mine", OpenApiTypes.BOOL, description="Only those in which the caller works along"),
    OpenApiParameter("q", OpenApiTypes.STR, description="Words of its name and of what happens, or its number"),
]


def area_of(code: str, field: str = "area") -> Area:
    """Give the area of a code. Raises BadInput where there is none."""
    found: Area | None = Area.objects.filter(code=code).first()
    if found is None:
        raise BadInput({field: [_("There is no area of that code.")]})
    return found


class CaseList(APIView):
    """Cases that the caller may know of."""

    access_rule = IN
    pagination_class = CursorPages

    @extend_schema(parameters=ASKED, responses=CaseRowSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List cases, the newest first; of each what the caller sees of it."""
        asked: Any = caselist.cases(request.user, _wanted(request))
        pages = self.pagination_class()
        found: list[Case] = pages.paginate_queryset(asked.for_list(), request, view=self) or []
        return pages.get_paginated_response(CaseRowSerializer([outline.row(request.user, one) for one in found], many=True).data)

    @extend_schema(request=OpenSerializer, parameters=[IDEMPOTENCY_KEY], responses={201: CaseSerializer})
    def post(self, request: Request) -> Response:
        """Open a case. The same key and body again give the same case; the same key with another body is refused."""
        key, given = idempotency_key(request), valid(OpenSerializer, request)
        named = given.pop("reports")
        start = Start(**{**given, "area": area_of(given["area"]), "reports": reports_named(request, named), "asked": named})
        case = opening.open_case(start, actor=actor(request), token=key)
        return shown(request, access.get_visible_or_404(Case.objects.for_page(), request.user, pk=case.pk), status=201)


def _wanted(request: Request) -> caselist.Wanted:
    stage, area = request.GET.get("stage", caselist.ALL), request.GET.get("area", "")
    offered = [state.code for state in CASE.states]
    if stage not in {caselist.ALL, caselist.OPEN, *offered}:
        raise BadInput({"stage": [", ".join(offered)]})
    mine = request.GET.get("mine", "").lower() in {"1", "true", "yes"}
    inside = area_of(area).path if area else ""
    return caselist.Wanted(stage=stage, area_path=inside, mine=mine, words=request.GET.get("q", "").strip()[:MOST_ASKED])


class CaseDetail(APIView):
    """One case."""

    access_rule = IN

    @extend_schema(responses=CaseSerializer)
    def get(self, request: Request, case: str) -> Response:
        """Give a case as far as the caller sees it, and what can be done now with the reason where not."""
        return shown(request, case_of(request, case))


class CaseKept(APIView):
    """The caller's own texts for a case that could not be sent."""

    access_rule = IN

    @extend_schema(responses=KeptTextSerializer(many=True))
    def get(self, request: Request, case: str) -> Response:
        """List them; there is at most one for each field or part."""
        rows = outline.kept(request.user, case_of(request, case))
        return Response(KeptTextSerializer(rows, many=True).data)

    @extend_schema(request=KeepTextSerializer, responses={201: KeptTextSerializer})
    def post(self, request: Request, case: str) -> Response:
        """Keep one. Another text for the same field is put behind the one that is kept."""
        found, given = case_of(request, case), valid(KeepTextSerializer, request)
        row = writing.keep(found.pk, fields=given.pop("values"), actor=actor(request), **given)
        return Response(KeptTextSerializer(row).data, status=201)


class KeptDrop(APIView):
    """Throwing one away."""

    access_rule = IN

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, case: str, kept: int) -> Response:
        """Throw it away."""
        case_of(request, case)
        writing.drop(kept, actor=actor(request))
        return Response(status=204)


def _write(request: Request, found: Case, given: dict[str, Any]) -> None:
    writing.write(found.pk, field=given.pop("field"), entry=Written(**given), actor=actor(request))


def _frame(request: Request, found: Case, given: dict[str, Any]) -> None:
    version = given.pop("version")
    writing.frame(found.pk, frame=Frame(**given), actor=actor(request), version=version)


urlpatterns = [
    path("cases/", CaseList.as_view(), name="case-list"),
    path("cases/<slug:case>/", CaseDetail.as_view(), name="case-detail"),
    path("cases/<slug:case>/write/", command_view("write", WriteSerializer, _write, writing.write), name="case-write"),
    path("cases/<slug:case>/frame/", command_view("frame", FrameSerializer, _frame, writing.frame), name="case-frame"),
    path("cases/<slug:case>/kept/", CaseKept.as_view(), name="case-kept"),
    path("cases/<slug:case>/kept/<int:kept>/drop/", KeptDrop.as_view(), name="case-kept-drop"),
]
