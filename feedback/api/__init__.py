"""Reports over the API: read in scope, send, command, and follow by the two codes. One module a topic."""

from __future__ import annotations

from feedback.api import (
    cells,
    conduct,
    conduct_sending,
    conduct_unsent,
    desk_intake,
    inbox,
    links,
    mine,
    own,
    photos,
    public,
    reports,
    together,
    tracking,
    unsent,
    watch,
)

app_name = "feedback-api"
urlpatterns = [
    *photos.urlpatterns,
    *cells.urlpatterns,
    *conduct.urlpatterns,
    *conduct_sending.urlpatterns,
    *conduct_unsent.urlpatterns,
    *desk_intake.urlpatterns,
    *inbox.urlpatterns,
    *links.urlpatterns,
    *mine.urlpatterns,
    *own.urlpatterns,
    *public.urlpatterns,
    *reports.urlpatterns,
    *together.urlpatterns,
    *tracking.urlpatterns,
    *unsent.urlpatterns,
    *watch.urlpatterns,
]
