"""What every form of a part of a case has: what can be chosen by name, its token, and what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from policing.accounts.models import User
from policing.areas.models import Area
from policing.ui.forms import FormTokenField, HouseForm
from problems.forms.cases import lines_of
from problems.models import Hypothesis, Objective, Technique

NONE = ("", _("Choose one"))
NO_WORDS = {"required": _("Write a few words first.")}


@dataclass(frozen=True)
class Choosing:
    """What the parts of a case can be made of: people of its team, its hypotheses and objectives, techniques, areas."""

    owners: Sequence[User] = ()
    hypotheses: Sequence[Hypothesis] = ()
    objectives: Sequence[Objective] = ()
    techniques: Sequence[Technique] = ()
    areas: Sequence[Area] = ()


def _short(words: str) -> str:
    return words if len(words) <= 80 else f"{words[:79]}…"


def numbered(rows: Iterable[Any], label: Any) -> list[tuple[str, str]]:
    """Give rows as choices, each with its number as the page shows it and the beginning of its words."""
    return [(str(row.pk), _short(f"{label} {number}: {row.words}")) for number, row in enumerate(rows, start=1)]


class PartForm(HouseForm):
    """A part of a case. ``token`` makes a form sent twice one part; ``version`` is what the person had before them."""

    named: ClassVar[Mapping[str, str]] = {}  # fields that choose one of ``Choosing``, and which of its lists
    token = FormTokenField()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, choosing: Choosing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choosing = choosing
        self.offer()

    def offer(self) -> None:
        """Put what can be chosen into the fields."""
        for name, choices in self.offers().items():
            cast(forms.ChoiceField, self.fields[name]).choices = [NONE, *choices]

    def offers(self) -> dict[str, list[Any]]:
        """Give what can be chosen, by field."""
        return {}

    def values(self) -> dict[str, Any]:
        """Give the columns as the command takes them."""
        found: dict[str, Any] = {}
        for name, value in self.cleaned_data.items():
            if name in self.named:
                found[name] = self.one_of(self.named[name], value)
            elif name not in {"token", "version"}:
                found[name] = lines_of(value) if isinstance(value, str) else value
        return found

    def one_of(self, what: str, code: str) -> Any:
        """Give the row of a list of ``Choosing`` that a code names, or None."""
        rows = getattr(self.choosing, what)
        return next((row for row in rows if code and code in {str(row.pk), str(getattr(row, "pseudonym", ""))}), None)

    @classmethod
    def initial_of(cls, row: Any) -> dict[str, Any]:
        """Give what the form starts with for a part that is there."""
        held = {name: getattr(row, name) for name in cls.base_fields if hasattr(row, name) and name not in {"token"}}
        for name, what in cls.named.items():
            one = getattr(row, name)
            held[name] = "" if one is None else str(one.pseudonym if what == "owners" else one.pk)
        return held

    @property
    def typed(self) -> dict[str, str]:
        """Give what was typed and chosen, as text, to be kept."""
        names = [name for name in self.fields if name not in {"token", "version"}]
        return {name: str(self.data.get(self.add_prefix(name), "")) for name in names}

    @property
    def text(self) -> str:
        """Give the words among what was typed."""
        return next((lines_of(self.typed[name]) for name in ("words", "label") if self.typed.get(name, "").strip()), "")
