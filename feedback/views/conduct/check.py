"""Check and sent: every answer with a way to change it; then it is taken in, and both codes are shown, this once."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from feedback.models import Conduct
from feedback.services import drafts
from feedback.services.conduct import choices, intake
from feedback.services.drafts import Writing
from feedback.services.intake import Sender
from feedback.views.conduct.steps import READ_WRITE, START, WHY, page, writing_of
from policing import access
from policing.errors import BadInput
from policing.privacy.throttle import Throttle
from policing.ui import dates
from policing.ui.components.parts import Answer, Moment
from policing.ui.lists import listed

INTAKE = Throttle("intake", limit=settings.INTAKE_PER_HOUR, window=3600)
# the first of these answers that is missing says which step comes next
NEEDED = (
    ("kind", START),
    ("whom", "feedback:conduct-whom"),
    ("words", "feedback:conduct-happened"),
    ("mode", "feedback:conduct-you"),
)


@access.public(WHY)
@require_http_methods(READ_WRITE)
def check(request: HttpRequest) -> HttpResponse:
    """Show every answer; on POST take it in and show both codes."""
    writing = writing_of(request)
    if writing is None:
        return redirect(START)
    missing = next((step for name, step in NEEDED if not writing.get(name)), "")
    if missing:
        return redirect(missing)
    if request.method == "POST":
        return _send(request, writing)
    if writing.sent:
        return page(request, "was_sent", None, 7, reference=writing.sent)
    return _check_page(request, writing)


def _check_page(request: HttpRequest, writing: Writing, problems: list[str] | None = None) -> HttpResponse:
    answers = _answers(writing, request.user.is_authenticated)
    return page(request, "check", None, 7, answers=answers, problems=problems or [])


def _answers(writing: Writing, signed_in: bool) -> list[Answer]:
    happened = reverse("feedback:conduct-happened")
    areas = {area.code: area.name for area in choices.areas()}
    place = listed([writing.get("place_words"), areas.get(writing.get("area_code"), "")])
    found = [
        Answer(_("What"), str(Conduct.Kind(writing.get("kind")).label), reverse(START)),
        Answer(_("Who was treated so"), _whom(writing), reverse("feedback:conduct-whom")),
        Answer(_("Your words"), writing.get("words"), happened),
        Answer(_("When"), writing.get("when_words"), happened),
        Answer(_("Where"), place, happened),
        Answer(_("Who it was"), _who(writing), reverse("feedback:conduct-who")),
        *_right(writing),
        Answer(_("Hear back"), _back(writing, signed_in), reverse("feedback:conduct-you")),
        Answer(_("Your name"), writing.get("name"), reverse("feedback:conduct-you")),
    ]
    return [answer for answer in found if answer.answer]


def _whom(writing: Writing) -> str:
    if writing.get("whom") == Conduct.Whom.SELF:
        return _("You")
    knows = writing.get("agrees")
    return _("Someone else, who %(knows)s") % {"knows": Conduct.Agrees(knows).label} if knows else _("Someone else")


def _who(writing: Writing) -> str:
    names = {team.code: team.name for team in choices.teams()}
    teams = [names[code] for code in writing.get("teams", []) if code in names]
    return listed([writing.get("who_words"), *teams])


def _right(writing: Writing) -> list[Answer]:
    url = reverse("feedback:conduct-right")
    if writing.get("kind") == Conduct.Kind.THANKS:
        may = _("Yes") if writing.get("may_share") else _("No")
        return [Answer(_("The officers may read your words"), may, url)]
    return [Answer(_("What would put it right"), writing.get("wish_words"), url)]


def _back(writing: Writing, signed_in: bool) -> str:
    mode = writing.get("mode")
    if mode == Conduct.Mode.ANONYMOUS:
        return _("No name. I will use a receipt code")
    address = writing.get("email") or (_("To the address of your account") if signed_in else "")
    kept = _("with your name") if mode == Conduct.Mode.NAMED else _("your name is kept apart")
    return f"{address}, {kept}"


def _send(request: HttpRequest, writing: Writing) -> HttpResponse:
    INTAKE.check(request)
    try:
        taken = intake.submit(token=writing.token, told=_told(writing), sender=_sender(request, writing))
    except BadInput as error:
        return _check_page(request, writing, problems=[line for lines in error.fields.values() for line in lines])
    writing.sent = taken.conduct.reference
    drafts.keep(writing)
    conduct = taken.conduct
    rows = [(_("Sent"), dates.day(conduct.received_at))]
    rows += [(_("Look here again by"), dates.day(conduct.due_at))] if conduct.due_at else []
    context = {"conduct": conduct, "receipt": taken.receipt, "rows": rows, "moments": _ahead(conduct)}
    return page(request, "sent", None, 7, **context)


def _ahead(conduct: Conduct) -> list[Moment]:
    by = (
        _("By %(day)s. If it is sooner, it shows with your codes.") % {"day": dates.day(conduct.due_at)} if conduct.due_at else ""
    )
    return [
        Moment(_("You told us"), conduct.received_at),
        Moment(_("A reviewer reads it"), detail=by, state="now"),
        Moment(_("We look into it and tell you how far we are"), state="next"),
        Moment(_("We tell you what came of it"), detail=_("You can say that you do not agree"), state="next"),
    ]


def _told(writing: Writing) -> intake.Told:
    is_thanks = writing.get("kind") == Conduct.Kind.THANKS
    lines = ("words", "agrees", "when_words", "place_words", "area_code", "who_words")
    return intake.Told(
        kind=writing.get("kind"),
        whom=writing.get("whom"),
        teams=tuple(writing.get("teams", [])),
        wish_words="" if is_thanks else writing.get("wish_words"),
        may_share=is_thanks and bool(writing.get("may_share")),
        language=translation.get_language() or settings.LANGUAGE_CODE,
        **{name: writing.get(name) for name in lines},
    )


def _sender(request: HttpRequest, writing: Writing) -> Sender:
    """Give how the person chose to speak. Without a name the account is left behind here, before anything is sent."""
    if writing.get("mode") == Conduct.Mode.ANONYMOUS:
        return Sender()
    account = request.user if request.user.is_authenticated else None
    return Sender(mode=writing.get("mode"), name=writing.get("name"), email=writing.get("email"), account=account)
