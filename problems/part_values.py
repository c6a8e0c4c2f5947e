"""What a program names by code, number or pseudonym, turned into the rows that a part of a case points at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from policing import access
from policing.accounts.models import User
from policing.areas.models import Area
from policing.errors import BadInput
from problems.models import Case, Hypothesis, Objective, Technique
from problems.parts import PartKind


def read(case: Case, kind: PartKind, given: Mapping[str, Any]) -> dict[str, Any]:
    """Give the values of a kind's columns. Raises BadInput for what does not exist in this case, or is no column of the kind."""
    odd = sorted(set(given) - set(kind.columns))
    if odd:
        raise BadInput({name: [_("This kind of part does not have that.")] for name in odd})
    return {name: _one(case, name, value) for name, value in given.items()}


def _one(case: Case, name: str, value: Any) -> Any:
    find = _FINDERS.get(name)
    if find is None or value is None:
        return value
    found = find(case, value)
    if found is None:
        raise BadInput({name: [_("There is none like that for this case.")]})
    return found


def person(case: Case, pseudonym: Any) -> User | None:
    """Give somebody who can say how far something in the case is: staff of its area, or who sees its plan."""
    return access.people_who_can(User.objects.all(), "progress", case).filter(pseudonym=pseudonym).first()


_FINDERS: Mapping[str, Any] = {
    "owner": person,
    "area": lambda case, code: Area.objects.filter(code=code).first(),
    "technique": lambda case, number: Technique.objects.filter(number=number).first(),
    "hypothesis": lambda case, pk: Hypothesis.objects.there().filter(case=case, pk=pk).first(),
    "objective": lambda case, pk: Objective.objects.there().filter(case=case, pk=pk).first(),
}
