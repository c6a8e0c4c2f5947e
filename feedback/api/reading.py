"""What the routes of this app share: reading a body strictly."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request


def valid(kind: type[Any], request: Request) -> dict[str, Any]:
    """Give the body as the serializer reads it. Raises ValidationError, which becomes the one shape of errors."""
    serializer = kind(data=request.data)
    serializer.is_valid(raise_exception=True)
    found: dict[str, Any] = dict(serializer.validated_data)
    return found
