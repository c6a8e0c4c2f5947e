"""Widgets that are drawn in Python read as Django's templates draw them, but for blank lines between choices."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from policing.ui.forms import HouseRenderer
from policing.ui.widgets import DRAWN

NASTY = "\"><b>'&amp;"
ATTRS = {"class": "input", "required": True, "hidden": False, "rows": 1234, "data-x": NASTY, "aria-label": _("Day")}
PAIRS = [("", "–"), ("a", NASTY), (1234, 1234), ("g", [("x", _("Day")), ("y", SafeString("<i>safe</i>"))]), (NASTY, "last")]
ENTRIES = [
    forms.TextInput(), forms.HiddenInput(), forms.NumberInput(), forms.EmailInput(), forms.URLInput(), forms.PasswordInput(),
    forms.DateInput(), forms.DateTimeInput(), forms.TimeInput(), forms.CheckboxInput(), forms.Textarea(), forms.TelInput(),
    forms.SearchInput(), forms.ColorInput(), forms.Select(choices=PAIRS), forms.FileInput(),
    forms.RadioSelect(choices=PAIRS), forms.CheckboxSelectMultiple(choices=PAIRS), forms.SelectMultiple(choices=PAIRS),
]  # fmt: skip


def solid(drawn: str) -> str:
    """Give it without the blank lines behind each choice."""
    return drawn.replace("</option>\n\n", "</option>\n").replace("</option>\n  \n", "</option>\n")


@pytest.mark.parametrize("value", [None, "", "a", NASTY, SafeString("<b>"), 1234, True, "first\nsecond"])
@pytest.mark.parametrize("widget", ENTRIES, ids=lambda widget: type(widget).__name__)
def test_they_read_as_the_templates_draw_them(widget: forms.Widget, value: Any) -> None:
    given = [value] if isinstance(widget, forms.CheckboxSelectMultiple | forms.SelectMultiple) else value
    ours, theirs = (widget.render("name", given, ATTRS, renderer) for renderer in (HouseRenderer(), TemplatesSetting()))
    assert ours == solid(theirs)


@pytest.mark.parametrize("widget", [forms.RadioSelect(choices=PAIRS), forms.CheckboxSelectMultiple(choices=PAIRS)])
@pytest.mark.parametrize("with_label", [True, False])
def test_one_choice_of_several_too(widget: forms.RadioSelect, with_label: bool) -> None:
    drawn = []
    for renderer in (HouseRenderer(), TemplatesSetting()):
        form = type("Asked", (forms.Form,), {"name": forms.ChoiceField(choices=PAIRS, widget=widget, required=False)})(
            renderer=renderer
        )
        drawn.append([one.tag(wrap_label=with_label) for one in form["name"].subwidgets])
    assert drawn[0] == drawn[1]


def test_what_has_a_template_of_its_own_is_drawn_by_it() -> None:
    class Own(forms.TextInput):
        template_name = "ui/hint.html"

    assert Own.template_name not in DRAWN
    assert "<input" not in Own().render("name", "a", {}, HouseRenderer())
