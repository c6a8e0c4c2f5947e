"""What the search finds of reports: those on a person's desk, their own, and what was published. Newest first, bounded.

Nothing is counted, and each way to the rows is bounded.
"""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet, Subquery
from django.urls import reverse

from feedback import inboxing
from feedback.conduct.workflow import CONDUCT, HANDLE
from feedback.models import Conduct, Publication, Report
from feedback.readers import public_state
from feedback.searching import SearchKey, query_of
from feedback.workflow import REPORT
from policing import access
from policing.privacy.references import normalise_reference, start_of_reference
from policing.ui import dates
from policing.ui.registry import Hit

NEWEST, COMMON, MOST_RARE = 2000, 20, 1000


def with_words(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    """Keep the reports that hold the words, or whose reference was typed, in any shape, whole or its start. One query or two, or none.

    It looks first whether the words are common among the newest reports. Common ones are met soon in whatever order a list is
    read; rare ones are looked up by the index of words (the newest thousand of them), so that no plan that hopes to meet them
    soon reads the whole table in vain.
    """
    if named := _named(words):
        return rows.filter(named)
    asked = Report.objects.filter(search=query_of(words))
    edge = Report.objects.order_by("-pk").annotate(edge=F("pk") - NEWEST).values("edge")[:1]
    met = list(asked.filter(pk__gt=Subquery(edge)).order_by("-pk").values_list("pk", flat=True)[:COMMON])
    if len(met) == COMMON:
        return rows.filter(search=query_of(words))
    # the sum keeps the planner off the primary key
    found = rows.filter(search=query_of(words)).order_by((F("pk") + 0).desc()).values_list("pk", flat=True)[:MOST_RARE]
    return rows.filter(pk__in=list(found))


def _named(words: str) -> Q:
    """Give the condition for a reference that was typed, in any shape; for the start of one, what holds these words as well."""
    if reference := normalise_reference(words):
        return Q(reference=reference)
    start = start_of_reference(words)
    return Q(search=query_of(words)) | Q(reference__startswith=start) if start else Q()


def _light(rows: QuerySet[Report]) -> QuerySet[Report]:
    return rows.select_related("area", "category").only(
        "reference", "state", "words", "readable", "place_words", "received_at", "unread_replies", "area__name",
        "category__short_name", "category__name",
    )  # fmt: skip


def on_the_desk(user: Any, words: str, most: int) -> list[Hit]:
    """Give the reports of the person's scope. One query, or none for who has no desk."""
    if not access.load(user).holds("reports.view"):
        return []
    found = _light(with_words(access.visible(Report, user), words)).order_by("-id")[:most]
    return [_at_desk(report) for report in found]


def _at_desk(report: Report) -> Hit:
    subject, _gist = inboxing.split(report.shown_words)
    place = report.place_words or (report.area.name if report.area else "")
    about = [report.reference, place, report.category.short_name, dates.short_day(report.received_at)]
    url = reverse("feedback:report", args=[report.reference])
    return Hit(subject, url, " · ".join(part for part in about if part), REPORT.state(report.state).label)


def of_conduct(user: Any, words: str, most: int) -> list[Hit]:
    """Give what people said about the police among the newest that a reviewer may see. One query, or none for everybody else."""
    if not access.load(user).holds(HANDLE):
        return []
    visible = access.visible(Conduct, user)
    if reference := normalise_reference(words):
        rows = visible.filter(reference=reference)
    else:
        newest = visible.order_by("-pk").values("pk")[:NEWEST]
        said = SearchKey("words", "who_words", "when_words", "place_words", "wish_words")
        rows = Conduct.objects.filter(pk__in=newest).annotate(said=said).filter(said=query_of(words))
    return [
        Hit(
            inboxing.split(row.words)[0],
            reverse("feedback:conduct", args=[row.reference]),
            f"{row.reference} · {row.get_kind_display()} · {dates.short_day(row.received_at)}",
            CONDUCT.state(row.state).label,
        )
        for row in rows.only("reference", "words", "kind", "state", "received_at").order_by("-pk")[:most]
    ]


def own(user: Any, words: str, most: int) -> list[Hit]:
    """Give the reports that the person sent with their name, in the words that residents read. One query, or none."""
    if not getattr(user, "is_authenticated", False):
        return []
    sent = Report.objects.filter(reporter=user)  # few, and by an index of their own
    found = _light(sent.filter(_named(words) or Q(search=query_of(words)))).order_by("-id")[:most]
    return [
        Hit(
            inboxing.split(report.words)[0],
            reverse("feedback:own", args=[report.reference]),
            f"{report.reference} · {dates.short_day(report.received_at)}",
            public_state(report).public_label,
        )
        for report in found
    ]


def published(user: Any, words: str, most: int) -> list[Hit]:
    """Give the published reports, for everybody: the staff's summary, the area and the day. One query."""
    if normalise_reference(words):  # a reference leads nobody to what was published of it
        return []
    rows = Publication.objects.shown().filter(search=query_of(words)).select_related("area", "category")
    light = rows.only("slug", "summary", "happened_on", "area__name", "category__name", "category__names")
    found = light.order_by("-happened_on", "-id")[:most]
    return [
        Hit(
            inboxing.split(row.summary)[0],
            reverse("feedback:public-report", args=[row.slug]),
            " · ".join([*([row.area.name] if row.area else []), dates.day(row.happened_on)]),
            row.category.said,
        )
        for row in found
    ]
