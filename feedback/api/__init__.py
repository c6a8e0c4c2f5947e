"""Reports over the API: read in scope, send, command, and follow by the two codes. One module a topic."""

from __future__ import annotations

from feedback.api import inbox, links, reports, tracking, unsent, watch

app_name = "feedback-api"
urlpatterns = [
    *inbox.urlpatterns,
    *links.urlpatterns,
    *reports.urlpatterns,
    *tracking.urlpatterns,
    *unsent.urlpatterns,
    *watch.urlpatterns,
]
