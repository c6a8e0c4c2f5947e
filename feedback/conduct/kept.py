"""For how long the closed room keeps what it is told, and that it can be held."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from feedback.models import Conduct, ConductUnsent
from feedback.services.conduct import keeping
from policing.privacy import holds
from policing.privacy.holds import Holdable
from policing.privacy.kept import delete, locked, older
from policing.privacy.retention import YEAR, RetentionClass, schedule

CONDUCT = Conduct._meta.label_lower
CLASSES = (
    RetentionClass(
        name="writers",
        label=_("Who told us how the police treated someone"),
        sentence=_("Your name, and your address or number, for %(time)s after your thanks, suggestion or complaint ended."),
        counts_from=_("the day when it was closed or taken back"),
        fate="strip",
        days=YEAR,
        due=keeping.with_somebody,
        dispose=keeping.forget_people,
        held_by={CONDUCT: ("pk",)},
        order=22,
    ),
    RetentionClass(
        name="conduct",
        label=_("How the police treated someone"),
        sentence=_("What you told us about the police, and what came of it, for %(time)s after it ended."),
        counts_from=_("the day when it was closed or taken back"),
        fate="tombstone",
        days=6 * YEAR,
        due=keeping.ended,
        dispose=keeping.bury,
        held_by={CONDUCT: ("pk",)},
        batch=50,
        order=24,
    ),
    RetentionClass(
        name="penned",
        label=_("What a reviewer typed and did not send"),
        sentence=_("What a reviewer typed about how the police treated someone but could not send, for %(time)s."),
        counts_from=_("the moment of typing"),
        fate="delete",
        days=14,
        due=older(ConductUnsent, "at"),
        dispose=delete(ConductUnsent),
        held_by={CONDUCT: ("conduct_id",)},
        order=53,
    ),
)


def connect() -> None:
    """Put the classes into the schedule, and the kind of record into the registry of holds."""
    for kind in CLASSES:
        schedule.add(kind)
    holds.holdables.add(Holdable(CONDUCT, _("thanks, suggestion or complaint"), locked(Conduct), order=60))
