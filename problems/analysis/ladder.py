"""How much may be said: the ladder of verdicts, from no claim to good evidence in this place, and nothing above that.

The plan was not carried out: no claim. Only before and after: a change is described. A comparison that points that way: consistent
with an effect. It was looked at whether it moved elsewhere, and the interval, widened by phi, holds no "no change": good evidence
here. Whether it would work elsewhere no single case can say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from problems.analysis.effect import NONE_AFTER, NONE_BEFORE, NONE_COMPARED, Estimate

Words = str | Promise
Rung = Literal["no_claim", "waiting", "change", "no_sign", "consistent", "good"]

TITLES: dict[Rung, Words] = {
    "no_claim": _("Nothing can be claimed"),
    "waiting": _("It is too early to tell"),
    "change": _("This describes a change"),
    "no_sign": _("We see no effect"),
    "consistent": _("This is consistent with an effect"),
    "good": _("This is good evidence here"),
}
REASONS: dict[str, Words] = {
    NONE_BEFORE: _("Nothing was counted before, so there is nothing to compare with."),
    NONE_AFTER: _("Nothing was counted afterwards. That is good to see, and from nought no ratio can be worked out."),
    NONE_COMPARED: _("Nothing was counted in the place to compare with, so no ratio can be worked out."),
}


@dataclass(frozen=True)
class Ground:
    """On what a verdict stands.

    ``process`` is what the sheet says of the plan (``fully``, ``partly``, ``not``, or nothing yet). ``spread_known`` tells whether phi
    was measured over enough months. ``change`` is before and after alone, ``effect`` against the comparison (None where there is
    none), ``around`` the same for the places round about, where it could have moved to.
    """

    process: str = ""
    has_after: bool = False
    looked_elsewhere: bool = False
    spread_known: bool = False
    change: Estimate = field(default_factory=Estimate)
    effect: Estimate | None = None
    around: Estimate | None = None

    @property
    def moved(self) -> bool:
        """Tell whether the places round about grew by more than chance."""
        return self.around is not None and self.around.low is not None and self.around.low > 1


@dataclass(frozen=True)
class Verdict:
    """How much may be said, in words for the team; ``residents`` is the sentence for everybody, or nothing."""

    rung: Rung
    says: Words
    residents: str = ""

    @property
    def title(self) -> Words:
        """The rung in words."""
        return TITLES[self.rung]


def climb(ground: Ground) -> Verdict:
    """Give the verdict that the ground bears, and none that is stronger."""
    if ground.process not in {"fully", "partly"}:
        return Verdict("no_claim", _unplanned(ground))
    if not ground.has_after:
        return Verdict("waiting", _("Set when is counted afterwards."))
    if ground.effect is None:
        return Verdict(
            "change", REASONS.get(ground.change.reason, _("It does not say why. For that, a place to compare with is needed."))
        )
    if ground.effect.ratio is None:
        return Verdict("change", REASONS[ground.effect.reason])
    return _compared(ground, ground.effect, ground.effect.ratio)


def _unplanned(ground: Ground) -> Words:
    if ground.process == "not":
        return _("The plan was not carried out, so whatever changed did not come of it.")
    return _("Say first whether the plan was carried out. Only then what changed can be looked at.")


def _compared(ground: Ground, effect: Estimate, ratio: float) -> Verdict:
    said = for_residents(effect, spread_known=ground.spread_known)
    if ratio >= 1:
        worse = effect.excludes_no_change and ground.spread_known
        return Verdict(
            "no_sign",
            _("It became worse here than in the place that it is compared with.")
            if worse
            else _("It fell no more here than in the place that it is compared with."),
            said,
        )
    missing = _missing(ground, effect)
    if missing is not None:
        return Verdict("consistent", missing, said)
    return Verdict(
        "good", _("It holds for this place and this time. Whether it would work elsewhere, one case cannot say."), said
    )


def _missing(ground: Ground, effect: Estimate) -> Words | None:
    """Say what is missing for the highest rung, the weightiest first, or None."""
    if not ground.spread_known:
        return _(
            "The time before is too short to say how much the numbers go up and down by themselves. Chance cannot be ruled out."
        )
    if not effect.excludes_no_change:
        return _("The likely range holds “no change” too, so chance cannot be ruled out.")
    if ground.moved:
        return _("It grew in the places round about, so it may have moved there.")
    if not ground.looked_elsewhere:
        return _("Nobody has looked yet whether it moved elsewhere.")
    return None


def for_residents(effect: Estimate, *, spread_known: bool) -> str:
    """Give the sentence for everybody, with the likely range and whether it could be chance. Empty where there is no estimate."""
    if effect.ratio is None or effect.low is None or effect.high is None:
        return ""
    numbers = {"about": round(100 * effect.ratio), "low": round(100 * effect.low), "high": round(100 * effect.high)}
    said = (
        _("For every 100 incidents we would have expected, there were about %(about)d (likely range %(low)d to %(high)d).")
        % numbers
    )
    return f"{said} {_by_chance(effect, spread_known=spread_known)}"


def _by_chance(effect: Estimate, *, spread_known: bool) -> Words:
    """Say whether it could be chance, and why nobody can know where the time before is too short to measure the spread."""
    if not spread_known:
        return _(
            "We cannot rule out chance: the time before is too short to know how much the numbers go up and down by themselves."
        )
    if effect.excludes_no_change:
        return _("It is unlikely that this is chance alone.")
    return _("We cannot rule out chance.")
