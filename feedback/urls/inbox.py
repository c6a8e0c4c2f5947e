"""Addresses of the inbox. They stand before those of single reports, whose references they must not be taken for."""

from __future__ import annotations

from django.urls import path

from feedback.views import bulk, inbox

urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/keys/", inbox.keys, name="inbox-keys"),
    path("inbox/bulk/", bulk.act, name="inbox-bulk"),
    path("inbox/bulk/<uuid:done>/undo/", bulk.undo, name="inbox-undo"),
    path("inbox/filters/", bulk.save_filter, name="filter-save"),
    path("inbox/filters/<int:filter_id>/delete/", bulk.delete_filter, name="filter-delete"),
]
