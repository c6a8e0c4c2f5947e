"""What is published over the API: the list, one of them, joining and leaving; redacting, publishing and hiding for the team."""

from __future__ import annotations

from typing import Any, cast

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api.reading import PublishedPages, valid
from feedback.models import Publication, RedactedCopy, Report
from feedback.published import PublicFilter, shown
from feedback.serializers import StrictText, VersionSerializer
from feedback.services import originals, publishing, redacting
from feedback.services.originals import Beside
from policing import access
from policing.accounts.models import User
from policing.errors import BadInput, WrongState

WHY = "what is published is for everybody"


class PublicationSerializer(serializers.Serializer[Any]):
    """A published report as everybody reads it."""

    slug = serializers.CharField(source="row.slug")
    category = serializers.CharField(source="row.category.code")
    area = serializers.CharField(source="row.area.code", allow_null=True, default=None)
    cell = serializers.CharField(source="row.cell")
    lat = serializers.FloatField(source="row.lat", allow_null=True)
    lon = serializers.FloatField(source="row.lon", allow_null=True)
    summary = serializers.CharField(source="row.summary")
    happened_on = serializers.DateField(source="row.happened_on")
    state_words = serializers.CharField(source="state.public_label")
    is_open = serializers.BooleanField(source="state.is_open")
    outcome = serializers.CharField(source="line.outcome")
    people = serializers.CharField()
    can_join = serializers.SerializerMethodField()

    def get_can_join(self, one: Any) -> bool:
        """Tell whether neighbours may join."""
        return publishing.can_join(one.row)


class PublicationList(APIView):
    """The published reports, the newest first."""

    access_rule = access.Rule("public", WHY)
    pagination_class = PublishedPages

    @extend_schema(
        parameters=[OpenApiParameter(name, str) for name in PublicFilter.base_filters],
        responses=PublicationSerializer(many=True),
        auth=[],
    )
    def get(self, request: Request) -> Response:
        """List them, narrowed as asked, fifty at a time."""
        narrowed = PublicFilter(request.GET, queryset=access.visible(Publication, request.user).for_list())  # type: ignore[attr-defined]
        if not narrowed.is_valid():
            raise BadInput({name: [str(line) for line in lines] for name, lines in narrowed.errors.items()})
        pages = self.pagination_class()
        rows: list[Publication] = pages.paginate_queryset(narrowed.qs, request, view=self)
        return pages.get_paginated_response(PublicationSerializer([shown(row) for row in rows], many=True).data)


class PublicationDetail(APIView):
    """One published report."""

    access_rule = access.Rule("public", WHY)

    @extend_schema(responses=PublicationSerializer, auth=[])
    def get(self, request: Request, slug: str) -> Response:
        """Give one published report in words that hold for everybody."""
        return _answer(request, slug)


def _found(request: Request, slug: str) -> Publication:
    found: Publication = access.get_visible_or_404(Publication.objects.for_list(), request.user, slug=slug)
    return found


def _answer(request: Request, slug: str) -> Response:
    return Response(PublicationSerializer(shown(_found(request, slug))).data)


class PublicationJoin(APIView):
    """Say that it is the same for oneself."""

    access_rule = access.Rule("signed-in")

    @extend_schema(request=None, responses=PublicationSerializer)
    def post(self, request: Request, slug: str) -> Response:
        """Join: one is counted, and told what comes of it."""
        publishing.join(_found(request, slug).pk, actor=cast(User, request.user))
        return _answer(request, slug)


class PublicationLeave(APIView):
    """Take it back that it is the same for oneself."""

    access_rule = access.Rule("signed-in")

    @extend_schema(request=None, responses=PublicationSerializer)
    def post(self, request: Request, slug: str) -> Response:
        """Leave."""
        publishing.leave(_found(request, slug).pk, actor=cast(User, request.user))
        return _answer(request, slug)


class OriginalReasonSerializer(serializers.Serializer[Any]):
    """A reason that colleagues can read."""

    reason = StrictText(max_length=redacting.LONGEST_REASON)


class PublicationHide(APIView):
    """Take a published report off the public pages."""

    access_rule = access.Rule("holds", "reports.publish")

    @extend_schema(request=OriginalReasonSerializer, responses={204: None})
    def post(self, request: Request, slug: str) -> Response:
        """Hide it, for a reason."""
        found, given = _found(request, slug), valid(OriginalReasonSerializer, request)
        publishing.hide(found.pk, actor=cast(User, request.user), reason=given["reason"])
        return Response(status=204)


class RedactSerializer(VersionSerializer):
    """The words as they may be read from now on."""

    words = StrictText(max_length=redacting.MOST_WORDS)
    place = StrictText(max_length=originals.MOST_PLACE, required=False, default=None, allow_null=True, allow_blank=True)
    when = StrictText(max_length=originals.MOST_PLACE, required=False, default=None, allow_null=True, allow_blank=True)
    answers = serializers.DictField(
        child=StrictText(max_length=originals.MOST_ANSWER, allow_blank=True), required=False, default=dict,
        help_text="Answers in words, by the code of the question. What is left out is redacted by suggestion.",
    )  # fmt: skip
    pictures = serializers.ListField(
        child=serializers.IntegerField(), required=False, default=None, allow_null=True, max_length=50,
        help_text="The pictures that are still seen, by id; all others are closed away. Left out, nothing changes.",
    )  # fmt: skip


class PublishSerializer(VersionSerializer):
    """What the public reads."""

    summary = StrictText(max_length=publishing.LONGEST_SUMMARY)
    with_copy = serializers.BooleanField(default=False)
    is_joinable = serializers.BooleanField(default=True)


class RedactedCopySerializer(serializers.Serializer[Any]):
    """A redacted copy, and whether a second person checked it."""

    words = serializers.CharField()
    at = serializers.DateTimeField()
    checked_at = serializers.DateTimeField(allow_null=True)


class WordsSerializer(serializers.Serializer[Any]):
    """What is closed away behind a redacted copy, as it was sent; answers by the codes of the questions."""

    words = serializers.CharField()
    place = serializers.CharField(source="sent.place_words", allow_blank=True)
    details = serializers.DictField(source="sent.details")
    answers = serializers.DictField(source="sent.answers")


def _report(request: Request, reference: str, action: str) -> Report:
    columns = ("id", "area_path", "team_id", "reporter_id", "reference")
    found: Report = access.get_visible_or_404(Report.objects.only(*columns), request.user, reference=reference)
    access.require(request.user, action, found)
    return found


@extend_schema_view(post=extend_schema(request=RedactSerializer, responses=RedactedCopySerializer))
class ReportRedact(APIView):
    """Keep a redacted copy."""

    access_rule = access.Rule("holds", "reports.publish")

    def post(self, request: Request, reference: str) -> Response:
        """Keep the words as a copy that is read in place of the original."""
        found = _report(request, reference, "redact")
        given = valid(RedactSerializer, request)
        beside = Beside(**{name: given.pop(name) for name in ("place", "when", "answers", "pictures")})
        copy = redacting.redact(found.pk, actor=cast(User, request.user), beside=beside, **given)
        return Response(RedactedCopySerializer(copy).data)


@extend_schema_view(post=extend_schema(request=None, responses=RedactedCopySerializer))
class ReportCheckCopy(APIView):
    """Check a redacted copy."""

    access_rule = access.Rule("holds", "reports.publish")

    def post(self, request: Request, reference: str) -> Response:
        """Say, as a second person, that the newest copy tells of nobody."""
        found = _report(request, reference, "redact")
        copy: RedactedCopy | None = found.redacted_copies.order_by("-id").first()
        if copy is None:
            raise WrongState
        return Response(RedactedCopySerializer(redacting.check(copy.pk, actor=cast(User, request.user))).data)


@extend_schema_view(post=extend_schema(request=OriginalReasonSerializer, responses=WordsSerializer))
class ReportOriginal(APIView):
    """Read the words behind a redacted copy."""

    access_rule = access.Rule("holds", "reports.original")

    def post(self, request: Request, reference: str) -> Response:
        """Give the original words, for a reason that is written down."""
        found, given = _report(request, reference, "original"), valid(OriginalReasonSerializer, request)
        report = redacting.open_original(found.pk, actor=cast(User, request.user), **given)
        return Response(WordsSerializer({"words": report.words, "sent": originals.sent_with(report)}).data)


@extend_schema_view(post=extend_schema(request=PublishSerializer, responses=PublicationSerializer))
class ReportPublish(APIView):
    """Publish a summary."""

    access_rule = access.Rule("holds", "reports.publish")

    def post(self, request: Request, reference: str) -> Response:
        """Publish it, or write it anew."""
        found, given = _report(request, reference, "publish"), valid(PublishSerializer, request)
        return _answer(request, publishing.publish(found.pk, actor=cast(User, request.user), **given).slug)


urlpatterns = [
    path("publications/", PublicationList.as_view(), name="publication-list"),
    path("publications/<slug:slug>/", PublicationDetail.as_view(), name="publication-detail"),
    path("publications/<slug:slug>/join/", PublicationJoin.as_view(), name="publication-join"),
    path("publications/<slug:slug>/leave/", PublicationLeave.as_view(), name="publication-leave"),
    path("publications/<slug:slug>/hide/", PublicationHide.as_view(), name="publication-hide"),
    path("reports/<slug:reference>/redact/", ReportRedact.as_view(), name="report-redact"),
    path("reports/<slug:reference>/check-copy/", ReportCheckCopy.as_view(), name="report-check-copy"),
    path("reports/<slug:reference>/original/", ReportOriginal.as_view(), name="report-original"),
    path("reports/<slug:reference>/publish/", ReportPublish.as_view(), name="report-publish"),
]
