"""The web side of the site, for gunicorn or any other WSGI server."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from policing import local

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "policing.settings")
local.ensure_started()
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 - reading it loads every page now, once for all workers, and none at its first visitor
gc.collect()
gc.freeze()  # what is loaded by now is never garbage: workers share its memory, and the collector passes over it
