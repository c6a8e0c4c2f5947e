"""The two states of a hold and the way between them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from policing.workflow import State, Transition, Workflow

HOLD = Workflow(
    name="hold",
    initial="held",
    states=(
        State("held", _("On hold"), _("Kept for now"), "stop"),
        State("released", _("Hold ended"), _("No longer kept back"), "none", is_open=False),
    ),
    transitions=(
        Transition(
            "release", ("held",), "released", "retention.hold", "privacy.hold.released",
            _("End the hold"), requires=("reason",),
        ),
    ),
)  # fmt: skip
