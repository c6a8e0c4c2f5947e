"""The form of a report that staff key in for somebody."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from feedback.forms.questions import AskingForm
from feedback.forms.where import WhereForm
from feedback.models import Category, Question, Report
from feedback.services.desk_intake import CHANNELS, WHY_ANEW
from feedback.services.intake import MOST_WORDS
from policing.ui.forms import Choices, FormTokenField, HouseForm


class KeyInForm(AskingForm, WhereForm):
    """All on one page: how it came, what it is about and its questions, the words, where, when, who tells it, their language.

    ``shown_of`` is the category whose questions stood on the page that was sent.
    """

    channel = forms.ChoiceField(
        label=_("How did it come?"),
        choices=[(one.value, one.label) for one in CHANNELS],
        widget=Choices(),
        error_messages={"required": _("Say whether it came by phone, at the desk or in a letter.")},
    )
    category = forms.ChoiceField(label=_("What is it about?"), error_messages={"required": _("Choose the closest one.")})
    shown_of = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("What they tell, in their own words"),
        help_text=_("Say what people do, not what they look like. Leave out the name of who tells it."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=MOST_WORDS,
        error_messages={"required": _("Write what they told you.")},
    )
    when = forms.CharField(label=_("When does it happen?"), required=False, max_length=200)
    mode = forms.ChoiceField(
        label=_("Do they want to give a name?"),
        choices=[
            (Report.Mode.ANONYMOUS, _("No name")),
            (Report.Mode.NAMED, _("With a name")),
            (Report.Mode.CONFIDENTIAL, _("Confidential")),
        ],
        widget=Choices(
            hints={
                Report.Mode.ANONYMOUS: _("Nothing is kept that says who they are. The receipt is their way back."),
                Report.Mode.NAMED: _("The team can ask to see the name, and each look is written down."),
                Report.Mode.CONFIDENTIAL: _("Each look needs a reason, and nothing is ever shared."),
            }
        ),
        error_messages={"required": _("Ask them. They do not have to give a name.")},
    )
    name = forms.CharField(label=_("Their name"), required=False, max_length=120)
    email = forms.EmailField(
        label=_("Their e-mail address"),
        required=False,
        max_length=200,
        error_messages={"invalid": _("That address is not whole. It needs an @ and an ending.")},
    )
    phone = forms.CharField(label=_("Their phone number"), required=False, max_length=40)
    share = forms.BooleanField(label=_("They agree that partners who help may see the name"), required=False)
    language = forms.ChoiceField(label=_("Their language"), choices=settings.LANGUAGES)
    token = FormTokenField()

    def __init__(self, *args: Any, categories: list[Category], questions: list[Question], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.categories = {row.code: row for row in categories}
        self.language_read = language
        self.ask(questions, language, {})
        cast(forms.ChoiceField, self.fields["category"]).choices = [
            ("", _("Choose one")),
            *[(row.code, row.name_in(language)) for row in categories],
        ]
        self.fields["place"].help_text = _("A street, a place, or two coordinates")
        cast(forms.ChoiceField, self.fields["area"]).label = _("Or an area")

    def clean_category(self) -> str:
        """Pass a category that takes reports. Say what to tell them where it takes none, or which form does."""
        chosen = self.categories[self.cleaned_data["category"]]
        if chosen.stops:
            told = {"advice": chosen.advice_in(self.language_read)}
            raise forms.ValidationError(_("We take no report of this. Tell them: %(advice)s") % told)
        if chosen.leads_to:
            raise forms.ValidationError(_("This has a form of its own, which others read. Fill in that one with them."))
        return chosen.code

    def is_to_be_asked(self) -> bool:
        """Tell whether the questions of the category that is chosen now did not stand on the page yet."""
        return bool(self.questions) and self.cleaned_data["shown_of"] != self.cleaned_data["category"]

    def clean(self) -> dict[str, Any]:
        """Ask for a name or a way to write back where there is to be one, and for neither where there is not."""
        cleaned: dict[str, Any] = super().clean() or {}
        given = [name for name in ("name", "email", "phone") if cleaned.get(name)]
        if cleaned.get("mode") == Report.Mode.ANONYMOUS and given:
            self.add_error(given[0], _("Without a name, nothing can be kept of who they are. Leave this empty."))
        if cleaned.get("mode") in {Report.Mode.NAMED, Report.Mode.CONFIDENTIAL} and not given and not self.errors:
            self.add_error("name", _("Write a name, an address or a number, or choose “No name”."))
        return cleaned


class ReprintForm(HouseForm):
    """Why a new printed receipt is needed."""

    reason = forms.ChoiceField(
        label=_("Why is a new one needed?"),
        choices=[("", _("Choose one")), *WHY_ANEW],
        error_messages={"required": _("Choose why a new one is needed.")},
    )
    token = FormTokenField()
