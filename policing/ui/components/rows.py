"""Bodies of tables and timelines, drawn in Python: there are hundreds of cells, and a template takes ten times as long for each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from policing.ui.components.marks import tag, when
from policing.workflow import State

if TYPE_CHECKING:
    from policing.ui.components.parts import Cell, Moment, Table


def said(value: Any) -> str:
    """Give a value as a template says it: in the reader's number format, and escaped."""
    return conditional_escape(localize(value))


def cell(one: Cell) -> str:
    """Draw what stands in a cell: words, a link or the tag of a state, and its quieter line."""
    drawn = str(tag(one.value)) if isinstance(one.value, State) else said(one.value)
    if one.url:
        drawn = f'<a href="{said(one.url)}">{drawn}</a>'
    return f'{drawn} <span class="soft small">{said(one.soft)}</span>' if one.soft else drawn


def body(table: Table) -> SafeString:
    """Draw the rows: the first cell of each is its heading."""
    number = ' class="num"'
    starts = [f'<td data-label="{said(one.label)}"{number if one.number else ""}>' for one in table.columns[1:]]
    lines = []
    for row in table.rows:
        cells = "\n".join(f"{start}{cell(one)}</td>" for start, one in zip(starts, row[1:], strict=True))
        lines.append(f'\n    <tr><th scope="row">{cell(row[0])}</th>\n{cells}</tr>')
    return SafeString("".join(lines))


def timeline(moments: Iterable[Moment]) -> SafeString:
    """Draw what happened, happens and will happen, line by line."""
    return SafeString("".join(map(_moment, moments)))


def _moment(one: Moment) -> str:
    start = "<li>" if one.state == "done" else f'<li class="is-{one.state}">'
    at = f"<br>{when(one.at, one.form)}" if one.at else ""
    detail = f'<br><span class="when">{said(one.detail)}</span>' if one.detail else ""
    return f"\n  {start}<b>{said(one.title)}</b>{at}{detail}</li>"
