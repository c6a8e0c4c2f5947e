"""Reports over the API: read in scope, send, command, and follow by the two codes. One module a topic."""

from __future__ import annotations

from feedback.api import cells, inbox, links, public, reports, together, tracking, unsent, watch

app_name = "feedback-api"
urlpatterns = [
    *inbox.urlpatterns,
    *links.urlpatterns,
    *reports.urlpatterns,
    *tracking.urlpatterns,
    *together.urlpatterns,
    *unsent.urlpatterns,
    *watch.urlpatterns,
    *public.urlpatterns,
    *cells.urlpatterns,
]
