"""What the routes of this app share: reading a body strictly, and how a list of reports is narrowed."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from feedback.filters import ME, NOBODY, STATES
from feedback.models import Report
from feedback.published import NEWEST
from policing.api import CursorPages
from policing.ui import keyset

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


class PublishedPages(CursorPages):
    """Pages of published reports by the day on which it happened, as the list for people has them: a cursor holds day and id."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """Give the rows beyond the cursor; one that begins with ``-`` leads back. Raises NotFound for one that somebody bent."""
        cursor = request.query_params.get(self.cursor_query_param, "")
        place = cursor.removeprefix("-")
        if cursor and keyset.unseal(place, NEWEST) is None:
            raise NotFound(self.invalid_cursor_message)
        self.here = request.build_absolute_uri()
        self.found = keyset.cut(
            queryset, NEWEST, self.get_page_size(request) or self.max_page_size, place, backwards=cursor != place
        )
        return self.found.rows

    def get_next_link(self) -> str | None:
        """Give the address of what is older."""
        return self._link(self.found.older)

    def get_previous_link(self) -> str | None:
        """Give the address of what is newer."""
        return self._link(self.found.newer and f"-{self.found.newer}")

    def _link(self, cursor: str) -> str | None:
        return str(replace_query_param(self.here, self.cursor_query_param, cursor)) if cursor else None
