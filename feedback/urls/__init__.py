"""Addresses of reports, one module a topic. A reference names a report and opens nothing by itself."""

from __future__ import annotations

from feedback.urls import desk, inbox, journey, public, together, track, watch

app_name = "feedback"
urlpatterns = [
    *journey.urlpatterns,
    *track.urlpatterns,
    *inbox.urlpatterns,
    *watch.urlpatterns,
    *desk.urlpatterns,
    *together.urlpatterns,
    *public.urlpatterns,
]
