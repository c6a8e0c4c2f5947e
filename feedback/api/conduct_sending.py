"""What somebody who writes about the police does over the API: tell it, and follow it by both codes in the body."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api.conduct_serializers import ConductTrackedSerializer, SpokenSerializer, ToldSerializer
from feedback.api.reading import valid
from feedback.models import Conduct
from feedback.serializers import CodesSerializer
from feedback.services.conduct import intake, speaking_up, tracking
from feedback.services.intake import Sender
from policing import access
from policing.api import IDEMPOTENCY_KEY, idempotency_key
from policing.privacy.crypto import keyed_hash
from policing.privacy.throttle import Throttle

INTAKE = Throttle("intake", limit=settings.INTAKE_PER_HOUR, window=3600)
GUESSES = Throttle("track", limit=10, window=600)


def send(request: Request, given: dict[str, Any]) -> Response:
    """Take in what a program tells, once for its key, and give both codes."""
    INTAKE.check(request)
    token = keyed_hash("api-conduct", f"{request.user.pk or 'visitor'}:{idempotency_key(request)}")
    told = intake.Told(
        kind=given["kind"],
        words=given["words"],
        whom=given["whom"],
        agrees=given["agrees"],
        when_words=given["when"],
        place_words=given["place"],
        area_code=given["area"],
        who_words=given["who"],
        teams=tuple(given["teams"]),
        wish_words=given["wish"],
        may_share=given["may_share"],
        language=given["language"],
    )
    taken = intake.submit(token=token, told=told, sender=_sender(request, given), channel=Conduct.Channel.API)
    body = {"reference": taken.conduct.reference, "receipt": taken.receipt, "due_at": taken.conduct.due_at}
    return Response(ToldSerializer(body).data, status=201 if taken.is_new else 200)


def _sender(request: Request, given: dict[str, Any]) -> Sender:
    is_known = given["mode"] != Conduct.Mode.ANONYMOUS
    account = request.user if is_known and request.user.is_authenticated else None
    return Sender(mode=given["mode"], name=given["name"], email=given["email"], account=account)


class ConductTracked(APIView):
    """What somebody wrote about the police as they see it, by both codes in the body; never in an address."""

    access_rule = access.Rule("public", "whoever wrote about the police follows it by reference and receipt")

    @extend_schema(request=CodesSerializer, responses=ConductTrackedSerializer, auth=[])
    def post(self, request: Request) -> Response:
        """Give it in public words."""
        return Response(_tracked(_door(request, valid(CodesSerializer, request))))


class ConductSpeaking(APIView):
    """What the writer does, by both codes."""

    access_rule = access.Rule("public", "whoever wrote about the police follows it by reference and receipt")
    command: Callable[..., Conduct]

    @extend_schema(request=SpokenSerializer, parameters=[IDEMPOTENCY_KEY], responses=ConductTrackedSerializer, auth=[])
    def post(self, request: Request) -> Response:
        """Do it once for a key, and give it in public words."""
        key = idempotency_key(request)
        given = valid(SpokenSerializer, request)
        door = _door(request, given)
        type(self).command(door, words=given["words"], token=key)
        return Response(_tracked(door))


class ConductReply(ConductSpeaking):
    """Write to the reviewer."""

    command = staticmethod(speaking_up.reply)


class ConductContest(ConductSpeaking):
    """Say that one does not agree."""

    command = staticmethod(speaking_up.contest)


class ConductWithdraw(ConductSpeaking):
    """Take it back."""

    command = staticmethod(speaking_up.withdraw)


def _door(request: Request, given: dict[str, Any]) -> tracking.Door:
    GUESSES.delay(request)
    return tracking.by_codes(given["reference"], given["receipt"])


def _tracked(door: tracking.Door) -> dict[str, Any]:
    found = tracking.tracked(door)
    body = {
        "reference": found.reference,
        "state": found.state,
        "state_words": str(tracking.public_state(found).public_label),
        "outcome": found.outcome,
        "due_at": found.due_at,
        "messages": found.messages.last_said(),
    }
    return dict(ConductTrackedSerializer(body).data)


urlpatterns = [
    path("track/conduct/", ConductTracked.as_view(), name="track-conduct"),
    path("track/conduct/reply/", ConductReply.as_view(), name="track-conduct-reply"),
    path("track/conduct/contest/", ConductContest.as_view(), name="track-conduct-contest"),
    path("track/conduct/withdraw/", ConductWithdraw.as_view(), name="track-conduct-withdraw"),
]
