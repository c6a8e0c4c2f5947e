"""What this app keeps and for how long, and that a case can be held: handed to the schedule of retention."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from policing.privacy import holds
from policing.privacy.holds import Holdable
from policing.privacy.kept import delete, locked, older
from policing.privacy.retention import YEAR, RetentionClass, schedule
from problems.models import Case, KeptText
from problems.services import imports
from problems.services.cases import keeping

CASE = Case._meta.label_lower
OF_PAGE = {CASE: ("page__case_id",)}
CLASSES = (
    RetentionClass(
        name="listeners",
        label=_("That you asked to hear about a problem"),
        sentence=_(
            "That you asked to hear what comes of your words about a problem, for %(time)s. After that nobody stands beside them."
        ),
        counts_from=_("the day when you sent your words"),
        fate="strip",
        days=YEAR,
        due=keeping.with_listener,
        dispose=keeping.forget_listeners,
        held_by=OF_PAGE,
        order=26,
    ),
    RetentionClass(
        name="remarks",
        label=_("What you said to a problem that we showed"),
        sentence=_("Your words about a problem that we showed, for %(time)s. How many said that it fits stays, as a number."),
        counts_from=_("the day when you sent your words"),
        fate="tombstone",
        days=2 * YEAR,
        due=keeping.with_words,
        dispose=keeping.empty,
        held_by=OF_PAGE,
        order=27,
    ),
    RetentionClass(
        name="follows",
        label=_("Problems that you follow"),
        sentence=_(
            "That you follow a problem, for %(time)s after the team finished it or took it off. You can stop at any time."
        ),
        counts_from=_("the day when it was finished"),
        fate="delete",
        days=YEAR,
        due=keeping.followed,
        dispose=keeping.let_go,
        order=28,
    ),
    RetentionClass(
        name="cases",
        label=_("Problems that the team worked on"),
        sentence=_(
            "What the team wrote, planned and did about a problem, and what we showed of it, for %(time)s after it was finished."
        ),
        counts_from=_("the day when it was finished"),
        fate="tombstone",
        days=6 * YEAR,
        due=keeping.ended,
        dispose=keeping.bury,
        held_by={CASE: ("pk", "merged_into_id")},
        batch=20,
        order=29,
    ),
    RetentionClass(
        name="typed",
        label=_("What the team typed for a problem and could not send"),
        sentence=_("What somebody in the team typed while a colleague was quicker, for %(time)s."),
        counts_from=_("the moment of typing"),
        fate="delete",
        days=30,
        due=older(KeptText, "at"),
        dispose=delete(KeptText),
        held_by={CASE: ("case_id",)},
        order=51,
    ),
    RetentionClass(
        name=imports.REPLACED,
        label=_("Undoing a file of records"),
        sentence=_(
            "How the agency’s records of incidents stood before a newer file, for %(time)s, so that the file can be taken back. "
            "Nobody stands in them."
        ),
        counts_from=_("the day when the file was loaded"),
        fate="delete",
        days=90,
        due=imports.over,
        dispose=imports.settle,
        batch=5,
        order=54,
    ),
)


def connect() -> None:
    """Put the classes into the schedule, and the kind of record into the registry of holds."""
    for kind in CLASSES:
        schedule.add(kind)
    holds.holdables.add(Holdable(CASE, _("case"), locked(Case, str.strip), order=70))
