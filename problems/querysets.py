"""Questions that pages ask of incidents and their counts."""

from __future__ import annotations

from typing import Any

from django.db import models


class IncidentQuerySet(models.QuerySet[Any]):
    """Incidents. Scope comes from ``policing.access.visible``."""


class ImportQuerySet(models.QuerySet[Any]):
    """Imports of incidents."""

    def under_way(self) -> ImportQuerySet:
        """Give the imports that still have rows to load."""
        return self.filter(state__in=["waiting", "running"])


class CountQuerySet(models.QuerySet[Any]):
    """Incidents counted beforehand. Scope comes from ``policing.access.visible``."""
