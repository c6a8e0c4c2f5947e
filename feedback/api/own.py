"""What a signed-in person does over the API to a report that they sent with their name: all that the two codes open to others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api.reading import valid
from feedback.api.tracking import as_tracked
from feedback.models import Report
from feedback.serializers import StrictText, TrackedSerializer
from feedback.services import rating, speaking_up, tracking
from feedback.services.handling import MOST_WORDS
from feedback.services.rating import MOST_WORDS as MOST_RATING_WORDS
from policing import access
from policing.accounts.models import User
from policing.api import IDEMPOTENCY_KEY, idempotency_key


class OwnWordsSerializer(serializers.Serializer[Any]):
    """What the resident says."""

    words = StrictText(max_length=MOST_WORDS)


class OwnLeavingSerializer(serializers.Serializer[Any]):
    """Why the resident takes the report back, if they say so."""

    words = StrictText(max_length=MOST_WORDS, required=False, default="", allow_blank=True)


class OwnRatingSerializer(serializers.Serializer[Any]):
    """How far each statement holds, by its code, from 1 (not at all) to 5 (fully), and words."""

    answers = serializers.DictField(child=serializers.IntegerField(min_value=1, max_value=5), required=False, default=dict)
    words = StrictText(max_length=MOST_RATING_WORDS, required=False, default="", allow_blank=True)


class OwnReport(APIView):
    """One report that the person sent with their name."""

    access_rule = access.Rule("signed-in")

    @extend_schema(responses=TrackedSerializer)
    def get(self, request: Request, reference: str) -> Response:
        """Give it in public words, with what was said."""
        return Response(as_tracked(_door(request, reference)))


def _door(request: Request, reference: str) -> tracking.Door:
    """Open the report for who sent it; for everybody else, whoever may read it on the desk too, there is nothing here."""
    found = access.get_visible_or_404(Report.objects.only("id"), request.user, reference=reference)
    return tracking.by_account(found.pk, cast(User, request.user))


class _Act(APIView):
    """What the resident does to it, once for a key."""

    access_rule = access.Rule("signed-in")
    command: Callable[..., Any]
    serializer_class: type[Any] = OwnWordsSerializer

    def _do(self, request: Request, reference: str) -> Response:
        key = idempotency_key(request)
        given = valid(self.serializer_class, request)
        door = _door(request, reference)
        type(self).command(door, token=key, **given)
        return Response(as_tracked(door))


class OwnReply(_Act):
    """Write to the team."""

    command = staticmethod(speaking_up.reply)

    @extend_schema(request=OwnWordsSerializer, parameters=[IDEMPOTENCY_KEY], responses=TrackedSerializer)
    def post(self, request: Request, reference: str) -> Response:
        """Write it, and give the report as it stands after."""
        return self._do(request, reference)


class OwnContest(_Act):
    """Say that a closed report is not fixed."""

    command = staticmethod(speaking_up.contest)

    @extend_schema(request=OwnWordsSerializer, parameters=[IDEMPOTENCY_KEY], responses=TrackedSerializer)
    def post(self, request: Request, reference: str) -> Response:
        """Say it, and give the report as it stands after."""
        return self._do(request, reference)


class OwnWithdraw(_Act):
    """Take the report back. It cannot be undone."""

    command = staticmethod(speaking_up.withdraw)
    serializer_class = OwnLeavingSerializer

    @extend_schema(request=OwnLeavingSerializer, parameters=[IDEMPOTENCY_KEY], responses=TrackedSerializer)
    def post(self, request: Request, reference: str) -> Response:
        """Take it back, and give the report as it stands after."""
        return self._do(request, reference)


class OwnRate(_Act):
    """How the resident was treated; what is said last counts."""

    command = staticmethod(rating.rate)
    serializer_class = OwnRatingSerializer

    @extend_schema(request=OwnRatingSerializer, parameters=[IDEMPOTENCY_KEY], responses=TrackedSerializer)
    def post(self, request: Request, reference: str) -> Response:
        """Keep it, and give the report as it stands after."""
        return self._do(request, reference)


urlpatterns = [
    path("me/reports/<slug:reference>/", OwnReport.as_view(), name="own-detail"),
    path("me/reports/<slug:reference>/reply/", OwnReply.as_view(), name="own-reply"),
    path("me/reports/<slug:reference>/contest/", OwnContest.as_view(), name="own-contest"),
    path("me/reports/<slug:reference>/withdraw/", OwnWithdraw.as_view(), name="own-withdraw"),
    path("me/reports/<slug:reference>/rate/", OwnRate.as_view(), name="own-rate"),
]
