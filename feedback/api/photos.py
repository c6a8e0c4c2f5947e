"""Pictures over the API: a resident adds one by the two codes (or the account that sent the report); staff list, read and remove."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.http import HttpResponse
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api.reading import valid
from feedback.models import Attachment, Report
from feedback.services import originals, photos, tracking
from feedback.services.photos import Reason
from policing import access, pictures
from policing.accounts.models import User
from policing.api import IDEMPOTENCY_KEY, idempotency_key
from policing.errors import SignInNeeded
from policing.privacy.throttle import Throttle
from policing.uploads import clean_image

GUESSES = Throttle("track", limit=10, window=600)
PHOTOS = Throttle("photos", limit=settings.INTAKE_PER_HOUR, window=3600)


class AddPhotoSerializer(serializers.Serializer[Any]):
    """One picture, as a file of a form. ``receipt`` may be left out by the account that sent the report with a name."""

    reference = serializers.CharField(max_length=60)
    receipt = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    photo = serializers.FileField(allow_empty_file=True, help_text="JPEG, PNG, WebP or AVIF, up to 12 MB; it is drawn anew")


class PhotoSerializer(serializers.Serializer[Any]):
    """One picture of a report, as it is kept."""

    id = serializers.IntegerField()
    content_type = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    size = serializers.IntegerField()
    by = serializers.CharField()
    at = serializers.DateTimeField()


class RemovePhotoSerializer(serializers.Serializer[Any]):
    """Why a picture must not be kept."""

    reason = serializers.ChoiceField(choices=Reason.choices)


def _body(row: Attachment) -> dict[str, Any]:
    kept = row.upload
    facts = {"content_type": kept.content_type, "width": kept.width, "height": kept.height, "size": kept.size}
    return dict(PhotoSerializer({"id": row.pk, "by": row.author, "at": row.at, **facts}).data)


class TrackPhoto(APIView):
    """One more picture for a report, from its resident."""

    access_rule = access.Rule("public", "a resident follows a report by reference and receipt")
    parser_classes = [MultiPartParser]
    serializer_class = AddPhotoSerializer

    @extend_schema(
        request={"multipart/form-data": AddPhotoSerializer}, parameters=[IDEMPOTENCY_KEY], responses={201: PhotoSerializer}
    )
    def post(self, request: Request) -> Response:
        """Keep the picture once for a key: drawn anew from its dots, with nothing that says where, when or by whom it was taken."""
        PHOTOS.check(request)
        key = idempotency_key(request)
        given = valid(AddPhotoSerializer, request)
        door = _door(request, given)
        return Response(_body(photos.add(door, photo=clean_image(given["photo"]), token=key)), status=201)


def _door(request: Request, given: dict[str, Any]) -> tracking.Door:
    if given["receipt"]:
        GUESSES.delay(request)
        return tracking.by_codes(given["reference"], given["receipt"])
    if not request.user.is_authenticated:
        raise SignInNeeded
    found = access.get_visible_or_404(Report.objects.only("id"), request.user, reference=given["reference"])
    return tracking.by_account(found.pk, request.user)


def _report(request: Request, reference: str) -> Report:
    rows = Report.objects.only("id", "area_path", "team_id", "reporter_id", "photos", "readable")
    found: Report = access.get_visible_or_404(rows, request.user, reference=reference)
    return found


class ReportPhotos(APIView):
    """The pictures of a report in scope."""

    access_rule = access.Rule("holds", "reports.view")
    pagination_class = None

    @extend_schema(responses=PhotoSerializer(many=True))
    def get(self, request: Request, reference: str) -> Response:
        """List them in the order in which they came; ten at most."""
        report = _report(request, reference)
        access.require(request.user, "see_photos", report)
        return Response([_body(row) for row in photos.of_report(report) if not originals.is_closed(report, row)])


class ReportPhoto(APIView):
    """One picture of a report in scope."""

    access_rule = access.Rule("holds", "reports.view")
    renderer_classes = [JSONRenderer]

    @extend_schema(responses={(200, "image/jpeg"): OpenApiTypes.BINARY, (200, "image/png"): OpenApiTypes.BINARY})
    def get(self, request: Request, reference: str, photo: int) -> HttpResponse:
        """Give the picture itself."""
        report = _report(request, reference)
        access.require(request.user, "see_photos", report)
        return pictures.answer(photos.open_one(report, photo).upload)


class ReportPhotoRemove(APIView):
    """A picture that must not be kept."""

    access_rule = access.Rule("holds", "reports.view")
    serializer_class = RemovePhotoSerializer

    @extend_schema(request=RemovePhotoSerializer, responses={204: None})
    def post(self, request: Request, reference: str, photo: int) -> Response:
        """Take it away for good; that it was there stays on record."""
        report = _report(request, reference)
        given = valid(RemovePhotoSerializer, request)
        photos.remove(report.pk, photo=photo, reason=given["reason"], actor=cast(User, request.user))
        return Response(status=204)


urlpatterns = [
    path("track/photos/", TrackPhoto.as_view(), name="track-photo"),
    path("reports/<slug:reference>/photos/", ReportPhotos.as_view(), name="photo-list"),
    path("reports/<slug:reference>/photos/<int:photo>/", ReportPhoto.as_view(), name="photo-detail"),
    path("reports/<slug:reference>/photos/<int:photo>/remove/", ReportPhotoRemove.as_view(), name="photo-remove"),
]
