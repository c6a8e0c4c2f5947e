"""The servers that a laptop lacks: a PostgreSQL and a Valkey of our own under ``var/``, started on demand.

Where DATABASE_URL or REDIS_URL is set, that server is somebody else's and nothing is started for it. Nothing here
imports Django: manage.py and the test plugin need the servers before the settings are read.
"""

from __future__ import annotations

from policing.local.lifecycle import ensure_started
from policing.local.places import Addresses, LocalProblem, Place, addresses, needed, var_dir
from policing.local.secret_file import secrets

__all__ = ["Addresses", "LocalProblem", "Place", "addresses", "ensure_started", "needed", "secrets", "var_dir"]
