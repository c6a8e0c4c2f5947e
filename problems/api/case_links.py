"""The reports that feed a case over the API: listed by sight, linked, taken out; merging cases; what residents say to its page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api.reading import valid
from feedback.models import Report
from feedback.serializers import StrictText
from policing import access
from policing.access import sight
from policing.api import CursorPages
from policing.errors import BadInput, Unseen
from policing.privacy.references import normalise_reference
from problems import linked
from problems.api.case_doors import IN, actor, after, case_of, command_view, part_of_case
from problems.api.case_shapes import CaseReasonSerializer, CaseSerializer, LinkedSerializer, RemarkSerializer
from problems.models import Case
from problems.services.cases import linking


class LinkSerializer(CaseReasonSerializer):
    """Which reports feed it, by reference, and why."""

    reports = serializers.ListField(child=StrictText(max_length=60), min_length=1, max_length=linking.MOST_AT_ONCE)


class UnlinkSerializer(CaseReasonSerializer):
    """Which report is taken out, by reference, and why."""

    report = StrictText(max_length=60)


class IntoSerializer(CaseReasonSerializer):
    """Into which case, by its reference, and why."""

    into = StrictText(max_length=20)


def reports_named(request: Request, references: Sequence[str]) -> list[int]:
    """Give the reports of these references. Raises BadInput where the caller may not know of one."""
    wanted = {normalise_reference(one) or one for one in references}
    found = dict(access.visible(Report, request.user).filter(reference__in=wanted).values_list("reference", "pk"))
    if len(found) < len(wanted):
        raise BadInput({"reports": [_("There is no report of that reference, or it is not in your area.")]})
    return list(found.values())


class CaseReports(APIView):
    """The reports that feed a case."""

    access_rule = IN
    pagination_class = CursorPages

    @extend_schema(responses=LinkedSerializer(many=True))
    def get(self, request: Request, case: str) -> Response:
        """List them, the last linked first; their words only for who sees words."""
        found = part_of_case(request, case, sight.REPORTS)
        pages = self.pagination_class()
        rows = pages.paginate_queryset(linked.reports(found), request, view=self) or []
        words = part_shows_words(request, found)
        return pages.get_paginated_response(LinkedSerializer([linked.told(one, words=words) for one in rows], many=True).data)


def part_shows_words(request: Request, found: Case) -> bool:
    """Tell whether the caller reads what residents wrote."""
    return linked.reads_words(request.user, found)


class CaseRemarks(APIView):
    """What residents say to the public page of a case."""

    access_rule = IN
    pagination_class = CursorPages

    @extend_schema(responses=RemarkSerializer(many=True))
    def get(self, request: Request, case: str) -> Response:
        """List them, the newest first, without anybody beside them."""
        found = part_of_case(request, case, sight.WORDS)
        pages = self.pagination_class()
        rows = pages.paginate_queryset(linked.remarks(found), request, view=self) or []
        return pages.get_paginated_response(RemarkSerializer(rows, many=True).data)


@extend_schema_view(post=extend_schema(request=IntoSerializer, responses={200: CaseSerializer, 204: None}))
class CaseMerge(APIView):
    """Merge a case into another one."""

    access_rule = IN

    def post(self, request: Request, case: str) -> Response:
        """Merge it with all that is in it, and give the case that took it in."""
        found, given = case_of(request, case), valid(IntoSerializer, request)
        try:
            other = case_of(request, given["into"].strip())
        except Unseen as error:
            raise BadInput({"into": [_("There is no case of that number, or you do not see it.")]}) from error
        linking.merge(found.pk, into=other.pk, reason=given["reason"], actor=actor(request))
        return after(request, other.pk)


def _link(request: Request, found: Case, given: dict[str, Any]) -> None:
    reports = reports_named(request, given["reports"])
    linking.link(found.pk, reports=reports, reason=given["reason"], actor=actor(request))


def _unlink(request: Request, found: Case, given: dict[str, Any]) -> None:
    report = linked.one(found, given["report"]) if linked.reads(request.user, found) else None
    if report is None:
        access.require(request.user, "unlink", found)
        raise BadInput({"report": [_("No report of that reference was ever in this case.")]})
    linking.unlink(found.pk, report=report, reason=given["reason"], actor=actor(request))


urlpatterns = [
    path("cases/<slug:case>/reports/", CaseReports.as_view(), name="case-reports"),
    path("cases/<slug:case>/remarks/", CaseRemarks.as_view(), name="case-remarks"),
    path("cases/<slug:case>/link/", command_view("link", LinkSerializer, _link, linking.link), name="case-link"),
    path("cases/<slug:case>/unlink/", command_view("unlink", UnlinkSerializer, _unlink, linking.unlink), name="case-unlink"),
    path("cases/<slug:case>/merge/", CaseMerge.as_view(), name="case-merge"),
]
