"""The forms of what the public may read: a redacted copy, a summary, and why something is hidden or opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.redacting import suggest
from feedback.services.originals import MOST_ANSWER, MOST_PLACE, Beside
from feedback.services.publishing import LONGEST_SUMMARY
from feedback.services.redacting import LONGEST_REASON, MOST_WORDS
from policing.ui.forms import HouseForm, Ticks


class RedactForm(HouseForm):
    """The words as they may be read from now on."""

    words = forms.CharField(
        label=_("The words as they will be read"),
        help_text=_("Change what you like. The original is kept as it is, and closed away."),
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        max_length=MOST_WORDS,
        error_messages={"required": _("Leave some words standing.")},
    )
    place = forms.CharField(label=_("Where, as it will be read"), required=False, max_length=MOST_PLACE)
    when = forms.CharField(label=_("When, as it will be read"), required=False, max_length=MOST_PLACE)
    pictures = forms.MultipleChoiceField(
        label=_("Pictures that are still seen"),
        help_text=_("All others are closed away with the original. Tick one only if nobody and no home can be told from it."),
        required=False,
        widget=Ticks(),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, asked: Sequence[tuple[str, str]], pictures: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = [code for code, _question in asked]
        for code, question in asked:
            box = forms.Textarea(attrs={"rows": 2, "dir": "auto"})
            self.fields[f"answer-{code}"] = forms.CharField(label=question, required=False, max_length=MOST_ANSWER, widget=box)
        cast(forms.MultipleChoiceField, self.fields["pictures"]).choices = pictures
        if not pictures:
            del self.fields["pictures"]

    @property
    def beside(self) -> list[forms.BoundField]:
        """Give what is asked beside the words: only what was told at all."""
        names = [name for name in ("place", "when") if self[name].value() or self[name].errors]
        return [self[name] for name in (*names, *(f"answer-{code}" for code in self.codes), "pictures") if name in self.fields]

    def told(self) -> dict[str, Any]:
        """Give what the command takes."""
        given = self.cleaned_data
        answers = {code: given[f"answer-{code}"] for code in self.codes}
        pictures = [int(key) for key in given["pictures"]] if "pictures" in given else None
        beside = Beside(place=given["place"], when=given["when"], answers=answers, pictures=pictures)
        return {"words": given["words"], "version": given["version"], "beside": beside}


class PublishForm(HouseForm):
    """What the public reads, and whether neighbours may join."""

    summary = forms.CharField(
        label=_("What the public reads"),
        help_text=_("One or two plain sentences of your own. No name, no house number, no age, nothing that tells who wrote it."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_SUMMARY,
        error_messages={"required": _("Write a few words first.")},
    )
    with_copy = forms.BooleanField(label=_("Show the checked redacted copy below it"), required=False)
    is_joinable = forms.BooleanField(label=_("Neighbours may say that it is the same for them"), required=False, initial=True)
    sure = forms.BooleanField(label=_("I looked at each of these, and nothing tells who somebody is"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, can_show_copy: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.warnings = suggest(str(self["summary"].value() or "")) if self.is_bound else []
        if not can_show_copy:
            del self.fields["with_copy"]
        if not self.warnings:
            del self.fields["sure"]

    def clean(self) -> dict[str, Any]:
        """Ask once more where the summary reads as if it told of somebody."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.warnings and not cleaned.get("sure"):
            self.add_error("summary", _("Parts of this read as if they told who somebody is. Look at them, then send it again."))
        return cleaned


class ReasonForm(HouseForm):
    """A reason that colleagues can read."""

    reason = forms.CharField(
        max_length=LONGEST_REASON, help_text=_("Colleagues can read it."), error_messages={"required": _("Write a short reason.")}
    )

    def __init__(self, *args: Any, label: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label
