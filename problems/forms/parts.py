"""The forms of the parts of a case, one a kind. What can be chosen by name (people, causes, aims) comes with ``Choosing``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any, cast

from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from policing.accounts.models import User
from policing.ui import dates
from policing.ui.forms import Choices, HouseForm
from policing.workflow import Transition
from problems.forms.cases import day_field
from problems.forms.part_base import NO_WORDS, NONE, Choosing, PartForm, numbered
from problems.models import CasePlace, Evidence, Hypothesis
from problems.sheet import CHEERS, ROLES

__all__ = ["FORMS", "Choosing", "MoveForm", "PartForm"]


def words_field(label: Any, rows: int = 4, **more: Any) -> forms.CharField:
    """Give a field for words that are needed."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), error_messages=NO_WORDS, **more)


class EvidenceForm(PartForm):
    """What speaks for or against one of the six tests or a hypothesis."""

    about = forms.ChoiceField(label=_("What is it about?"), error_messages={"required": _("Choose what it is about.")})
    supports = forms.TypedChoiceField(
        label=_("Which way does it speak?"),
        choices=[("yes", _("It speaks for it")), ("no", _("It speaks against it"))],
        coerce=lambda value: value == "yes",
        widget=Choices(columns=2),
        initial="yes",
    )
    source = forms.ChoiceField(
        label=_("Where does it come from?"), choices=[NONE, *Evidence.Source.choices],
        error_messages={"required": _("Choose where it comes from.")},
    )  # fmt: skip
    words = words_field(_("What does it say?"), max_length=4000)
    link = forms.URLField(label=_("Address to read more"), required=False, max_length=200, assume_scheme="https")

    def offers(self) -> dict[str, list[Any]]:
        """Give the six tests and the hypotheses."""
        tests = [(one.code, one.label) for one in CHEERS]
        causes = [(f"hypothesis:{pk}", words) for pk, words in numbered(self.choosing.hypotheses, say("Hypothesis"))]
        return {"about": [(_("The six tests"), tests), *([(_("Hypotheses"), causes)] if causes else [])]}

    def values(self) -> dict[str, Any]:
        """Give the columns; what is about a hypothesis names it."""
        found = super().values()
        about, _colon, number = found["about"].partition(":")
        return {**found, "about": about, "hypothesis": self.one_of("hypotheses", number) if number else None}

    @classmethod
    def initial_of(cls, row: Any) -> dict[str, Any]:
        """Give what the form starts with."""
        about = f"hypothesis:{row.hypothesis_id}" if row.hypothesis_id else row.about
        return {**super().initial_of(row), "about": about, "supports": "yes" if row.supports else "no"}


class PlaceForm(PartForm):
    """A place that is counted: an area, or a cell of the map."""

    named = {"area": "areas"}
    use = forms.ChoiceField(label=_("What is it for?"), choices=CasePlace.Use.choices, widget=Choices(), initial="problem")
    label = forms.CharField(label=_("Name"), max_length=120, error_messages=NO_WORDS)
    area = forms.ChoiceField(label=_("Area"), help_text=_("Everything inside it is counted."), required=False)
    cell = forms.RegexField(
        r"^[0-9a-f]{15}$",
        label=_("Or a cell of the map"),
        help_text=_("The number of a cell, as the list of incidents shows it. About 350 metres wide."),
        required=False,
        error_messages={"invalid": _("That is no number of a cell: fifteen digits and letters from a to f.")},
    )

    def offers(self) -> dict[str, list[Any]]:
        """Give the areas."""
        return {"area": [(str(row.pk), row.name) for row in self.choosing.areas]}

    def clean(self) -> dict[str, Any]:
        """Ask for an area or a cell, and not for both."""
        given = self.cleaned_data
        if bool(given.get("area")) == bool(given.get("cell")) and "cell" not in self.errors:
            self.add_error("area", _("Choose an area, or give a cell of the map: one of the two."))
        return given


class HypothesisForm(PartForm):
    """What the team believes to be the cause."""

    words = words_field(
        _("What do you believe to be the cause?"),
        max_length=4000,
        help_text=_("So that it can be found wrong: what, where, why."),
    )
    standing = forms.ChoiceField(
        label=_("How does it stand?"), choices=Hypothesis.Standing.choices, widget=Choices(), initial="open"
    )


class ObjectiveForm(PartForm):
    """What is to be reached, by when."""

    words = forms.CharField(label=_("What is to be reached?"), max_length=300, error_messages=NO_WORDS)
    measure = forms.CharField(label=_("Measured by"), max_length=200, help_text=_("For example: reports in half a year."))
    baseline = forms.CharField(label=_("How it is now"), max_length=100)
    target = forms.CharField(label=_("How it is to be"), max_length=100)
    by = day_field(_("By when"))
    result = forms.CharField(
        label=_("What it came to"), max_length=200, required=False, help_text=_("Fill this in at the Assessment.")
    )


def _owner() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Who does it?"), required=False, help_text=_("Somebody who works along in this case."))


def _people(owners: Sequence[User]) -> list[tuple[str, str]]:
    return [(str(one.pseudonym), one.display_name) for one in owners]


class ActionForm(PartForm):
    """What is done, by whom, by when, and why it should work. What is left out shows as missing on the page."""

    named = {"owner": "owners", "technique": "techniques", "hypothesis": "hypotheses", "objective": "objectives"}
    words = forms.CharField(label=_("What is done?"), max_length=300, error_messages=NO_WORDS)
    owner = _owner()
    owner_name = forms.CharField(
        label=_("Or who does it, by name"), max_length=120, required=False,
        help_text=_("An organisation or a team outside this case, never a resident."),
    )  # fmt: skip
    due_on = day_field(_("By when"), required=False)
    technique = forms.ChoiceField(label=_("By which of the 25 techniques?"), required=False)
    side = forms.ChoiceField(label=_("What does it work on?"), choices=[NONE, *ROLES], required=False)
    hypothesis = forms.ChoiceField(label=_("Which cause does it take away?"), required=False)
    objective = forms.ChoiceField(label=_("What does it help to reach?"), required=False)
    cost = forms.DecimalField(
        label=_("What does it cost?"), required=False, max_digits=12, decimal_places=2, validators=[MinValueValidator(0)],
        error_messages={"invalid": _("Give a number, such as 1200.50."), "min_value": _("A cost is not below nought.")},
    )  # fmt: skip

    def offers(self) -> dict[str, list[Any]]:
        """Give the team, the techniques by column, the hypotheses and the objectives."""
        by_column = groupby(self.choosing.techniques, key=lambda one: one.column)
        return {
            "owner": _people(self.choosing.owners),
            "technique": [(column, [(str(one.pk), f"{one.number} {one.name}") for one in rows]) for column, rows in by_column],
            "hypothesis": numbered(self.choosing.hypotheses, say("Hypothesis")),
            "objective": numbered(self.choosing.objectives, say("Objective")),
        }


class TaskForm(PartForm):
    """Something to do for the case itself."""

    named = {"owner": "owners"}
    words = forms.CharField(label=_("What is to do?"), max_length=300, error_messages=NO_WORDS)
    owner = _owner()
    due_on = day_field(_("By when"))

    def offers(self) -> dict[str, list[Any]]:
        """Give the team."""
        return {"owner": _people(self.choosing.owners)}


class DecisionForm(PartForm):
    """What was decided, and why."""

    words = words_field(_("What was decided?"), max_length=4000)
    reason = words_field(_("Why?"), 3, required=False, max_length=4000)
    decided_on = day_field(_("When?"), initial=dates.today)


class NoteForm(PartForm):
    """Words within the team."""

    words = words_field(_("Your note"), max_length=8000, help_text=_("The team reads it. Nobody outside the team does."))


class FileForm(PartForm):
    """A picture or document of the team. What is in the file is looked at by ``policing.documents`` alone."""

    label = forms.CharField(
        label=_("What does it show?"),
        max_length=120,
        error_messages=NO_WORDS,
        help_text=_("A place, a thing or a paper. Never who somebody is."),
    )
    file = forms.FileField(
        label=_("Choose a picture or a PDF"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/avif,application/pdf"}),
        help_text=_(
            "JPEG, PNG or PDF, up to 12 MB. Of a picture we take out where and when it was taken, and who took it. A PDF is kept as "
            "pictures of its pages, up to twenty."
        ),
        error_messages={
            "required": _("Choose a file first."),
            "empty": _("The file is empty. Please choose it again."),
        },
        allow_empty_file=True,
    )


FORMS: Mapping[str, type[PartForm]] = {
    "evidence": EvidenceForm, "place": PlaceForm, "hypothesis": HypothesisForm, "objective": ObjectiveForm, "action": ActionForm,
    "task": TaskForm, "decision": DecisionForm, "note": NoteForm, "file": FileForm,

}  # fmt: skip


class MoveForm(HouseForm):
    """How far an action or a task is, with a word about it."""

    action = forms.ChoiceField(
        label=_("How far is it?"), widget=Choices(), error_messages={"required": _("Choose how far it is.")}
    )
    words = forms.CharField(
        label=_("In words"),
        help_text=_("The team reads it. Where it is dropped, say why."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, steps: Sequence[Transition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["action"]).choices = [(row.action, row.label) for row in steps]

    @property
    def others(self) -> dict[str, str]:
        """Give what was chosen beside the words, to be kept with them."""
        return {"action": self.cleaned_data["action"]}
