"""What the web side loads: every address of the site, and none of the libraries that only a worker or a command needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("pyproj", "scipy", "statsmodels", "recurring_ical_events", "problems.services.import_runs")
ASKED = f"""
import sys, django
django.setup()
from django.urls import get_resolver
def walk(patterns):
    for one in patterns:
        walk(getattr(one, "url_patterns", ()))
walk(get_resolver().url_patterns)
print(" ".join(name for name in {HEAVY!r} if name in sys.modules))
"""


def test_no_address_loads_what_only_a_worker_needs() -> None:
    said = subprocess.run([sys.executable, "-c", ASKED], cwd=ROOT, check=True, text=True, stdout=subprocess.PIPE)
    assert said.stdout.split() == []
