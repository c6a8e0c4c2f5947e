"""What looks alike over the API: the list with its reasons, merging, taking out again, and “not the same”."""

from __future__ import annotations

from typing import Any, cast

from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.alike import alike
from feedback.api.reading import valid
from feedback.api.reports import detail
from feedback.models import Report
from feedback.serializers import ReportDetailSerializer, StrictText, VersionSerializer
from feedback.services import merging
from feedback.services.merging import LONGEST_REASON
from policing import access
from policing.accounts.models import User
from policing.errors import BadInput, Unseen
from policing.privacy.references import normalise_reference


class MatchSerializer(serializers.Serializer[Any]):
    """A report that looks alike, and why."""

    reference = serializers.CharField()
    lead = serializers.CharField(allow_null=True)
    state = serializers.CharField()
    score = serializers.IntegerField()
    reasons = serializers.ListField(child=serializers.CharField())


class MergeSerializer(VersionSerializer):
    """Into which report, by its reference, and why."""

    into = StrictText(max_length=60)
    reason = StrictText(max_length=LONGEST_REASON, required=False, default="", allow_blank=True)


class SplitSerializer(VersionSerializer):
    """Why the report is taken out again."""

    reason = StrictText(max_length=LONGEST_REASON)


class OtherSerializer(serializers.Serializer[Any]):
    """Which other report is meant, by its reference."""

    other = StrictText(max_length=60)


class ReportAlike(APIView):
    """What looks alike."""

    access_rule = access.Rule("holds", "reports.view")

    @extend_schema(responses=MatchSerializer(many=True))
    def get(self, request: Request, reference: str) -> Response:
        """Give the reports in scope that look alike, the most alike first, with the reasons; at most twenty."""
        found = access.get_visible_or_404(Report.objects.for_detail(), request.user, reference=reference)
        rows = [
            {
                "reference": match.report.reference,
                "lead": match.report.lead.reference if match.report.lead else None,
                "state": match.report.state,
                "score": match.score,
                "reasons": match.reasons,
            }
            for match in alike(found, reader=request.user)
        ]
        return Response(MatchSerializer(rows, many=True).data)


def _seen(request: Request, reference: str) -> int:
    return int(access.get_visible_or_404(Report.objects.only("id"), request.user, reference=reference).pk)


def _other(request: Request, reference: str, field: str) -> int:
    try:
        return _seen(request, normalise_reference(reference) or reference)
    except Unseen as error:
        raise BadInput({field: [_("There is no report of that reference, or it is not in your area.")]}) from error


def _after(request: Request, pk: int) -> Response:
    return detail(request, access.get_visible_or_404(Report.objects.for_detail(), request.user, pk=pk))


class ReportMerge(APIView):
    """Merge a report into another one."""

    access_rule = access.Rule("holds", "reports.view")

    @extend_schema(request=MergeSerializer, responses=ReportDetailSerializer)
    def post(self, request: Request, reference: str) -> Response:
        """Merge it, and give the report as it stands after. Each resident keeps a thread of their own."""
        pk, given = _seen(request, reference), valid(MergeSerializer, request)
        merging.merge(pk, actor=cast(User, request.user), **{**given, "into": _other(request, given["into"], "into")})
        return _after(request, pk)


class ReportSplit(APIView):
    """Take a merged report out again."""

    access_rule = access.Rule("holds", "reports.view")

    @extend_schema(request=SplitSerializer, responses=ReportDetailSerializer)
    def post(self, request: Request, reference: str) -> Response:
        """Take it out, and give the report as it stands after."""
        pk = _seen(request, reference)
        merging.split(pk, actor=cast(User, request.user), **valid(SplitSerializer, request))
        return _after(request, pk)


class ReportNotSame(APIView):
    """Say that two reports are not the same."""

    access_rule = access.Rule("holds", "reports.view")

    @extend_schema(request=OtherSerializer, responses=ReportDetailSerializer)
    def post(self, request: Request, reference: str) -> Response:
        """Note it, and give the report as it stands after."""
        pk, given = _seen(request, reference), valid(OtherSerializer, request)
        merging.not_same(pk, other=_other(request, given["other"], "other"), actor=cast(User, request.user))
        return _after(request, pk)


urlpatterns = [
    path("reports/<slug:reference>/alike/", ReportAlike.as_view(), name="report-alike"),
    path("reports/<slug:reference>/merge/", ReportMerge.as_view(), name="report-merge"),
    path("reports/<slug:reference>/split/", ReportSplit.as_view(), name="report-split"),
    path("reports/<slug:reference>/not-same/", ReportNotSame.as_view(), name="report-not-same"),
]
