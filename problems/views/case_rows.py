"""The rows of which the page of a case has many, drawn in Python: a template takes several times as long for each of fifty."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.html import conditional_escape, format_html, linebreaks
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from policing.access.sight import SIGHTS
from policing.ui import dates
from policing.ui.components.marks import due, face, tag, when
from problems.models import Evidence, Member
from problems.models.parts import ABOUT

if TYPE_CHECKING:
    from problems.views.case_parts_shown import Shown
    from problems.views.case_showing import Asked, GateLine

ROLES = dict(Member.Role.choices)
ABOUTS, SOURCES = dict(ABOUT), dict(Evidence.Source.choices)


def actions(code: str, rows: Iterable[Shown]) -> SafeString:
    """Draw the rows of a table of actions or tasks: what, by whom, by when, how far, and what the reader may do to each."""
    owner_word, due_word, state_word = _("Owner"), _("By when"), _("State")
    words = (_("Say how far it is"), _("Change"), _("Take it out"))
    start, nobody = '<td data-label="', _("nobody yet")
    lines = []
    for one in rows:
        row = one.row
        said = conditional_escape(" · ".join(one.soft))
        soft = f'<br><span class="small soft">{said}</span>' if one.soft else ""
        owner = conditional_escape(row.owner_label or getattr(row, "owner_name", "") or nobody)
        state = tag(one.state) if one.state else ""
        ended = f' <span class="small soft">{when(row.ended_at, "short")}</span>' if row.ended_at else ""
        lines.append(
            f'<tr id="{code}-{row.pk}"><th scope="row">{conditional_escape(row.words)}{soft}{_progress(row)}<br>{_ways(one, words)}</th>'
            f'{start}{owner_word}">{owner}</td>{start}{due_word}">{due(row.due_on, late=one.is_late)}</td>'
            f'{start}{state_word}">{state}{ended}</td></tr>'
        )
    return SafeString("\n  ".join(lines))


def _progress(row: Any) -> str:
    if not row.progress:
        return ""
    words = linebreaks(row.progress, autoescape=True)
    return f'<details class="more"><summary>{_("How far it is")}</summary><div class="small" dir="auto">{words}</div></details>'


def _ways(one: Shown, words: Sequence[str]) -> str:
    ways = zip((one.move, one.change, one.remove), words, strict=True)
    return " ".join(f'<a class="small" href="{conditional_escape(url)}">{label}</a>' for url, label in ways if url)


def links(one: Shown) -> SafeString:
    """Draw who added a part and when, and what the reader may do to it."""
    ways = ((one.change, _("Change")), (one.move, _("Say how far it is")), (one.remove, _("Take it out")))
    by = f"{conditional_escape(one.row.by_label)}, " if one.row.by_label else ""
    drawn = "".join(f' · <a href="{conditional_escape(url)}">{label}</a>' for url, label in ways if url)
    return SafeString(f'<p class="small soft">{by}{when(one.row.made_at, "short")}{drawn}</p>')


def evidence(rows: Iterable[Shown]) -> SafeString:
    """Draw what speaks for or against something: about what, from where, the words, and a link where it has one."""
    lines = []
    for one in rows:
        row = one.row
        speaks = tag(_("speaks for it"), tone="done") if row.supports else tag(_("speaks against it"), tone="stop")
        about, source = (
            conditional_escape(str(labels.get(code, code))) for labels, code in ((ABOUTS, row.about), (SOURCES, row.source))
        )
        url = conditional_escape(row.link)
        cut = conditional_escape(Truncator(row.link).chars(60))
        link = f'<p class="small"><a href="{url}" rel="noreferrer" dir="ltr">{cut}</a></p>' if row.link else ""
        lines.append(
            f'<li>{speaks} <b>{about}</b> <span class="small soft">{source}</span>\n'
            f'<div dir="auto">{linebreaks(row.words, autoescape=True)}</div>{link}{links(one)}</li>'
        )
    return SafeString("".join(lines))


def gate(line: GateLine) -> SafeString:
    """Draw what a gate asks, with the way to where it is met, and whether it is."""
    label: str = conditional_escape(str(line.gate.label))
    if line.anchor and not line.is_met:
        label = f'<a href="{conditional_escape(line.page_url)}#{conditional_escape(line.anchor)}">{label}</a>'
    if line.is_met:
        standing = tag(_("Met"), tone="done")
    else:
        standing = tag(_("Skipped, with a reason")) if line.is_skipped else tag(_("Not yet"), tone="wait")
    return SafeString(f"<span>{label}</span>{standing}")


def way_to_write(one: Asked) -> SafeString:
    """Draw beside a question who answered it when, the way to write, and that words of the reader wait there."""
    entry = one.entry
    drawn = f"{tag(_('Your words wait'), tone='wait')} " if one.is_kept else ""
    if entry is not None:
        drawn += f"{conditional_escape(entry.by.display_name)}, " if entry.by else ""
        drawn += when(entry.at, "short")
    if one.url:
        word, label = _("Change") if entry else _("Write"), conditional_escape(str(one.field.label))
        drawn += f' <a href="{conditional_escape(one.url)}">{word}<span class="sr">: {label}</span></a>'
    return SafeString(f'<span class="small soft">{drawn}</span>')


def answer(one: Asked) -> SafeString:
    """Draw what stands under a question: the choice and the words; or what it asks for."""
    entry = one.entry
    if entry is None:
        return format_html('<p class="small soft">{}</p>', one.field.hint)
    choice = f"<p>{tag(one.choice, tone=one.tone)}</p>" if one.choice else ""
    words = f'<div dir="auto">{linebreaks(entry.words, autoescape=True)}</div>' if entry.words else ""
    return SafeString(f"{choice}{words}")


def members(rows: Iterable[Member]) -> SafeString:
    """Draw who works along: as what, for whom, what they see, and until when."""
    return SafeString("".join(map(_member, rows)))


def _member(row: Member) -> str:
    name, role = conditional_escape(row.user.display_name), conditional_escape(str(ROLES[row.role]))
    team = f", {conditional_escape(row.team.name)}" if row.team else ""
    sees = conditional_escape(_("Sees: %(sees)s") % {"sees": str(SIGHTS[row.sees].label)})
    until = f". {_('Until %(day)s') % {'day': dates.short_day(row.until)}}" if row.until else ""
    return (
        f'<li class="person">{face(row.user.display_name)}<p><b>{name}</b>, {role}{team}</p>'
        f'<p class="small soft">{sees}{until}</p></li>'
    )
