"""Addresses of “How the police treated someone”: the form, the way back, the reviewers' desk, and the thanks."""

from __future__ import annotations

from django.urls import path

from feedback.views.conduct import check, desk, look, match, steps, track

urlpatterns = [
    path("police-conduct/", steps.start, name="conduct-start"),
    path("police-conduct/for-whom/", steps.whom, name="conduct-whom"),
    path("police-conduct/what-happened/", steps.happened, name="conduct-happened"),
    path("police-conduct/who/", steps.who, name="conduct-who"),
    path("police-conduct/put-right/", steps.right, name="conduct-right"),
    path("police-conduct/you/", steps.you, name="conduct-you"),
    path("police-conduct/check/", check.check, name="conduct-check"),
    path("police-conduct/stop/", steps.stop, name="conduct-stop"),
    path("track/conduct/", track.conduct, name="track-conduct"),
    path("track/conduct/leave/", track.leave, name="track-conduct-leave"),
    *[path(f"track/conduct/{act}/", track.speak, {"action": act}, name=f"track-conduct-{act}") for act in track.COMMANDS],
    path("conduct/", desk.desk, name="conduct-desk"),
    path("conduct/<slug:matter>/", desk.conduct, name="conduct"),
    path("conduct/<slug:matter>/match/", match.match, name="conduct-match"),
    path("conduct/<slug:matter>/unsent/<int:unsent_id>/drop/", desk.drop, name="conduct-unsent-drop"),
    path("conduct/<slug:matter>/look/", look.look, name="conduct-look"),
    *[
        path(
            f"conduct/<slug:matter>/{act.replace('_', '-')}/", desk.act, {"action": act}, name=f"conduct-{act.replace('_', '-')}"
        )
        for act in desk.COMMANDS
    ],
    path("thanks/", look.thanks, name="thanks"),
]
