"""Inputs, lists and text boxes, as Django's own templates draw them (but for blank lines), written in Python: pages hold many.

A template with its includes takes ten times as long. What is not here is drawn by its template.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

Widget = Mapping[str, Any]
_KINDS = (
    "text",
    "hidden",
    "number",
    "email",
    "url",
    "tel",
    "search",
    "color",
    "password",
    "date",
    "datetime",
    "time",
    "checkbox",
    "input",
)
_OPTIONS = ("radio_option", "checkbox_option", "input_option")


def _attributes(attrs: Mapping[str, Any]) -> str:
    """Give what is True by its name alone and what is False not at all, as in ``attrs.html``."""
    return "".join(
        f" {conditional_escape(name)}" if value is True else f' {conditional_escape(name)}="{_plain(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def _plain(value: Any) -> str:
    """Give a value as its plain text: no separators in numbers."""
    return conditional_escape(value if isinstance(value, str) else str(value))


def _said(value: Any) -> str:
    """Give a value as people read it."""
    return conditional_escape(localize(value))


def entry(widget: Widget) -> SafeString:
    """Draw one input."""
    value = "" if widget["value"] is None else f' value="{_plain(widget["value"])}"'
    start = f'<input type="{_said(widget["type"])}" name="{_said(widget["name"])}"'
    return SafeString(f"{start}{value}{_attributes(widget['attrs'])}>")


def textarea(widget: Widget) -> SafeString:
    """Draw a box for several lines."""
    value = _said(widget["value"]) if widget["value"] else ""
    start = f'<textarea name="{_said(widget["name"])}"{_attributes(widget["attrs"])}>'
    return SafeString(f"{start}\n{value}</textarea>")


def select(widget: Widget) -> SafeString:
    """Draw a list to choose from."""
    lines = [f'<select name="{_said(widget["name"])}"{_attributes(widget["attrs"])}>']
    for name, options, _index in widget["optgroups"]:
        if name:
            lines.append(f'<optgroup label="{_said(name)}">')
        lines += [_option(one) for one in options]
        if name:
            lines.append("</optgroup>")
    return SafeString("\n  ".join(lines) + "\n</select>")


def _option(one: Widget) -> str:
    return f'<option value="{_plain(one["value"])}"{_attributes(one["attrs"])}>{_said(one["label"])}</option>'


DRAWN: Mapping[str, Callable[[Widget], SafeString]] = {
    **{f"django/forms/widgets/{kind}.html": entry for kind in (*_KINDS, *_OPTIONS)},
    "django/forms/widgets/textarea.html": textarea,
    "django/forms/widgets/select.html": select,
}


def draw(template_name: str, widget: Widget) -> SafeString | None:
    """Draw a widget, or give None where only its template can: a label around an option is such a case."""
    drawing = DRAWN.get(template_name)
    if drawing is None or widget.get("wrap_label"):
        return None
    return drawing(widget)
