"""Removing files that people sent, with their rows."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from policing import uploads
from policing.privacy.models import Upload


def remove(rows: QuerySet[Upload]) -> int:
    """Remove files with their rows, and give how many. The files go once the transaction holds; what is left then is swept."""
    found = list(rows.only("id", "key", "content_type"))
    Upload.objects.filter(pk__in=[row.pk for row in found]).delete()
    for row in found:
        transaction.on_commit(partial(uploads.discard, row.path))
    return len(found)
