"""Addresses of pictures: those of a draft, those of the resident's own report, and those on the desk."""

from __future__ import annotations

from django.urls import path

from feedback.views import photos as desk
from feedback.views.journey import photos as journey
from feedback.views.track import photos as track

urlpatterns = [
    path("report/photos/", journey.photos, name="report-photos"),
    path("report/photos/<int:number>/", journey.photo, name="report-photo"),
    path("track/report/photo/", track.photo, name="track-photo"),
    path("track/report/photos/<int:photo>/", track.picture, name="track-picture"),
    path("my/reports/<slug:reference>/photo/", track.own_photo, name="own-photo"),
    path("my/reports/<slug:reference>/photos/<int:photo>/", track.own_picture, name="own-picture"),
    path("inbox/<slug:reference>/photos/<int:photo>/", desk.photo, name="photo"),
    path("inbox/<slug:reference>/photos/<int:photo>/remove/", desk.remove, name="photo-remove"),
]
