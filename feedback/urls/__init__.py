"""Addresses of reports, one module a topic. A reference names a report and opens nothing by itself.

Topics whose addresses are words of their own under ``inbox/`` stand before the desk, where any word there is a reference.
"""

from __future__ import annotations

from feedback.urls import conduct, desk, inbox, journey, photos, public, together, track, watch

app_name = "feedback"
urlpatterns = [
    *photos.urlpatterns,
    *conduct.urlpatterns,
    *inbox.urlpatterns,
    *together.urlpatterns,
    *desk.urlpatterns,
    *journey.urlpatterns,
    *public.urlpatterns,
    *track.urlpatterns,
    *watch.urlpatterns,
]
