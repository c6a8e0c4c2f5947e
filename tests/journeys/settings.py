"""The settings of a served site, with two things for journeys: a made-up right-to-left language and quick passwords."""

from __future__ import annotations

from pathlib import Path

from policing import env
from policing.settings import *  # noqa: F403
from policing.settings import PASSWORD_HASHERS, STORAGES

STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
STATIC_ROOT = Path(env.text("JOURNEYS_STATIC", ""))
LOCALE_PATHS = [Path(env.text("JOURNEYS_WORDS", ""))]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = False
PASSWORD_HASHERS = [*PASSWORD_HASHERS, "django.contrib.auth.hashers.MD5PasswordHasher"]  # people whom a test made
