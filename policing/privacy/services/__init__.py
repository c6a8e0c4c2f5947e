"""The identity room's way in, for those who keep and show who wrote. Holds, disposal and keys have modules of their own."""

from __future__ import annotations

from policing.privacy.services.room import (
    LEAST_REASON,
    MOST_REASON,
    OPEN_FOR,
    Contact,
    Revealed,
    keep_identity,
    open_access,
    reveal,
)

__all__ = ["LEAST_REASON", "MOST_REASON", "OPEN_FOR", "Contact", "Revealed", "keep_identity", "open_access", "reveal"]
