"""How an event and its seal are hashed: canonical JSON and SHA-256, so that anyone can compute them again."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from policing.events.models import Event

GENESIS = "0" * 64


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def content_of(event: Event) -> dict[str, Any]:
    """Give all that the content hash covers: everything but the id and the database's ``recorded_at``."""
    return {
        "uuid": str(event.uuid),
        "name": event.name,
        "actor_kind": str(event.actor_kind),
        "actor": str(event.actor) if event.actor else None,
        "subject_type": event.subject_type,
        "subject_id": event.subject_id,
        "subject_ref": event.subject_ref,
        "area_path": event.area_path,
        "team_id": event.team_id,
        "payload": event.payload,
        "at": _moment(event.at),
    }


def content_hash(event: Event) -> str:
    """Give the SHA-256 of the event's canonical JSON (sorted keys, no spaces, UTF-8), as hexadecimal."""
    text = json.dumps(content_of(event), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def seal_hash(prev_hash: str, event: Event) -> str:
    """Give the SHA-256 of the chain so far, the event's content hash, its id, and the database's own time of it."""
    text = f"{prev_hash}{event.content_hash}{event.pk}{_moment(event.recorded_at)}"
    return hashlib.sha256(text.encode()).hexdigest()
