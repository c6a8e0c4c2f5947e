"""The forms around the public page of a case: what residents read of it, why it is taken off, and whether it fits what one sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from policing.ui.forms import Choices, FormTokenField, HouseForm
from problems.models import Remark
from problems.second_look import ASK, Part
from problems.services.cases.acting import MOST_REASON
from problems.services.cases.showing import MOST, MOST_REMARK

Look = Callable[[str], list[Part]]
TEXTS = ("said", "looked", "did", "changed")


def _text(label: Any, hint: Any, *, required: bool = False) -> forms.CharField:
    field = forms.CharField(
        label=label, help_text=hint, required=required, max_length=MOST, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"})
    )
    if required:
        field.error_messages["required"] = _("Write a few words first.")
    return field


class PageForm(HouseForm):
    """What residents read: a title and four short texts, with a second look where they read as if they told of somebody."""

    title = forms.CharField(
        label=_("Title"), max_length=120, help_text=_("A place and what happens there. Never a person, never a house number."),
        error_messages={"required": _("Write a few words first.")},
    )  # fmt: skip
    said = _text(
        pgettext_lazy("everybody", "What you told us"), _("What residents say, in your words. Short and plain."), required=True
    )
    looked = _text(_("What we found"), _("What you found out. Blame nobody."))
    did = _text(_("What is done"), _("What is done, and by which body. No names of people."))
    changed = _text(
        _("What changed"), _("The number where there is one, and how sure you are. Closing the case writes its result here.")
    )
    sure = forms.BooleanField(label=_("I looked at each of these, and nothing tells who somebody is"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, look: Look, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = "\n".join(str(self[name].value() or "") for name in ("title", *TEXTS))
        self.warnings = look(words) if self.is_bound else []
        if not self.warnings:
            del self.fields["sure"]

    def clean(self) -> dict[str, Any]:
        """Ask once more where the texts read as if they told of somebody."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.warnings and not cleaned.get("sure"):
            self.add_error("sure", ASK)
        return cleaned


class OffForm(HouseForm):
    """Why a page is taken off."""

    reason = forms.CharField(
        label=_("Why is it taken off?"), max_length=MOST_REASON, help_text=_("Colleagues can read it."),
        error_messages={"required": _("Write a short reason.")},
    )  # fmt: skip


class RemarkForm(HouseForm):
    """Does this fit what you see? ``listen`` is asked of who is signed in alone."""

    fits = forms.ChoiceField(
        label=_("Does this fit what you see?"), choices=Remark.Fits.choices, widget=Choices(),
        error_messages={"required": _("Choose one.")},
    )  # fmt: skip
    words = forms.CharField(
        label=_("What do you see?"), required=False, max_length=MOST_REMARK,
        help_text=_("In your own words. You need not say who you are. Please name nobody."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )  # fmt: skip
    listen = forms.BooleanField(
        label=_("Tell me what comes of it"), required=False,
        help_text=_("Then we keep your account beside these words. Without it nobody is kept beside them."),
    )  # fmt: skip
    token = FormTokenField()

    def __init__(self, *args: Any, can_listen: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not can_listen:
            del self.fields["listen"]
