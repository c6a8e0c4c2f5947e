"""What may be said is never stronger than what it stands on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from problems.analysis import effect, ladder
from problems.analysis.effect import Estimate
from problems.analysis.ladder import Ground

CLEAR = effect.relative_rate(200, 60, 200, 190)
BLURRED = effect.relative_rate(50, 30, 60, 55)
WORSE = effect.relative_rate(60, 200, 200, 190)
WHOLE = Ground("fully", has_after=True, looked_elsewhere=True, spread_known=True, effect=CLEAR)


@pytest.mark.parametrize(
    ("ground", "rung"),
    [
        (replace(WHOLE, process=""), "no_claim"),
        (replace(WHOLE, process="not"), "no_claim"),
        (replace(WHOLE, has_after=False), "waiting"),
        (replace(WHOLE, effect=None), "change"),
        (replace(WHOLE, effect=Estimate(reason=effect.NONE_AFTER)), "change"),
        (replace(WHOLE, effect=WORSE), "no_sign"),
        (replace(WHOLE, effect=BLURRED), "consistent"),
        (replace(WHOLE, looked_elsewhere=False), "consistent"),
        (replace(WHOLE, spread_known=False), "consistent"),
        (replace(WHOLE, around=WORSE), "consistent"),
        (replace(WHOLE, around=BLURRED), "good"),
        (replace(WHOLE, process="partly"), "good"),
        (WHOLE, "good"),
    ],
)
def test_each_rung_stands_on_what_lies_below_it(ground: Ground, rung: str) -> None:
    verdict = ladder.climb(ground)
    assert verdict.rung == rung
    assert str(verdict.title)
    assert str(verdict.says)


def test_the_sentence_for_residents() -> None:
    with translation.override("en-gb"):
        assert ladder.climb(replace(WHOLE, effect=BLURRED)).residents == (
            "For every 100 incidents we would have expected, there were about 65 (likely range 37 to 117). We cannot rule out chance."
        )
        assert "unlikely" in ladder.climb(WHOLE).residents
        assert "cannot rule out" in ladder.climb(replace(WHOLE, spread_known=False)).residents
        assert ladder.for_residents(Estimate(reason=effect.NONE_BEFORE), spread_known=True) == ""


estimates = st.builds(effect.relative_rate, *[st.integers(0, 300)] * 4, phi=st.floats(1, 9))
grounds = st.builds(
    Ground,
    process=st.sampled_from(["", "fully", "partly", "not"]),
    has_after=st.booleans(),
    looked_elsewhere=st.booleans(),
    spread_known=st.booleans(),
    change=estimates,
    effect=st.none() | estimates,
    around=st.none() | estimates,
)


@given(grounds)
def test_good_evidence_has_all_of_it_and_nothing_is_claimed_without_a_plan(ground: Ground) -> None:
    verdict = ladder.climb(ground)
    if verdict.rung == "good":
        assert ground.process in {"fully", "partly"}
        assert ground.looked_elsewhere
        assert ground.spread_known
        assert ground.effect is not None
        assert ground.effect.high is not None
        assert ground.effect.high < 1
    if verdict.rung == "consistent":
        assert ground.effect is not None
        assert ground.effect.ratio is not None
        assert ground.effect.ratio < 1
    if ground.process in {"", "not"}:
        assert (verdict.rung, verdict.residents) == ("no_claim", "")
    assert ("unlikely" in verdict.residents) <= (
        ground.spread_known and ground.effect is not None and ground.effect.excludes_no_change
    )
