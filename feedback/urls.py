"""Addresses of reports. A reference names a report and opens nothing by itself; a receipt is never in an address."""

from __future__ import annotations

from django.urls import path

from feedback.views import desk, identity, journey, track

app_name = "feedback"


urlpatterns = [
    path("report/", journey.what, name="report-what"),
    path("report/where/", journey.where, name="report-where"),
    path("report/details/", journey.details, name="report-details"),
    path("report/you/", journey.you, name="report-you"),
    path("report/check/", journey.check, name="report-check"),
    path("report/stop/", journey.stop, name="report-stop"),
    path("track/", track.start, name="track"),
    path("track/report/", track.report, name="track-report"),
    path("track/report/reply/", track.reply, name="track-reply"),
    path("track/report/contest/", track.contest, name="track-contest"),
    path("track/leave/", track.leave, name="track-leave"),
    path("my/reports/", track.mine, name="mine"),
    path("my/reports/<slug:reference>/", track.own, name="own"),
    path("my/reports/<slug:reference>/reply/", track.own_reply, name="own-reply"),
    path("my/reports/<slug:reference>/contest/", track.own_contest, name="own-contest"),
    path("inbox/", desk.inbox, name="inbox"),
    path("inbox/<slug:reference>/", desk.report, name="report"),
    path("inbox/<slug:reference>/look/", identity.look, name="report-look"),
    *[
        path(f"inbox/<slug:reference>/{action}/", desk.act, {"action": action}, name=f"report-{action}")
        for action in desk.COMMANDS
    ],
]
