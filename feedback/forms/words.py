"""Forms of words that residents and officers send about a report."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.services.acting import MOST_WORDS
from policing.ui.forms import FormTokenField, HouseForm


class WordsForm(HouseForm):
    """Words to somebody; ``token`` makes a form that is sent twice one message."""

    label: ClassVar[Any] = _("Your message")
    words = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=MOST_WORDS,
        error_messages={"required": _("Write a few words first.")},
    )
    token = FormTokenField()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, label: Any = None, hint: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label or self.label
        self.fields["words"].help_text = hint


class VersionForm(HouseForm):
    """A command that needs nothing but the state of the report that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
