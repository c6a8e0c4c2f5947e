"""How a case reads in public: where it stands, who told of it, what is done, and what came of it, in words for everybody.

“You said, we looked, we did, what changed” is made here once, for the page of a case, the home page and the pages of areas.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

import django_filters
from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from feedback.models import Report
from feedback.searching import query_of
from policing import access, timekeeping
from policing.areas.models import Agency, Area
from policing.areas.querysets import fold
from policing.events import timeline
from policing.privacy.suppression import public_count
from policing.ui import dates
from policing.ui.components.parts import ChainLink, Moment
from policing.ui.forms import HouseForm
from policing.ui.registry import Words
from policing.workflow import State
from problems import saying
from problems.models import Case, CasePage, CaseReport, Follow
from problems.numbers import PublicNumbers, public_numbers_of
from problems.workflow import CASE, STAGES

MOST_OF_A_LINK, KEPT_SECONDS, MOST_MERGES = 160, 60, 5
A_YEAR = timedelta(days=365)
MOST_APART = 10  # times that differ by more than a tenth are told with their lengths
FIRST_SENTENCE = re.compile(r"(?<=[.!?।؟])\s")


@dataclass(frozen=True)
class Shown:
    """One public page of a case as everybody reads it. ``lead`` says what came of it, once it is closed."""

    row: CasePage
    state: State
    lead: Words
    tone: str
    told_by: Words
    told_line: Words
    done: Words
    numbers: PublicNumbers | None = None

    @property
    def heading(self) -> str:
        """The title, led by what came of it: a failure is said first."""
        return say("%(lead)s: %(title)s") % {"lead": self.lead, "title": self.row.title} if self.lead else self.row.title

    @property
    def is_failure(self) -> bool:
        """Tell whether it was tried and did not work."""
        return self.row.case.decision == Case.Decision.FAILED

    @property
    def sure(self) -> Words:
        """How sure we are of what changed, in a sentence; nothing while a case is open, or where nothing was tried."""
        return saying.sure_of(self.row.case.decision, self.numbers)

    @property
    def longer(self) -> dict[str, str]:
        """The texts of which the chain shows the beginning alone: what it shows whole need not be read twice."""
        held = {name: getattr(self.row, name) for name in ("said", "looked", "did")}
        return {name: words for name, words in held.items() if _first(words) != " ".join(words.split())}

    @property
    def chain(self) -> list[ChainLink]:
        """You said, we looked, we did, what changed: each in one sentence, with the number where there is one."""
        row = self.row
        did = _first(row.did)
        return [
            ChainLink(_("You said"), capfirst(str(self.told_by)), _first(row.said)),
            ChainLink(_("We looked"), _first(row.looked) or _("We still look into it")),
            ChainLink(_("We did"), did or self.done, self.done if did else ""),
            self._changed,
        ]

    @property
    def _changed(self) -> ChainLink:
        """The last link: with the number where it was counted, also where the news is bad."""
        numbers, words = self.numbers, _first(self.row.changed)
        if numbers is None or numbers.after is None:
            return ChainLink(_("What changed"), words or self.lead or _("We cannot say yet"))
        counts = {"before": numbers.before, "after": numbers.after}
        first, later = (_days(*one) if one else 0 for one in [*numbers.windows, None, None][:2])
        if abs(first - later) > first / MOST_APART:  # times of another length: two counts that nobody can compare without them
            fact = say("%(before)s in %(first)d days, then %(after)s in %(later)d days, in our records") % {
                **counts, "first": first, "later": later,
            }  # fmt: skip
        else:
            fact = say("From %(before)s to %(after)s in our records") % counts
        return ChainLink(_("What changed"), fact, words or self.lead)

    @property
    def windows(self) -> list[str]:
        """From when to when was counted, before and after, in words."""
        held = self.numbers.windows if self.numbers else ()
        return [_span(*one) for one in held if one]


def _first(words: str) -> str:
    """Give the first sentence of a text, and no more than fits a link of the chain."""
    sentence = FIRST_SENTENCE.split(" ".join(words.split()), maxsplit=1)[0]
    return sentence if len(sentence) <= MOST_OF_A_LINK else sentence[: MOST_OF_A_LINK - 1].rstrip() + "…"


def _days(first: str, last: str) -> int:
    """Give how many days a time has, both ends included."""
    return (date.fromisoformat(last) - date.fromisoformat(first)).days + 1


def _span(first: str, last: str) -> str:
    """Give a time from one day to another in words."""
    ends = {"first": dates.short_day(date.fromisoformat(first)), "last": dates.short_day(date.fromisoformat(last))}
    return say("from %(first)s to %(last)s") % ends


def pages(user: Any) -> QuerySet[CasePage]:
    """Give the public pages that a person may read, with what a list and the page itself show."""
    return access.visible(CasePage, user).for_list().with_actions()  # type: ignore[attr-defined, no-any-return]


def shown(row: CasePage, numbers: PublicNumbers | None = None) -> Shown:
    """Give a public page in public words, with its numbers where they are given. The row comes from ``pages``; no query."""
    case = row.case
    lead, tone = saying.lead_of(case.decision, numbers), saying.tone_of(case.decision, numbers)
    people = case.reports + getattr(row, "merged_along", 0)
    return Shown(row, CASE.state(case.state), lead, tone, *told_by(people), _done(row), numbers)


def with_numbers(rows: Iterable[CasePage]) -> list[Shown]:
    """Give public pages with the numbers of those that are closed. At most two queries, or none."""
    held = list(rows)
    found = public_numbers_of([row.case for row in held if row.case.state == "closed"])
    return [shown(row, found.get(row.case_id)) for row in held]


def told_by(reports: int) -> tuple[Words, Words]:
    """Give how many reports feed a case, in short and as a sentence, with few of them hidden. Where none does, our records told."""
    if not reports:
        return say("we saw it in our own records"), say("We saw it in our own records.")
    threshold = Agency.current().small_number
    if public_count(reports, threshold).is_hidden:
        few = {"count": threshold}  # one person may report several times, so that reports are no people
        return say("fewer than %(count)d reports") % few, say("Told in fewer than %(count)d reports.") % few
    short = ngettext("%(count)d report", "%(count)d reports", reports)
    whole = ngettext("Told in %(count)d report.", "Told in %(count)d reports.", reports)
    return short % {"count": reports}, whole % {"count": reports}


def _done(row: CasePage) -> Words:
    """Give how much of what was planned is done; never who does what."""
    done, ahead = getattr(row, "actions_done", 0), getattr(row, "actions_ahead", 0)
    if not done and not ahead:
        return _("Nothing is planned yet") if row.case.state != "closed" else _("We did nothing new")
    said = ngettext("%(count)d thing done", "%(count)d things done", done) % {"count": done}
    if not ahead:
        return said
    still = ngettext("%(count)d thing still to do", "%(count)d things still to do", ahead) % {"count": ahead}
    return f"{said}, {still}"


def closed(area_path: str = "", *, most: int) -> list[Shown]:
    """Give the cases of an area that were closed last, with what came of them.

    A failure of the year before is always among them: what went well is not all that there is to tell. Two queries at most.
    """
    rows = pages(None).filter(case__state="closed", case__decision__in=saying.TRIED).order_by("-case__closed_at", "-id")
    if area_path:
        rows = rows.filter(area_path__startswith=area_path)
    rows = rows.select_related("case__figures")
    held = list(rows[:most])
    if len(held) == most and all(row.case.decision != Case.Decision.FAILED for row in held):
        since = (held[0].case.closed_at or timekeeping.now()) - A_YEAR
        held = [*held[:-1], rows.filter(case__decision=Case.Decision.FAILED, case__closed_at__gte=since).first() or held[-1]]
    found = _kept_numbers([row.case for row in held])
    return [shown(row, found.get(row.case_id)) for row in held]


def _kept_numbers(cases: list[Case]) -> dict[int, PublicNumbers]:
    """Give the numbers of closed cases, kept for a minute, since busy pages show them. One query, or none."""
    if not cases:
        return {}
    name = ":".join(["stories", get_language() or "", *(f"{case.pk}.{case.version}" for case in cases)])
    kept: dict[int, PublicNumbers] | None = cache.get(name)
    if kept is None:
        kept = public_numbers_of(cases)
        cache.set(name, kept, KEPT_SECONDS)
    return kept


def moments(row: CasePage) -> list[Moment]:
    """Give what happened to a case, as everybody may know it, and where it stands. One query."""
    case = row.case
    state = CASE.state(case.state)
    done = [Moment(line.sentence, line.at) for line in timeline.for_subject(case, audience="public")]
    if not state.is_open:
        return done
    if done and str(done[-1].title) == str(state.public_label):  # the last thing that happened is where it stands: say it once
        done[-1] = Moment(done[-1].title, done[-1].at, state="now")
    else:
        done.append(Moment(state.public_label, state="now"))
    return [*done, Moment(_("We tell everybody what came of it"), state="next")]


def follows(row: CasePage, user: Any) -> bool:
    """Tell whether a person follows a page. One query, or none for a visitor."""
    return bool(user.is_authenticated) and Follow.objects.filter(page=row, user=user).exists()


def followed(user: Any) -> QuerySet[CasePage]:
    """Give the pages that a person follows and may still read, the last changed first."""
    return pages(user).filter(follows__user=user)


def page_of(report: Report) -> CasePage | None:
    """Give the public page of the case that a report fed, by itself or with what it was merged into; None where none is shown."""
    fed = CaseReport.objects.filter(report__in=[report.pk, report.lead_id or report.pk], left_at=None)
    return pages(None).filter(case__in=fed.values("case")).first()


def goes_on_at(slug: str) -> CasePage | None:
    """Give the page on which a page goes on whose case was merged into another; None where there is none. Two queries for a merge."""
    at: CasePage | None = CasePage.objects.filter(slug=slug, hidden_at=None, case__state="merged").select_related("case").first()
    case = at.case if at is not None else None
    for _step in range(MOST_MERGES):
        if case is None or case.merged_into is None:
            break
        case = case.merged_into
    return pages(None).filter(case=case).first() if case is not None else None


class PageFilter(django_filters.FilterSet):
    """Narrow the public pages by words, area, and where they stand."""

    q = django_filters.CharFilter(method="by_words", label=_("Words"))
    area = django_filters.ModelChoiceFilter(
        queryset=Area.objects.in_use().only("id", "code", "name", "key", "path").order_by("key"), to_field_name="code",
        method="by_area", label=_("Area"), empty_label=_("Every area"),
    )  # fmt: skip
    stands = django_filters.ChoiceFilter(
        choices=[("open", _("We are at it")), ("closed", _("Finished")), ("failed", _("It did not work"))],
        method="by_state", label=_("Where it stands"), empty_label=_("Everything"),
    )  # fmt: skip

    class Meta:
        model = CasePage
        fields: ClassVar[list[str]] = ["q", "area", "stands"]
        form = HouseForm

    def by_words(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep those whose page holds every word."""
        return rows.filter(search=query_of(value)) if fold(value) else rows

    def by_area(self, rows: QuerySet[Any], name: str, value: Area) -> QuerySet[Any]:
        """Keep those of the area and all inside it."""
        return rows.filter(area_path__startswith=value.path)

    def by_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep those that stand there."""
        wanted: dict[str, Sequence[str]] = {"open": STAGES, "closed": ("closed",)}
        return rows.filter(case__state__in=wanted[value]) if value in wanted else rows.filter(Q(case__decision="failed"))
