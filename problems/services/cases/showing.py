"""What residents see of a case: publish its page, change it, take it off; follow it; say whether it fits what one sees."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from feedback.danger import has_danger_words
from policing import access, timekeeping
from policing.accounts.models import User
from policing.commands import command
from policing.errors import BadInput, StaleVersion, Unseen
from policing.events.services import Actor, emit
from policing.privacy.crypto import keyed_hash
from problems import second_look
from problems.models import Case, CasePage, Follow, Remark
from problems.services.cases import acting, news
from problems.services.cases.acting import Step

MOST = 1500
MOST_REMARK = 2000


@dataclass(frozen=True)
class Words:
    """What residents read: a title, what they told us, what we found, what is done, what changed. Never who anybody is."""

    title: str
    said: str
    looked: str = ""
    did: str = ""
    changed: str = ""


@command(name="problems.page.publish", page="problems:case-publish", api="problems-api:case-publish")
def publish(
    case_id: int, *, words: Words, actor: User, version: int | None = None, sure: bool = False, now: datetime | None = None
) -> CasePage:
    """Show a case to residents, or change what they read; a page that was taken off is shown again.

    Where the case was closed while nothing was shown, who follows the page hears now what came of it.
    Locks the case. Emits ``problems.page.published`` or ``.changed``. Raises Unseen, Denied, WrongState, StaleVersion where somebody
    changed the page since ``version``, and BadInput for words that are missing or too long, or that read as if they told who somebody
    is, or as a resident wrote them, unless somebody looked at them and is ``sure``.
    """
    held = {
        "title": acting.words_of(words.title, field="title", most=120),
        "said": acting.words_of(words.said, field="said", most=MOST),
    }
    for name in ("looked", "did", "changed"):
        text = getattr(words, name).strip()
        if len(text) > MOST:
            raise BadInput({name: [_("That is too long. Please use fewer words.")]})
        held[name] = text
    step = Step(case_id, "publish", actor, now=now)
    with transaction.atomic():
        case = acting.lock(step)
        second_look.require(case, "\n".join(held.values()), sure=sure)
        page: CasePage | None = CasePage.objects.select_for_update(of=("self",)).filter(case=case).first()
        if page is not None and version is not None and page.version != version:
            raise StaleVersion
        was_shown = page is not None and page.hidden_at is None
        page = page or CasePage(case=case, slug=secrets.token_hex(5), published_at=step.moment, published_by=actor, version=0)
        page.area, page.area_path, page.hidden_at, page.changed_at = case.area, case.area_path, None, step.moment
        page.version += 1
        for name, text in held.items():
            setattr(page, name, text)
        page.save()
        acting.save(case, step)
        acting.tell("problems.page.changed" if was_shown else "problems.page.published", case, step)
        if case.state == "closed":
            news.ended_late(case, page, step)
        return page


@command(name="problems.page.hide", page="problems:case-hide", api="problems-api:case-hide")
def hide(case_id: int, *, reason: str, actor: User, now: datetime | None = None) -> CasePage:
    """Take the public page off, with a reason that the team reads as a note. Locks the case. Emits ``problems.page.hidden``.

    Raises Unseen (also where there is no page), Denied, and BadInput without a reason. Twice is harmless.
    """
    said, step = acting.reason_of(reason), Step(case_id, "hide", actor, now=now)
    with transaction.atomic():
        case = acting.lock(step)
        page: CasePage | None = CasePage.objects.select_for_update(of=("self",)).filter(case=case).first()
        if page is None:
            raise Unseen
        if page.hidden_at is None:
            page.hidden_at = step.moment
            page.save(update_fields=["hidden_at"])
            case.casenotes.create(words=said, made_by=actor, made_at=step.moment)
            acting.save(case, step)
            acting.tell("problems.page.hidden", case, step)
        return page


@command(name="problems.page.follow", page="problems:page-follow", api="problems-api:page-follow")
def follow(page_id: int, *, actor: User, now: datetime | None = None) -> CasePage:
    """Hear how a case goes on. Twice is harmless. Locks the page. Emits ``problems.page.followed``. Raises Unseen, Denied."""
    with transaction.atomic():
        page = _page(page_id, actor, "follow")
        _row, is_new = Follow.objects.get_or_create(page=page, user=actor, defaults={"at": now or timekeeping.now()})
        if is_new:
            _count(page, actor, 1, "problems.page.followed", now)
        return page


@command(name="problems.page.leave", page="problems:page-leave", api="problems-api:page-leave")
def leave(page_id: int, *, actor: User, now: datetime | None = None) -> CasePage:
    """Follow a case no more. Twice is harmless. Locks the page. Emits ``problems.page.left``. Raises Unseen, Denied."""
    with transaction.atomic():
        page = _page(page_id, actor, "leave")
        gone, _kinds = Follow.objects.filter(page=page, user=actor).delete()
        if gone:
            _count(page, actor, -1, "problems.page.left", now)
        return page


@dataclass(frozen=True)
class Said:
    """What somebody says to a page: whether it fits what they see, and words."""

    fits: str
    words: str = ""


@command(name="problems.page.remark", page="problems:page-remark", api="problems-api:page-remark")
def remark(page_id: int, *, said: Said, token: str, listener: User | None = None, now: datetime | None = None) -> Remark:
    """Say to the team whether what the page says fits what one sees. Never public by itself. The same token sent twice is one.

    ``listener`` is the account of somebody who asked to hear what comes of it; without one nobody is kept beside the words. The
    event carries the role of a reporter and the hour. Locks the page. Emits ``problems.remark.made``. Raises Unseen and BadInput.
    """
    if said.fits not in Remark.Fits.values:
        raise BadInput({"fits": [_("Choose one.")]})
    words = said.words.strip()
    if len(words) > MOST_REMARK:
        raise BadInput({"words": [_("That is too long. Please use fewer words.")]})
    if said.fits != Remark.Fits.YES and not words:
        raise BadInput({"words": [_("Tell us what you see instead.")]})
    moment = timekeeping.coarse(now or timekeeping.now())
    with transaction.atomic():
        page = _page(page_id, listener, "remark")
        seal = keyed_hash("remark", f"{page_id}:{token}")
        known: Remark | None = Remark.objects.filter(token=seal).first()
        if known is not None:
            if (known.fits, known.words) != (said.fits, words):
                raise BadInput({"words": [_("That was sent already. Load the page again to say something else.")]})
            return known
        row: Remark = Remark.objects.create(page=page, fits=said.fits, words=words, user=listener, token=seal, at=moment)
        CasePage.objects.filter(pk=page.pk).update(remarks=F("remarks") + 1)
        case: Case = page.case
        emit(
            "problems.remark.made", subject=case, subject_ref=case.reference, actor=Actor.reporter(), area_path=case.area_path,
            team_id=case.team_id, payload={"fits": row.fits, "danger": has_danger_words(words)}, at=moment,
        )  # fmt: skip
        return row


def _page(page_id: int, actor: User | None, action: str) -> CasePage:
    rows = CasePage.objects.select_for_update(of=("self",)).select_related("case")
    page: CasePage | None = rows.filter(pk=page_id).first()
    if page is None:
        raise Unseen
    access.require(actor, action, page)
    return page


def _count(page: CasePage, actor: User, by: int, event: str, now: datetime | None) -> None:
    CasePage.objects.filter(pk=page.pk).update(followers=F("followers") + by)
    emit(
        event, subject=page, subject_ref=page.slug, actor=Actor.person(actor), area_path=page.area_path,
        at=now or timekeeping.now(),
    )  # fmt: skip
