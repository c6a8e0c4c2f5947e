"""The forms of “How the police treated someone”, one idea a page, and those of its reviewers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.forms.words import VersionForm, WordsForm
from feedback.models import Conduct
from feedback.services.conduct.handling import OUTCOMES
from feedback.services.conduct.intake import MOST_LINE, MOST_WORDS
from policing.accounts.models import Team, User
from policing.areas.models import Area
from policing.ui.forms import Choices, FormTokenField, HouseForm, Ticks

KINDS = [
    (Conduct.Kind.THANKS, _("Thank you")),
    (Conduct.Kind.SUGGESTION, _("A suggestion")),
    (Conduct.Kind.COMPLAINT, _("A complaint")),
]
MODES = Conduct.Mode


class KindForm(HouseForm):
    """What it is."""

    kind = forms.ChoiceField(
        label=_("What do you want to tell us?"),
        help_text=_("It is about how the police treated someone. It does not matter how long ago it was."),
        widget=Choices(
            hints={
                Conduct.Kind.THANKS: _("Somebody did something well"),
                Conduct.Kind.SUGGESTION: _("Something could be done better"),
                Conduct.Kind.COMPLAINT: _("Something was not right"),
            }
        ),
        choices=[*KINDS, (Conduct.Kind.UNSURE, _("I do not know"))],
        error_messages={"required": _("Choose what you want to tell us. “I do not know” is fine.")},
    )


class WhomForm(HouseForm):
    """Who was treated so, and whether that person knows."""

    whom = forms.ChoiceField(
        label=_("Who was treated like this?"),
        widget=Choices(),
        choices=[(Conduct.Whom.SELF, _("I was")), (Conduct.Whom.OTHER, _("Someone else was"))],
        error_messages={"required": _("Choose who was treated like this.")},
    )
    agrees = forms.ChoiceField(
        label=_("If it was someone else: do they know that you tell us?"),
        help_text=_("You can tell us either way."),
        required=False,
        widget=Choices(),
        choices=[
            (Conduct.Agrees.YES, _("Yes, and they agree")),
            (Conduct.Agrees.NO, _("No")),
            (Conduct.Agrees.CANNOT, _("I cannot ask them")),
        ],
    )

    def clean(self) -> dict[str, Any]:
        """Let the second answer count only where it was somebody else."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("whom") != Conduct.Whom.OTHER:
            cleaned["agrees"] = ""
        return cleaned


class HappenedForm(HouseForm):
    """What was done, when and where."""

    words = forms.CharField(
        label=_("Say it in your own words"),
        help_text=_("Any language. Say what was done and said. You can write as much or as little as you like."),
        widget=forms.Textarea(attrs={"rows": 7}),
        max_length=MOST_WORDS,
        error_messages={"required": _("Tell us a little about what happened.")},
    )
    when_words = forms.CharField(
        label=_("When was it?"),
        help_text=_("As well as you remember. It does not matter how long ago it was."),
        required=False,
        max_length=MOST_LINE,
    )
    place_words = forms.CharField(label=_("Where was it?"), required=False, max_length=MOST_LINE)
    area_code = forms.ChoiceField(label=_("Which part of town was it in?"), required=False)

    def __init__(self, *args: Any, areas: Iterable[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ChoiceField, self.fields["area_code"])
        field.choices = [("", _("I do not know")), *((area.code, area.name) for area in areas)]


class WhoForm(HouseForm):
    """The officers or teams, in words or from the list."""

    who_words = forms.CharField(
        label=_("Who was it?"),
        help_text=_("A name, a number, a car, a uniform, or what they looked like. You can leave this empty."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=MOST_WORDS,
    )
    teams = forms.MultipleChoiceField(
        label=_("If you know the team, tick it"),
        help_text=_("Nobody who works in a team that you tick can read this."),
        required=False,
        widget=Ticks(),
    )

    def __init__(self, *args: Any, teams: Iterable[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.MultipleChoiceField, self.fields["teams"]).choices = [(team.code, team.name) for team in teams]


class RightForm(HouseForm):
    """What would put it right; for thanks, whether the officers may read the words."""

    wish_words = forms.CharField(
        label=_("What would put it right?"),
        help_text=_("For example: an explanation, that someone says sorry, or that it does not happen again."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=MOST_WORDS,
    )
    may_share = forms.BooleanField(
        label=_("The officers may read my words"),
        help_text=_("We take out what could say who you are. Without this tick only a reviewer reads them."),
        required=False,
    )

    def __init__(self, *args: Any, is_thanks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["wish_words" if is_thanks else "may_share"]


class ConductYouForm(HouseForm):
    """Whether and how the person wants to be known. The choice comes late, so the whole path is safe for everyone."""

    mode = forms.ChoiceField(
        label=_("Do you want to hear back?"),
        widget=Choices(
            hints={
                MODES.ANONYMOUS: _("We keep nothing that says who you are. You can still read replies and answer."),
                MODES.CONFIDENTIAL: _(
                    "Only a reviewer can ask to see it, each time with a reason. Mails say only that there is news."
                ),
                MODES.NAMED: _("Reviewers can see it to answer you. Each look is written down."),
            },
            icons={MODES.ANONYMOUS: "lock", MODES.CONFIDENTIAL: "lock", MODES.NAMED: "speak"},
        ),
        choices=[
            (MODES.ANONYMOUS, _("No name. I will use a receipt code")),
            (MODES.CONFIDENTIAL, _("Write to me, and keep my name apart")),
            (MODES.NAMED, _("Write to me, with my name")),
        ],
        error_messages={"required": _("Choose one. You do not have to give a name.")},
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        max_length=200,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("That address is not whole. It needs an @ and an ending.")},
    )
    name = forms.CharField(
        label=_("Your name"), required=False, max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )

    def __init__(self, *args: Any, has_account: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_account = has_account

    def clean(self) -> dict[str, Any]:
        """Ask for an address only of a person who wants to be written to and is not signed in."""
        cleaned: dict[str, Any] = super().clean() or {}
        is_known = cleaned.get("mode") in {MODES.NAMED, MODES.CONFIDENTIAL}
        if is_known and not self.has_account and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("Tell us where to write back, or choose to give no name."))
        if not is_known:
            cleaned["name"] = cleaned["email"] = ""
        return cleaned


class WithdrawForm(HouseForm):
    """Taking it back: with words or without, and only with the tick."""

    sure = forms.BooleanField(
        label=_("Yes, I take it back"), error_messages={"required": _("Tick the box if you want to take it back.")}
    )
    words = forms.CharField(
        label=_("Do you want to say why?"), required=False, max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 3})
    )
    token = FormTokenField()


class FinishForm(WordsForm):
    """What came of it, words for the person, and words of thanks for the officers where the writer agreed."""

    outcome = forms.ChoiceField(
        label=_("What came of it?"),
        choices=[(code, Conduct.Outcome(code).label) for code in OUTCOMES],
        widget=Choices(columns=2),
        error_messages={"required": _("Choose what came of it.")},
    )
    shared_words = forms.CharField(
        label=_("What the officers and teams may read"),
        help_text=_("The writer agreed. Take out what could say who they are. Leave it empty and nothing is shown."),
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    field_order = ["outcome", "words", "shared_words"]

    def __init__(self, *args: Any, may_share: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_share:
            del self.fields["shared_words"]


class SortForm(VersionForm):
    """What it is."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=KINDS, widget=Choices(columns=2))


class AssignForm(VersionForm):
    """Which reviewer has it."""

    person = forms.ChoiceField(label=_("Reviewer"), help_text=_("Somebody who must be kept apart from it is refused."))

    def __init__(self, *args: Any, people: Iterable[User] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ChoiceField, self.fields["person"])
        field.choices = [(str(one.pseudonym), one.display_name) for one in people]


class MatchForm(VersionForm):
    """The officers and teams that it is about: those that are known already, and those found for the words sought."""

    persons = forms.MultipleChoiceField(label=_("Officers"), required=False, widget=Ticks())
    teams = forms.MultipleChoiceField(label=_("Teams"), required=False, widget=Ticks())

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]], units: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.MultipleChoiceField, self.fields["persons"]).choices = list(people)
        cast(forms.MultipleChoiceField, self.fields["teams"]).choices = list(units)
