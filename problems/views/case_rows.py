"""The rows of which the page of a case has many, drawn in Python: a template takes several times as long for each of fifty."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.utils.html import conditional_escape, escape, format_html, linebreaks
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policing.access.sight import SIGHTS
from policing.ui import dates
from policing.ui.components.marks import due, face, tag, when
from policing.ui.numbers import whole
from problems.models import Evidence, Member
from problems.models.parts import ABOUT

if TYPE_CHECKING:
    from problems.views.case_parts_shown import Shown
    from problems.views.case_showing import Asked, GateLine

ABOUTS, SOURCES = dict(ABOUT), dict(Evidence.Source.choices)
FACES = {"everything": "", "places": "b", "plan": "c", "counts": "d"}  # by what somebody sees


@dataclass(frozen=True)
class _Words:
    """What every row says, in one language."""

    owner: str
    due: str
    state: str
    nobody: str
    move: str
    change: str
    remove: str
    write: str
    waits: str
    met: str
    skipped: str
    not_yet: str


@cache
def _words(language: str) -> _Words:
    """Give the words in the language that is active, which is ``language``: they are looked up once, not in every row."""
    return _Words(
        owner=escape(_("Owner")),
        due=escape(_("By when")),
        state=escape(_("State")),
        nobody=_("nobody yet"),
        move=escape(_("Say how far it is")),
        change=escape(_("Change")),
        remove=escape(_("Take it out")),
        write=escape(_("Write")),
        waits=f"{tag(_('Your words wait'), tone='wait')} ",
        met=str(tag(_("Met"), tone="done")),
        skipped=str(tag(_("Skipped, with a reason"))),
        not_yet=str(tag(_("Not yet"), tone="wait")),
    )


def actions(code: str, rows: Iterable[Shown]) -> SafeString:
    """Draw the rows of a table of actions or tasks: what, by whom, by when, how far, and what the reader may do to each."""
    said = _words(dates.reader_language())
    owner_cell, due_cell, state_cell = (f'<td data-label="{word}">' for word in (said.owner, said.due, said.state))
    tags: dict[str, str] = {}
    lines = []
    for one in rows:
        row = one.row
        soft = f'<br><span class="small soft">{" · ".join(map(_apart, one.soft))}</span>' if one.soft else ""
        owner = conditional_escape(row.owner_label or getattr(row, "owner_name", "") or said.nobody)
        state = tags.get(row.state) or tags.setdefault(row.state, str(tag(one.state)) if one.state else "")
        ended = f' <span class="small soft">{when(row.ended_at, "short")}</span>' if row.ended_at else ""
        ways = _ways(((one.move, said.move), (one.change, said.change), (one.remove, said.remove)))
        acts = f'<span class="ways">{" ".join(ways)}</span>' if ways else ""
        lines.append(
            f'<tr id="{code}-{row.pk}"><th scope="row">{_apart(row.words)}{soft}{_progress(row)}{acts}</th>'
            f"{owner_cell}{owner}</td>{due_cell}{due(row.due_on, late=one.is_late)}</td>{state_cell}{state}{ended}</td></tr>"
        )
    return SafeString("\n  ".join(lines))


def _apart(words: Any) -> str:
    """Give words that somebody wrote, so that their direction moves nothing that stands beside them."""
    return f"<bdi>{conditional_escape(str(words))}</bdi>"


def _progress(row: Any) -> str:
    if not row.progress:
        return ""
    words = linebreaks(row.progress, autoescape=True)
    return f'<details class="more"><summary>{_("How far it is")}</summary><div class="small" dir="auto">{words}</div></details>'


def _ways(ways: Iterable[tuple[str, str]]) -> list[str]:
    return [f'<a href="{conditional_escape(url)}">{label}</a>' for url, label in ways if url]


def left_out(number: int, url: str) -> SafeString:
    """Draw how many older parts of a kind are not shown, and the way to all of them."""
    says = ngettext("%(count)s older one is not shown here.", "%(count)s older ones are not shown here.", number)
    told = escape(says % {"count": whole(number)})
    return SafeString(f'<p class="small">{told} <a href="{conditional_escape(url)}">{escape(_("See all of them"))}</a></p>')


def links(one: Shown) -> SafeString:
    """Draw who added a part and when, and what the reader may do to it."""
    said = _words(dates.reader_language())
    ways = _ways(((one.change, said.change), (one.move, said.move), (one.remove, said.remove)))
    by = f"{_apart(one.row.by_label)}, " if one.row.by_label else ""
    acts = f' <span class="ways">{" ".join(ways)}</span>' if ways else ""
    return SafeString(f'<p class="small soft">{by}{when(one.row.made_at, "short")}{acts}</p>')


def evidence(rows: Iterable[Shown]) -> SafeString:
    """Draw what speaks for or against something: about what, from where, the words, and a link where it has one."""
    lines = []
    for one in rows:
        row = one.row
        speaks = tag(_("speaks for it"), tone="done") if row.supports else tag(_("speaks against it"), tone="stop")
        named = one.soft[0] if one.soft else ABOUTS.get(row.about, row.about)
        about, source = conditional_escape(str(named)), conditional_escape(str(SOURCES.get(row.source, row.source)))
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
    said = _words(dates.reader_language())
    standing = said.met if line.is_met else said.skipped if line.is_skipped else said.not_yet
    return SafeString(f"<span>{label}</span>{standing}")


def way_to_write(one: Asked) -> SafeString:
    """Draw beside a question who answered it when, the way to write, and that words of the reader wait there."""
    entry, said = one.entry, _words(dates.reader_language())
    drawn = said.waits if one.is_kept else ""
    if entry is not None:
        drawn += f"{_apart(entry.by.display_name)}, " if entry.by else ""
        drawn += when(entry.at, "short")
    if one.url:
        word, label = said.change if entry else said.write, conditional_escape(str(one.field.label))
        drawn += f' <a class="no-print" href="{conditional_escape(one.url)}">{word}<span class="sr">: {label}</span></a>'
    return SafeString(f'<span class="small soft">{drawn}</span>')


def asked(one: Asked) -> SafeString:
    """Draw one question of the sheet: what stands there, by whom, and the way to write."""
    label = conditional_escape(str(one.field.label))
    head = f'<div class="row row--apart row--base"><b>{label}</b>{way_to_write(one)}</div>'
    return SafeString(f'<li id="{one.field.anchor}">{head}\n  {_answer(one)}</li>')


def numbered(number: int, body: SafeString) -> str:
    """Draw one line of a list of checks."""
    return f'<li><span class="checks__l" aria-hidden="true">{number}</span>{body}</li>'


def _answer(one: Asked) -> SafeString:
    """Draw what stands under a question: the choice and the words; or what it asks for."""
    entry = one.entry
    if entry is None:
        return format_html('<p class="small soft">{}</p>', one.field.hint)
    choice = f"<p>{tag(one.choice, tone=one.tone)}</p>" if one.choice else ""
    words = f'<div dir="auto">{linebreaks(entry.words, autoescape=True)}</div>' if entry.words else ""
    return SafeString(f"{choice}{words}")


def members(rows: Iterable[Member]) -> SafeString:
    """Draw who works along: as what, for whom, what they see, and until when."""
    roles = {code: escape(label) for code, label in Member.Role.choices}
    sights = {code: escape(sight.says) for code, sight in SIGHTS.items()}
    return SafeString("".join(_member(row, roles[row.role], sights[row.sees]) for row in rows))


def _member(row: Member, role: str, sees: str) -> str:
    name = row.user.display_name
    team = f' <span class="small soft">{conditional_escape(row.team.name)}</span>' if row.team else ""
    until = f" {_('Until %(day)s.') % {'day': dates.short_day(row.until)}}" if row.until else ""
    return (
        f'<li class="person">{face(name, tone=FACES[row.sees])}<p><b><bdi>{conditional_escape(name)}</bdi></b>, {role}{team}</p>'
        f'<p class="small soft">{sees}{until}</p></li>'
    )
