"""What privacy keeps: the identity room, files, how long things are kept, what must not be disposed of, and what is left after."""

from __future__ import annotations

from policing.privacy.models.files import Upload
from policing.privacy.models.retention import DisposalRun, LegalHold, RetentionRule, Tombstone
from policing.privacy.models.room import AccessGrant, AccessLog, ContactPoint, Identity

__all__ = [
    "AccessGrant",
    "AccessLog",
    "ContactPoint",
    "DisposalRun",
    "Identity",
    "LegalHold",
    "RetentionRule",
    "Tombstone",
    "Upload",
]
