"""Reports that a program of staff keys in, and new printed receipts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api.reading import valid
from feedback.models import Report
from feedback.serializers import StrictText
from feedback.services import desk_intake, intake
from feedback.services.intake import MOST_WORDS
from policing import access
from policing.api import IDEMPOTENCY_KEY, idempotency_key
from policing.notifications.inbox import person


class KeyInSerializer(serializers.Serializer[Any]):
    """What somebody told a member of staff."""

    channel = serializers.ChoiceField(choices=[(one.value, one.label) for one in desk_intake.CHANNELS])
    category = StrictText(max_length=40)
    words = StrictText(max_length=MOST_WORDS)
    place = StrictText(max_length=200, required=False, default="", allow_blank=True)
    lat = serializers.FloatField(min_value=-90, max_value=90, required=False, allow_null=True, default=None)
    lon = serializers.FloatField(min_value=-180, max_value=180, required=False, allow_null=True, default=None)
    area = StrictText(max_length=60, required=False, default="", allow_blank=True)
    when = StrictText(max_length=200, required=False, default="", allow_blank=True)
    answers = serializers.DictField(
        child=serializers.JSONField(), required=False, default=dict, help_text="By the codes of the category's questions."
    )
    language = StrictText(max_length=12, required=False, default=settings.LANGUAGE_CODE)
    mode = serializers.ChoiceField(choices=Report.Mode.choices, default=Report.Mode.ANONYMOUS)
    name = StrictText(max_length=120, required=False, default="", allow_blank=True)
    email = serializers.EmailField(max_length=200, required=False, default="", allow_blank=True)
    phone = StrictText(max_length=40, required=False, default="", allow_blank=True)
    share_with_partners = serializers.BooleanField(required=False, default=False)


class ReprintSerializer(serializers.Serializer[Any]):
    """Why a new printed receipt is needed."""

    reason = serializers.ChoiceField(choices=desk_intake.WHY_ANEW)


class PrintedSerializer(serializers.Serializer[Any]):
    """The two codes, to be printed. The receipt is null for a repeat: it was given once."""

    reference = serializers.CharField()
    receipt = serializers.CharField(allow_null=True)


class KeyIn(APIView):
    """Keying in a report for somebody."""

    access_rule = access.Rule("holds", "reports.view")

    @extend_schema(
        request=KeyInSerializer, parameters=[IDEMPOTENCY_KEY], responses={201: PrintedSerializer, 200: PrintedSerializer}
    )
    def post(self, request: Request) -> Response:
        """Take it in. The same key again gives the reference alone: the receipt is given once."""
        key = idempotency_key(request)
        given = valid(KeyInSerializer, request)
        told = intake.Account(
            category=given["category"],
            words=given["words"],
            place_words=given["place"],
            lat=given["lat"],
            lon=given["lon"],
            area_code=given["area"],
            details={"when": given["when"]} if given["when"] else {},
            answers=given["answers"],
            language=given["language"],
        )
        who = {name: given[name] for name in ("mode", "name", "email", "phone", "share_with_partners")}
        actor = person(request.user)
        sent = desk_intake.key_in(
            token=f"api:{key}", account=told, sender=intake.Sender(**who), channel=given["channel"], actor=actor
        )
        body = {"reference": sent.report.reference, "receipt": sent.receipt if sent.is_new else None}
        return Response(PrintedSerializer(body).data, status=201 if sent.is_new else 200)


class Reprint(APIView):
    """A new printed receipt."""

    access_rule = access.Rule("holds", "reports.view")

    @extend_schema(request=ReprintSerializer, parameters=[IDEMPOTENCY_KEY], responses=PrintedSerializer)
    def post(self, request: Request, reference: str) -> Response:
        """Make it; the old one opens nothing any more. The same key again gives the reference alone."""
        rows = Report.objects.only("id", "area_path", "team_id", "reporter_id", "reference")
        found = access.get_visible_or_404(rows, request.user, reference=reference)
        key, given = idempotency_key(request), valid(ReprintSerializer, request)
        receipt = desk_intake.reprint(found.pk, token=f"api:{key}", actor=person(request.user), **given)
        return Response(PrintedSerializer({"reference": found.reference, "receipt": receipt}).data)


urlpatterns = [
    path("reports/key-in/", KeyIn.as_view(), name="report-key-in"),
    path("reports/<slug:reference>/reprint/", Reprint.as_view(), name="report-reprint"),
]
