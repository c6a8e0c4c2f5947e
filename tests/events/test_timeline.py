"""What happened, in lines that staff and the public read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from policing.areas.models import Area
from policing.events import timeline
from policing.events.services import Actor, emit
from tests.events.conftest import HIDDEN, Emit
from tests.people import AreaFactory, UserFactory


@pytest.fixture
def story(area: Area, happen: Emit) -> Area:
    """Four things happen to an area, and one to another."""
    happen("a", Actor.person(UserFactory(name="Dana Achebe")))
    happen("b", Actor.reporter())
    happen("c", Actor.system())
    emit(HIDDEN.name, subject=area, actor=Actor.system())
    emit(HIDDEN.name, subject=AreaFactory(), actor=Actor.system())
    return area


def test_staff_read_everything_oldest_first_with_names(story: Area) -> None:
    lines = timeline.for_subject(story)
    assert [line.sentence for line in lines] == [
        "It happened: a",
        "It happened: b",
        "It happened: c",
        "Nobody outside knows",
    ]
    assert [line.actor_label for line in lines] == ["Dana Achebe", "the resident", "Commonbeat", "Commonbeat"]
    assert lines[0].tone == "go"


def test_the_public_reads_only_public_words_and_nobody_s_name(story: Area) -> None:
    lines = timeline.for_subject(story, audience="public")
    assert [line.sentence for line in lines] == ["Something happened"] * 3
    assert {line.actor_label for line in lines} == {""}


def test_it_costs_two_queries_for_staff_and_one_for_the_public(
    story: Area, django_assert_num_queries: Callable[..., object]
) -> None:
    with django_assert_num_queries(2):
        timeline.for_subject(story)
    with django_assert_num_queries(1):
        timeline.for_subject(story, audience="public")


def test_somebody_who_left_stays_nobody(area: Area, happen: Emit) -> None:
    user = UserFactory()
    happen("a", Actor.person(user))
    user.delete()
    assert timeline.for_subject(area)[0].actor_label == "somebody who has left"


def test_only_the_newest_lines_are_given(story: Area) -> None:
    assert [line.sentence for line in timeline.for_subject(story, limit=2)] == ["It happened: c", "Nobody outside knows"]
