"""Every component of the house as a template tag. ``docs/ui.md`` shows one line of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from policing.ui import dates, lists
from policing.ui.components import blocks, inline, marks

register = template.Library()

for _mark in (marks.icon, marks.tag, marks.count, marks.ref, marks.when, marks.due, marks.face, marks.meter):
    register.simple_tag(_mark)

for _part in (
    inline.btn,
    inline.crumbs,
    inline.tabs,
    inline.pager,
    inline.steps,
    inline.timeline,
    inline.thread,
    inline.receipt,
    inline.pairs,
    inline.answers,
    inline.stat,
    inline.clock,
    inline.empty,
    inline.person,
    inline.slip,
    inline.chain,
    inline.table,
    inline.chart,
    inline.error_summary,
    inline.field,
):
    register.simple_tag(_part)


@register.simple_tag
def listed(*things: Any) -> SafeString:
    """Give things one after another, a comma of the reader's language between them; what is empty is left out."""
    return SafeString(lists.listed(conditional_escape(thing) for thing in things if thing is not None))


register.filter("listed", lists.listed)

for _in_context in (inline.panels, inline.actions, inline.problem_prefix):
    register.simple_tag(_in_context, takes_context=True)

for _block in (blocks.notice, blocks.toast, blocks.card, blocks.scroll, blocks.more, blocks.dialog):
    register.simple_block_tag(_block)


def _or_nothing(say: Callable[..., str]) -> Callable[[Any], str]:
    def said(moment: Any) -> str:
        return say(moment) if moment else ""

    return said


register.filter("ltr", marks.ltr)

for _form in (
    dates.day,
    dates.short_day,
    dates.clock,
    dates.day_clock,
    dates.short_day_clock,
    dates.near_day,
    dates.since,
    dates.span,
):
    register.filter(_form.__name__, _or_nothing(_form))
