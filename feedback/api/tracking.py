"""What a resident does over the API by the two codes in the body; never in an address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api.reading import valid
from feedback.api.track_shapes import RateSerializer, RatingItemSerializer, RenewedSerializer, WithdrawSerializer
from feedback.models import Report
from feedback.readers import status_line
from feedback.serializers import CodesSerializer, SpeakSerializer, TrackedSerializer
from feedback.services import rating, renewing, results, speaking_up, tracking
from policing import access
from policing.api import IDEMPOTENCY_KEY, idempotency_key
from policing.errors import Unseen
from policing.privacy.receipts import normalise
from policing.privacy.references import normalise_reference
from policing.privacy.throttle import Throttle

GUESSES = Throttle("track", limit=10, window=600)


class Tracked(APIView):
    """A report as its resident sees it, by the two codes in the body; never in an address."""

    access_rule = access.Rule("public", "a resident follows a report by reference and receipt")
    command: Callable[..., Report] | None = None
    serializer_class: type[Any] = CodesSerializer

    @extend_schema(request=CodesSerializer, responses=TrackedSerializer, auth=[])
    def post(self, request: Request) -> Response:
        """Give the report in public words."""
        return Response(as_tracked(self._door(request, valid(CodesSerializer, request))))

    def _door(self, request: Request, given: dict[str, Any]) -> tracking.Door:
        GUESSES.delay(request)
        door = tracking.by_codes(given["reference"], given["receipt"])
        results.note_opened(door.report_id)
        return door


class TrackedSpeaking(Tracked):
    """What a resident does to a report, by the two codes."""

    body: type[Any] = SpeakSerializer

    @extend_schema(request=SpeakSerializer, parameters=[IDEMPOTENCY_KEY], responses=TrackedSerializer, auth=[])
    def post(self, request: Request) -> Response:
        """Do it once for a key, and give the report in public words."""
        key = idempotency_key(request)
        given = valid(self.body, request)
        door = self._door(request, given)
        command = type(self).command
        assert command is not None
        command(door, words=given["words"], token=key)
        return Response(as_tracked(door))


class TrackReply(TrackedSpeaking):
    """Write to the team."""

    command = staticmethod(speaking_up.reply)


class TrackContest(TrackedSpeaking):
    """Say that a closed report is not fixed."""

    command = staticmethod(speaking_up.contest)


class TrackWithdraw(TrackedSpeaking):
    """Take the report back; words may be left out. It cannot be undone."""

    command = staticmethod(speaking_up.withdraw)
    body = serializer_class = WithdrawSerializer

    @extend_schema(request=WithdrawSerializer, parameters=[IDEMPOTENCY_KEY], responses=TrackedSerializer, auth=[])
    def post(self, request: Request) -> Response:
        """Take it back once for a key, and give the report in public words."""
        return super().post(request)


class TrackRate(Tracked):
    """How the resident was treated; what is said last counts."""

    serializer_class = RateSerializer

    @extend_schema(request=RateSerializer, parameters=[IDEMPOTENCY_KEY], responses=TrackedSerializer, auth=[])
    def post(self, request: Request) -> Response:
        """Keep it once for a key, and give the report in public words."""
        key = idempotency_key(request)
        given = valid(RateSerializer, request)
        door = self._door(request, given)
        rating.rate(door, answers=given["answers"], words=given["words"], token=key)
        return Response(as_tracked(door))


class RatingItems(APIView):
    """The statements that residents are asked about."""

    access_rule = access.Rule("public", "anybody may read what residents are asked")
    pagination_class = None

    @extend_schema(responses=RatingItemSerializer(many=True), auth=[])
    def get(self, request: Request) -> Response:
        """List them in their order, with where each wording comes from."""
        return Response(RatingItemSerializer(rating.items(), many=True).data)


class TrackRenew(Tracked):
    """A receipt of one's own for a printed one."""

    @extend_schema(request=CodesSerializer, parameters=[IDEMPOTENCY_KEY], responses=RenewedSerializer, auth=[])
    def post(self, request: Request) -> Response:
        """Give the new receipt. The same key with the printed receipt gives it again, so that no lost answer locks anybody out."""
        given = valid(CodesSerializer, request)
        token = f"{normalise(given['receipt'])}/{idempotency_key(request)}"
        GUESSES.delay(request)
        reference = normalise_reference(given["reference"])
        ways = [given["receipt"], renewing.receipt_of(reference, token)]
        doors = [door for door in (_try(reference, receipt) for receipt in ways) if door]  # both cost a look, always
        if not doors:
            raise Unseen
        return Response(RenewedSerializer({"reference": reference, "receipt": renewing.replace(doors[0], token=token)}).data)


def _try(reference: str, receipt: str) -> tracking.Door | None:
    try:
        return tracking.by_codes(reference, receipt)
    except Unseen:
        return None


def as_tracked(door: tracking.Door) -> dict[str, Any]:
    """Give the report behind a door as its resident sees it."""
    found = tracking.tracked(door)
    line = status_line(found)
    body = {
        "reference": found.reference,
        "state": found.state,
        "state_words": str(line.state.public_label),
        "outcome": found.outcome or (found.lead.outcome if found.lead else ""),
        "due_at": line.due_at,
        "is_shared": line.is_shared,
        "receipt_is_printed": found.receipt_is_printed,
        "messages": found.messages.last_said(),
    }
    return dict(TrackedSerializer(body).data)


urlpatterns = [
    path("track/", Tracked.as_view(), name="track"),
    path("track/reply/", TrackReply.as_view(), name="track-reply"),
    path("track/contest/", TrackContest.as_view(), name="track-contest"),
    path("track/rate/", TrackRate.as_view(), name="track-rate"),
    path("track/own-code/", TrackRenew.as_view(), name="track-renew"),
    path("rating-items/", RatingItems.as_view(), name="rating-item-list"),
    path("track/withdraw/", TrackWithdraw.as_view(), name="track-withdraw"),
]
