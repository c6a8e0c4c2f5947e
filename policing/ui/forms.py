"""How the house draws a form: label, hint, error, input, in that order, with every tie that a screen reader needs.

Set as ``FORM_RENDERER``. ``{{ form }}`` draws the whole of it, ``{{ form.words.as_field_group }}`` or ``{% field form.words %}``
one question. The browser's own checks are left off: the server answers in plain words and keeps what was typed.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField, BoundWidget
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from policing.ui import widgets
from policing.ui.registry import Words

TOKEN = re.compile(r"[0-9a-f]{32}")


class HouseBoundField(BoundField):
    """A question as the house asks it."""

    @property
    def layout(self) -> str:
        """Which way to draw it: choices, scale, ticks, tick (one box), group (several inputs) or input."""
        widget = self.field.widget
        if isinstance(widget, forms.RadioSelect):
            return getattr(widget, "layout", "choices")
        if isinstance(widget, forms.CheckboxInput):
            return "tick"
        return "group" if self.use_fieldset else "input"

    @property
    def options(self) -> list[BoundWidget]:
        """The choices to draw, one by one."""
        return [option for option in self.subwidgets if option.data["value"] != ""]

    @property
    def target_id(self) -> str:
        """The id of the first input, where an error summary leads."""
        first = self.layout in {"choices", "scale", "ticks", "group"}
        return f"{self.auto_id}_0" if first else self.auto_id

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Give the input its house class, and say that it is needed without stopping the form in the browser."""
        widget = widget or self.field.widget
        built = dict(super().build_widget_attrs(attrs, widget))
        needed = built.pop("required", False)
        if widget.is_hidden or isinstance(widget, forms.CheckboxInput | forms.RadioSelect):
            if isinstance(widget, forms.RadioSelect):
                built.pop("aria-invalid", None)
            return built
        if needed:
            built["aria-required"] = "true"
        built["class"] = f"input {built.get('class') or widget.attrs.get('class', '')}".strip()
        return built


class HouseRenderer(TemplatesSetting):
    """Finds form templates among the site's own, draws plain widgets without one, and asks questions as ``HouseBoundField``."""

    bound_field_class = HouseBoundField

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """Draw a form, a part of it or a widget."""
        drawn = widgets.draw(template_name, context["widget"]) if "widget" in context else None
        return super().render(template_name, context, request) if drawn is None else drawn


class Choices(forms.RadioSelect):
    """Choices with a full-width hit area. ``hints`` and ``icons`` go by value; ``columns`` 2 sets them side by side."""

    layout: ClassVar[str] = "choices"

    def __init__(
        self,
        *,
        hints: Mapping[str, Words] | None = None,
        icons: Mapping[str, str] | None = None,
        columns: int = 1,
        attrs: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(attrs)
        self.hints, self.icons, self.columns = (dict(hints or {}), dict(icons or {}), columns)

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Give the option's parts, its hint and icon among them."""
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        option["hint"] = self.hints.get(str(value), "")
        option["icon"] = self.icons.get(str(value), "")
        return option


class ManyChoices(Choices, forms.CheckboxSelectMultiple):
    """As ``Choices``, several at once."""


class Scale(forms.RadioSelect):
    """Answers in a row, with words on all of them."""

    layout: ClassVar[str] = "scale"


class Ticks(forms.CheckboxSelectMultiple):
    """A tight list of boxes, for filters. ``counts`` by value says how many each holds."""

    layout: ClassVar[str] = "ticks"

    def __init__(self, *, counts: Mapping[str, int] | None = None, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.counts = dict(counts or {})

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Give the option's parts, its count among them."""
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        option["count"] = self.counts.get(str(value))
        return option


class DayAndTime(forms.SplitDateTimeWidget):
    """A day and a time side by side, each with a name of its own for screen readers."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        day: dict[str, Any] = {"type": "date", "aria-label": _("Day")}
        time: dict[str, Any] = {"type": "time", "aria-label": _("Time")}
        super().__init__(attrs, date_format="%Y-%m-%d", time_format="%H:%M", date_attrs=day, time_attrs=time)


PLAIN_WORDS: dict[str, Any] = {
    "required": _("We need an answer here."),
    "invalid_choice": _("Please choose one of the answers shown."),
    "max_length": _("This is too long. Please use at most %(limit_value)d letters."),
    "min_length": _("This is too short. Please use at least %(limit_value)d letters."),
    "min_value": _("Please give a number that is %(limit_value)s or more."),
    "max_value": _("Please give a number that is %(limit_value)s or less."),
    "empty": _("The file is empty. Please choose another one."),
}


def speak_plainly(field: forms.Field) -> None:
    """Put the house's words in the place of Django's, where the field, or its kind here, has no words of its own."""
    stock: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        if kind.__module__.startswith("django."):
            stock.update(vars(kind).get("default_error_messages", {}))
    for code, words in PLAIN_WORDS.items():
        if field.error_messages.get(code) is stock.get(code):
            field.error_messages[code] = words


class HouseForm(forms.Form):
    """A form of the house. It answers in plain words where a field has none of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            speak_plainly(field)
            field.widget.attrs.pop("maxlength", None)  # a browser would cut what is pasted, and say nothing


def target_of(form: forms.BaseForm, name: str) -> str:
    """Give the id of the input of that name, or nothing where the form shows none."""
    if name not in form.fields or form.fields[name].widget.is_hidden:
        return ""
    bound = form[name]
    return bound.target_id if isinstance(bound, HouseBoundField) else bound.auto_id


def new_token() -> str:
    """Give a fresh 128-bit form token as 32 hexadecimal digits."""
    return secrets.token_hex(16)


def check_token(value: str) -> None:
    """Pass a form token. Raises ValidationError for anything else."""
    if not TOKEN.fullmatch(value):
        raise ValidationError(_("This page is too old. Please send it once more."), code="token")


class FormTokenField(forms.CharField):
    """The token of one filled-in form, so that sending it twice makes one record. Hidden, drawn fresh for each page."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("initial", new_token)
        kwargs.setdefault("error_messages", {"required": _("This page is too old. Please send it once more.")})
        super().__init__(validators=[check_token], **kwargs)
