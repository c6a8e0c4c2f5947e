"""What a signed-in person carries through a request: their language and their zone."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation

from policing.areas.models import Agency


class PersonMiddleware:
    """Puts on the zone of the person, or of the Agency, and the language that a signed-in person chose."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        zone = Agency.current().zone
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            user = request.user
            if user.is_authenticated:
                zone = user.zone or zone
                translation.activate(user.language)
                request.LANGUAGE_CODE = translation.get_language() or user.language
        with timezone.override(ZoneInfo(zone)):
            return self.get_response(request)
