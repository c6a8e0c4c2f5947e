"""Celery: the relay of the outbox, the channels, and the static beat schedule (what runs when is read here alone)."""

from __future__ import annotations

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "policing.settings")

app = Celery("commonbeat")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "relay the outbox": {"task": "events.relay", "schedule": 30.0, "options": {"queue": "urgent", "expires": 25}},
    "seal events": {"task": "events.seal", "schedule": 30.0, "options": {"expires": 25}},
    "send what waits": {"task": "notifications.send_due", "schedule": 30.0, "options": {"expires": 25}},
    "send mails with codes": {
        "task": "accounts.send_secret_mail",
        "schedule": 30.0,
        "options": {"queue": "urgent", "expires": 25},
    },
    "answer asks for a link": {
        "task": "feedback.send_track_links",
        "schedule": 30.0,
        "options": {"queue": "urgent", "expires": 25},
    },
    "end links": {"task": "feedback.dispose_track_links", "schedule": crontab(minute=23), "options": {"expires": 3000}},
    "end sessions": {"task": "accounts.dispose_sessions", "schedule": crontab(minute=41), "options": {"expires": 3000}},
    "warn and escalate clocks": {"task": "clocks.sweep", "schedule": 60.0, "options": {"expires": 55}},
    "remove files without a row": {
        "task": "privacy.sweep_uploads",
        "schedule": crontab(hour=3, minute=29),
        "options": {"expires": 3000},
    },
    "dispose of what is over": {
        "task": "privacy.dispose",
        "schedule": crontab(hour="1-4", minute="*/10"),
        "options": {"expires": 500},
    },
    "bring in records": {"task": "problems.run_imports", "schedule": 60.0, "options": {"queue": "bulk", "expires": 55}},
    "tell residents what came of a case": {"task": "problems.tell_residents", "schedule": 60.0, "options": {"expires": 55}},
    "count the figures of cases": {
        "task": "problems.count_figures",
        "schedule": 60.0,
        "options": {"queue": "bulk", "expires": 55},
    },
    "end places in cases": {"task": "problems.end_members", "schedule": crontab(minute="*/15"), "options": {"expires": 800}},
    "end drafts": {"task": "feedback.dispose_drafts", "schedule": crontab(minute=17), "options": {"expires": 3000}},
}
