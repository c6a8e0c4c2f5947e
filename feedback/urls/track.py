"""Addresses of the resident's way back. A receipt is never in an address."""

from __future__ import annotations

from django.urls import path

from feedback.views import track

urlpatterns = [
    path("track/", track.start, name="track"),
    path("track/report/", track.report, name="track-report"),
    path("track/report/reply/", track.reply, name="track-reply"),
    path("track/report/contest/", track.contest, name="track-contest"),
    path("track/leave/", track.leave, name="track-leave"),
    path("my/reports/", track.mine, name="mine"),
    path("my/reports/<slug:reference>/", track.own, name="own"),
    path("my/reports/<slug:reference>/reply/", track.own_reply, name="own-reply"),
    path("my/reports/<slug:reference>/contest/", track.own_contest, name="own-contest"),
]
