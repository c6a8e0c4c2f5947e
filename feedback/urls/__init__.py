"""Addresses of reports, one module a topic. A reference names a report and opens nothing by itself."""

from __future__ import annotations

from feedback.urls import conduct, desk, inbox, journey, public, together, track, watch

app_name = "feedback"
urlpatterns = [
    *conduct.urlpatterns,
    *desk.urlpatterns,
    *inbox.urlpatterns,
    *journey.urlpatterns,
    *public.urlpatterns,
    *together.urlpatterns,
    *track.urlpatterns,
    *watch.urlpatterns,
]
