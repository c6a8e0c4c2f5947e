"""A way back by mail, for programs that speak for a resident."""

from __future__ import annotations

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api.reading import valid
from feedback.api.track_shapes import LinkAskSerializer, LinkOpenSerializer
from feedback.api.tracking import GUESSES, as_tracked
from feedback.asking import ask_for
from feedback.serializers import TrackedSerializer
from feedback.services import mailing_back
from policing import access


class TrackSend(APIView):
    """Ask for links by mail."""

    access_rule = access.Rule("public", "a resident follows a report by a mailed link")

    @extend_schema(request=LinkAskSerializer, responses={202: None}, auth=[])
    def post(self, request: Request) -> Response:
        """Take the ask. The answer is the same for every address, known or not."""
        ask_for(request._request, valid(LinkAskSerializer, request)["email"])
        return Response(status=202)


class TrackOpen(APIView):
    """Open a report by the secret of a mailed link."""

    access_rule = access.Rule("public", "a resident follows a report by a mailed link")

    @extend_schema(request=LinkOpenSerializer, responses=TrackedSerializer, auth=[])
    def post(self, request: Request) -> Response:
        """Use the link up, and give the report in public words."""
        GUESSES.delay(request)
        return Response(as_tracked(mailing_back.open_link(valid(LinkOpenSerializer, request)["secret"])))


urlpatterns = [
    path("track/link/", TrackSend.as_view(), name="track-send"),
    path("track/link/open/", TrackOpen.as_view(), name="track-open"),
]
