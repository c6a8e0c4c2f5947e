"""What the routes of this app share: reading a body strictly, and how a list of reports is narrowed."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from feedback.filters import ME, NOBODY, STATES
from feedback.models import Report

FILTER_PARAMETERS = [
    OpenApiParameter("q", OpenApiTypes.STR, description="Words, “these very words”, one or another, -without; or a reference"),
    OpenApiParameter("state", OpenApiTypes.STR, many=True, enum=[code for code, _label in STATES]),
    OpenApiParameter("category", OpenApiTypes.STR, many=True),
    OpenApiParameter("area", OpenApiTypes.STR, description="The area of that code, and all inside it"),
    OpenApiParameter("clock", OpenApiTypes.STR, enum=["late", "today", "week", "none"]),
    OpenApiParameter("channel", OpenApiTypes.STR, many=True, enum=[str(code) for code in Report.Channel.values]),
    OpenApiParameter("assigned", OpenApiTypes.STR, description=f"{ME}, {NOBODY}, or a person’s pseudonym"),
    OpenApiParameter("unread", OpenApiTypes.BOOL, description="The resident wrote, and nobody answered yet"),
    OpenApiParameter("danger", OpenApiTypes.BOOL),
    OpenApiParameter("contested", OpenApiTypes.BOOL),
    OpenApiParameter("days", OpenApiTypes.STR, enum=["1", "7", "30", "90", "365"], description="Sent in the last so many days"),
    OpenApiParameter("since", OpenApiTypes.DATE),
    OpenApiParameter("until", OpenApiTypes.DATE),
]


def valid(kind: type[Any], request: Request) -> dict[str, Any]:
    """Give the body as the serializer reads it. Raises ValidationError, which becomes the one shape of errors."""
    serializer = kind(data=request.data)
    serializer.is_valid(raise_exception=True)
    found: dict[str, Any] = dict(serializer.validated_data)
    return found
