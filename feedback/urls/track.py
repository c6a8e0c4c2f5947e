"""Addresses of the resident's way back. A receipt is never in an address."""

from __future__ import annotations

from django.urls import path

from feedback.views.track import entering, joined, keeping, linking, mine, my, page, rating, renewing, speaking, withdrawing

_ACTS = {
    "reply": (speaking.reply, speaking.own_reply),
    "contest": (speaking.contest, speaking.own_contest),
    "read": (speaking.read, speaking.own_read),
    "withdraw": (withdrawing.withdraw, withdrawing.own_withdraw),
    "rate": (rating.rate, rating.own_rate),
    "save": (keeping.save, keeping.own_save),
}

urlpatterns = [
    path("track/", entering.start, name="track"),
    path("track/report/", page.report, name="track-report"),
    path("track/report/own-code/", renewing.renew, name="track-renew"),
    path("track/link/", linking.ask, name="track-send"),
    path("track/link/sent/", linking.asked, name="track-asked"),
    path("track/link/open/<slug:secret>/", linking.open_link, name="track-open"),
    path("track/leave/", entering.leave, name="track-leave"),
    path("my/", my.my_page, name="my"),
    path("my/joined/", joined.joined_list, name="joined"),
    path("my/joined/<slug:slug>/", joined.joined_one, name="joined-one"),
    path("my/joined/<slug:slug>/contest/", joined.contest, name="joined-contest"),
    path("my/reports/", mine.mine, name="mine"),
    path("my/reports/<slug:reference>/", page.own, name="own"),
    *[path(f"track/report/{act}/", views[0], name=f"track-{act}") for act, views in _ACTS.items()],
    *[path(f"my/reports/<slug:reference>/{act}/", views[1], name=f"own-{act}") for act, views in _ACTS.items()],
]
