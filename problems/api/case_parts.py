"""The parts of a case over the API: hypotheses, evidence, objectives, actions, tasks, decisions, notes, places and files."""

from __future__ import annotations

from typing import Any

from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api.reading import valid
from feedback.serializers import StrictText
from policing import documents, pictures
from policing.access import sight
from policing.api import IDEMPOTENCY_KEY, CursorPages, idempotency_key
from policing.errors import Unseen
from problems import casebook, outline, part_values
from problems.api.case_doors import IN, actor, part_of_case
from problems.api.case_shapes import CaseReasonSerializer, PartSerializer
from problems.models import Case, Evidence, Hypothesis, Part
from problems.models.parts import ABOUT
from problems.parts import KINDS, PartKind, kind_of
from problems.services.cases import parts
from problems.sheet import ROLES

LARGEST = 2**31 - 1
KIND = OpenApiParameter("kind", OpenApiTypes.STR, OpenApiParameter.PATH, enum=list(KINDS))


class PartGivenSerializer(serializers.Serializer[Any]):
    """The columns of a part; of these each kind takes its own. People by pseudonym, areas by code, techniques by number."""

    words = StrictText(max_length=8000, required=False)
    label = StrictText(max_length=120, required=False)  # type: ignore[assignment]
    about = serializers.ChoiceField(choices=ABOUT, required=False)
    supports = serializers.BooleanField(required=False)
    source = serializers.ChoiceField(choices=Evidence.Source.choices, required=False)  # type: ignore[assignment]
    link = serializers.URLField(max_length=200, required=False, allow_blank=True)
    standing = serializers.ChoiceField(choices=Hypothesis.Standing.choices, required=False)
    measure = StrictText(max_length=200, required=False)
    baseline = StrictText(max_length=100, required=False)
    target = StrictText(max_length=100, required=False)
    by = serializers.DateField(required=False)
    result = StrictText(max_length=200, required=False, allow_blank=True)
    owner = serializers.UUIDField(required=False, allow_null=True)
    owner_name = StrictText(max_length=120, required=False, allow_blank=True)
    due_on = serializers.DateField(required=False, allow_null=True)
    technique = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=25)
    side = serializers.ChoiceField(choices=ROLES, required=False, allow_blank=True)
    hypothesis = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=LARGEST)
    objective = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=LARGEST)
    cost = serializers.DecimalField(12, 2, required=False, allow_null=True, min_value=0)
    reason = StrictText(max_length=2000, required=False, allow_blank=True)
    decided_on = serializers.DateField(required=False)
    use = serializers.ChoiceField(choices=[("problem",) * 2, ("comparison",) * 2, ("around",) * 2], required=False)
    area = StrictText(max_length=60, required=False, allow_null=True)
    cell = StrictText(max_length=16, required=False, allow_blank=True)


class PartChangedSerializer(PartGivenSerializer):
    """The columns that change; ``version`` guards against a change by somebody else."""

    version = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST)


class PartFileSerializer(PartGivenSerializer):
    """A picture of the team, with what it is as ``label``."""

    file = serializers.FileField(allow_empty_file=True, help_text="JPEG, PNG, WebP or AVIF, up to 12 MB; it is drawn anew")


class PartMoveSerializer(serializers.Serializer[Any]):
    """How far it is: ``begin``, ``finish``, ``drop`` (with words) or ``again``."""

    action = serializers.ChoiceField(choices=["begin", "finish", "drop", "again"])
    words = StrictText(max_length=2000, required=False, default="", allow_blank=True)
    version = serializers.IntegerField(required=False, min_value=1, max_value=LARGEST)


def _kind(code: str) -> PartKind:
    found = kind_of(code)
    if found is None:
        raise Unseen
    return found


def _seen(request: Request, case: str, kind: str) -> tuple[Case, PartKind]:
    """Give a case, and a kind of its parts that the caller sees. Raises Unseen."""
    what = _kind(kind)
    return part_of_case(request, case, what.shown_to), what


def _answer(row: Part, kind: PartKind, status: int = 200) -> Response:
    fresh = outline.newest(row.case, kind).filter(pk=row.pk).first()
    if fresh is None:  # it was taken out
        return Response(status=204)
    return Response(PartSerializer(outline.part(fresh, kind)).data, status=status, headers={"ETag": f'"{fresh.version}"'})


@extend_schema(parameters=[KIND])
class PartList(APIView):
    """The parts of one kind."""

    access_rule = IN
    parser_classes = [JSONParser, MultiPartParser]
    pagination_class = CursorPages

    @extend_schema(responses=PartSerializer(many=True))
    def get(self, request: Request, case: str, kind: str) -> Response:
        """List them, the newest first."""
        found, what = _seen(request, case, kind)
        pages = self.pagination_class()
        rows = pages.paginate_queryset(outline.newest(found, what), request, view=self) or []
        return pages.get_paginated_response(PartSerializer([outline.part(one, what) for one in rows], many=True).data)

    @extend_schema(
        request={"application/json": PartGivenSerializer, "multipart/form-data": PartFileSerializer},
        parameters=[IDEMPOTENCY_KEY],
        responses={201: PartSerializer},
    )
    def post(self, request: Request, case: str, kind: str) -> Response:
        """Add one. The same key and body again add one; the same key with another body is refused."""
        found, what = _seen(request, case, kind)
        token = f"{actor(request).pk}:{idempotency_key(request)}"
        if kind == "file":
            return _answer(_with_file(request, found, token), what, status=201)
        values = part_values.read(found, what, valid(PartGivenSerializer, request))
        return _answer(parts.add(found.pk, kind=kind, values=values, actor=actor(request), token=token), what, status=201)


def _with_file(request: Request, found: Case, token: str) -> Part:
    given = valid(PartFileSerializer, request)
    pages = documents.pages_of(given.pop("file"))
    return parts.add_file(found.pk, label=given.get("label", ""), pages=pages, actor=actor(request), token=token)


@extend_schema(parameters=[KIND])
class PartDetail(APIView):
    """One part."""

    access_rule = IN

    @extend_schema(responses=PartSerializer)
    def get(self, request: Request, case: str, kind: str, part: int) -> Response:
        """Give one part."""
        found, what = _seen(request, case, kind)
        row = outline.newest(found, what).filter(pk=part).first()
        if row is None:
            raise Unseen
        return _answer(row, what)

    @extend_schema(request=PartChangedSerializer, responses=PartSerializer)
    def patch(self, request: Request, case: str, kind: str, part: int) -> Response:
        """Change the columns that are given; the others stay."""
        found, what = _seen(request, case, kind)
        given = valid(PartChangedSerializer, request)
        version = given.pop("version", None)
        values = part_values.read(found, what, given)
        return _answer(parts.change(found.pk, part, kind=kind, values=values, actor=actor(request), version=version), what)


@extend_schema_view(
    post=extend_schema(
        parameters=[KIND], request=CaseReasonSerializer, responses={204: None}, description=parts.remove.__doc__ or ""
    )
)
class PartRemove(APIView):
    """Taking a part out."""

    access_rule = IN

    def post(self, request: Request, case: str, kind: str, part: int) -> Response:
        """Take it out, for a reason that stays."""
        found, _what = _seen(request, case, kind)
        parts.remove(found.pk, part, kind=kind, actor=actor(request), **valid(CaseReasonSerializer, request))
        return Response(status=204)


@extend_schema_view(
    post=extend_schema(
        parameters=[KIND], request=PartMoveSerializer, responses=PartSerializer, description=parts.move.__doc__ or ""
    )
)
class PartMove(APIView):
    """Saying how far an action or a task is."""

    access_rule = IN

    def post(self, request: Request, case: str, kind: str, part: int) -> Response:
        """Say it, and give the part as it stands after."""
        found, what = _seen(request, case, kind)
        return _answer(parts.move(found.pk, part, kind=kind, actor=actor(request), **valid(PartMoveSerializer, request)), what)


class PartPicture(APIView):
    """The picture of a part that has one, or a page of its document."""

    access_rule = IN

    @extend_schema(
        parameters=[OpenApiParameter("page", OpenApiTypes.INT, description="which page of a document, from 1")],
        responses={(200, "image/jpeg"): OpenApiTypes.BINARY, (200, "image/png"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, case: str, part: int) -> Any:
        """Give the picture, or one page."""
        found = part_of_case(request, case, sight.DESK)
        row = outline.newest(found, KINDS["file"]).select_related("upload").filter(pk=part).first()
        if row is None:
            raise Unseen
        return pictures.answer(casebook.page_of(row, request.query_params.get("page", "1")))


urlpatterns = [
    path("cases/<slug:case>/parts/file/<int:part>/picture/", PartPicture.as_view(), name="part-picture"),
    path("cases/<slug:case>/parts/<slug:kind>/", PartList.as_view(), name="part-list"),
    path("cases/<slug:case>/parts/<slug:kind>/<int:part>/", PartDetail.as_view(), name="part-detail"),
    path("cases/<slug:case>/parts/<slug:kind>/<int:part>/remove/", PartRemove.as_view(), name="part-remove"),
    path("cases/<slug:case>/parts/<slug:kind>/<int:part>/move/", PartMove.as_view(), name="part-move"),
]
