"""Components that stand alone: each takes typed facts and draws ``templates/ui/<name>.html``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from policing import access
from policing.ui import dates, registry
from policing.ui.components import parts
from policing.ui.components.marks import FACE_TONES
from policing.ui.components.rows import body
from policing.ui.components.rows import timeline as steps_of
from policing.ui.forms import target_of
from policing.ui.registry import Words

BUTTON_KINDS = frozenset({"", "second", "amber", "stop", "plain"})


def draw(name: str, /, **facts: Any) -> SafeString:
    """Render one component's template with these facts and nothing else."""
    return render_to_string(f"ui/{name}.html", facts)


def btn(  # noqa: PLR0913 - a button has this many states
    label: Words,
    url: str = "",
    *,
    kind: str = "",
    icon: str = "",
    icon_after: str = "",
    big: bool = False,
    busy: bool = False,
    shut: Words = "",
    name: str = "",
    value: str = "",
    id: str = "",
) -> SafeString:
    """Draw a button, or with ``url`` a link that acts.

    ``kind``: second, amber, stop or plain. ``shut`` disables it and says why, tied to it. Raises ValueError for another kind,
    and where a shut button has no ``id`` to tie the reason to.
    """
    if kind not in BUTTON_KINDS:
        raise ValueError(f"No button called {kind}")
    if shut and not id:
        raise ValueError("A shut button needs an id, so that its reason can be tied to it")
    facts = {"label": label, "url": url, "kind": kind, "icon": icon, "icon_after": icon_after, "big": big, "busy": busy}
    return draw("btn", **facts, shut=shut, name=name, value=value, id=id)


def crumbs(*trail: Any, label: Words = "") -> SafeString:
    """Draw the way here: a list of ``Crumb``, or label and address by turns with the last label alone.

    ``label`` names the trail where a page has two.
    """
    if len(trail) == 1 and not isinstance(trail[0], str):
        return draw("crumbs", trail=trail[0], label=label)
    ends = [*trail, ""] if len(trail) % 2 else list(trail)
    return draw("crumbs", trail=[parts.Crumb(*pair) for pair in zip(ends[::2], ends[1::2], strict=True)], label=label)


def tabs(pages: Sequence[parts.Tab], label: Words) -> SafeString:
    """Draw links between pages about the same thing."""
    return draw("tabs", pages=pages, label=label)


def pager(pages: parts.KeyPager, label: Words = "") -> SafeString:
    """Draw the links to newer and older pages of a list; nothing where one page holds all. ``label`` where a page has two."""
    return draw("pager", pages=pages, label=label)


def steps(at: int, of: int, name: Words) -> SafeString:
    """Say where a short journey stands: “Step 2 of 4: where”."""
    bars = ["is-done" if step < at else "now" if step == at else "" for step in range(1, of + 1)]
    return draw("steps", at=at, of=of, name=name, bars=bars)


def timeline(moments: Sequence[parts.Moment]) -> SafeString:
    """Draw what happened, happens and will happen."""
    return draw("timeline", body=steps_of(moments))


def thread(remarks: Sequence[parts.Remark]) -> SafeString:
    """Draw a conversation."""
    return draw("thread", remarks=remarks)


def receipt(reference: str, code: str, rows: Sequence[tuple[Words, Any]] = ()) -> SafeString:
    """Draw the slip with both codes: the reference that names the report, and the receipt that opens it."""
    return draw("receipt", reference=reference, code=code, rows=rows)


def pairs(*rows: Any) -> SafeString:
    """Draw short facts: a list of (name, value), or names and values by turns."""
    if len(rows) == 1:
        return draw("pairs", rows=list(rows[0]))
    return draw("pairs", rows=list(zip(rows[::2], rows[1::2], strict=True)))


def answers(given: Sequence[parts.Answer]) -> SafeString:
    """Draw the answers of a check page, each with its way back."""
    return draw("answers", answers=given)


def stat(label: Words, number: Words | float | None, *, margin: Words = "", says: Words = "") -> SafeString:
    """Draw one number with its margin and a sentence. None hides the number: say why in ``says``."""
    return draw("stat", label=label, number=number, margin=margin, says=says)


def clock(day: int, of: int, due: datetime | date) -> SafeString:
    """Draw a promise's clock: “Day 18 of 28”, and by when."""
    return draw("clock", day=day, of=of, due=due, late=day > of)


def empty(title: Words, text: Words, *, url: str = "", label: Words = "", icon: str = "speak") -> SafeString:
    """Say what would be here, and the one thing to do."""
    return draw("empty", title=title, text=text, url=url, label=label, icon=icon)


def person(name: str, role: Words = "", note: Words = "", *, tone: str = "") -> SafeString:
    """Show a named worker or member."""
    if tone not in FACE_TONES:
        raise ValueError(f"No face tone called {tone}")
    return draw("person", name=name, role=role, note=note, tone=tone)


def slip(moment: datetime | date) -> SafeString:
    """Draw the date slip of something that has a date; the full date must stand in the text beside it."""
    here = dates.local(moment)
    return draw("slip", month=dates.month(moment), day=here.day)


def chain(links: Sequence[parts.ChainLink]) -> SafeString:
    """Draw you said, we looked, we did, what changed."""
    return draw("chain", links=links)


def table(rows: parts.Table) -> SafeString:
    """Draw a table that folds into cards on a phone."""
    return draw("table", table=rows, body=body(rows))


def chart(figure: Any) -> SafeString:
    """Draw a chart or a map: its finding, the drawing, the sentence, and the numbers as a table."""
    return draw(figure.template, chart=figure)


def error_summary(form: BaseForm, *, focus: bool = True) -> SafeString:
    """Draw the list of what needs another look, each line leading to its question. Nothing for a form without problems.

    It takes the focus when the page comes, unless told not to. A missing answer is named by its question.
    The form remembers that its summary stands on the page, so that ``{{ form }}`` does not draw a second one.
    """
    form.summary_drawn = True  # type: ignore[attr-defined]
    if not form.is_bound or not form.errors:
        return SafeString("")
    lines = [
        parts.Mend(target_of(form, name), line, form[name].label if name in form.fields and problem.code == "required" else "")
        for name, problems in form.errors.as_data().items()
        for problem in problems
        for line in problem.messages
    ]
    return draw("error_summary", lines=lines, focus=focus)


def field(bound: BoundField, *, heading: bool = False, optional: bool = False, rows: int = 0) -> SafeString:
    """Draw one question. ``heading`` makes its words the page's ``h1``; ``optional`` says that it may be left out."""
    if rows:
        bound.field.widget.attrs["rows"] = rows
    return draw("field", field=bound, heading=heading, optional=optional)


def panels(context: Context, slot: str, subject: Any = None) -> SafeString:
    """Draw what higher apps add to a page in this slot."""
    request = context["request"]
    drawn = []
    for panel in registry.in_slot(slot):
        facts = panel.context(request, subject)
        if facts is not None:
            drawn.append(render_to_string(panel.template, dict(facts), request=request))
    return SafeString("\n".join(drawn))


def actions(context: Context, slot: str, subject: Any) -> SafeString:
    """Draw the buttons that higher apps add in this slot, where the policy lets the person do them."""
    user = context["request"].user
    offered = [one for one in registry.actions.all() if one.slot == slot and access.can(user, one.action, subject)]
    return SafeString(" ".join(btn(one.label, one.url(subject), kind="second", icon=one.icon) for one in offered))


def problem_prefix(context: Context) -> SafeString:
    """Give “Problem: ” for the page's title where its ``form`` came back with something to mend."""
    form = context.get("form")
    bad = isinstance(form, BaseForm) and form.is_bound and bool(form.errors)
    return draw("problem_prefix") if bad else SafeString("")
