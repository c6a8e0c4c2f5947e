"""Who hears about a report: the resident at each step, the team when something is theirs to do."""

from __future__ import annotations

