"""Several things in one line, with the comma of the reader's language between them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import pgettext


def listed(things: Iterable[Any]) -> str:
    """Give things one after another as the reader's language lists them (Arabic has a comma of its own); what is empty is left out."""
    return pgettext("between the things of a list", ", ").join(
        said for thing in things if thing is not None and (said := str(thing))
    )
