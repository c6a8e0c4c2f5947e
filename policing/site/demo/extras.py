"""What else happens in the demo town: a living example of each thing that people can do with a report, and with the police."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from feedback.models import Conduct, Publication, Report
from feedback.services import assigning, desk_intake, handling, intake, merging, notes, publishing, rating, redacting, tracking
from feedback.services.conduct import handling as reviewing
from feedback.services.conduct import intake as conduct_intake
from feedback.services.conduct import keeping_apart
from feedback.services.conduct import speaking_up as conduct_speaking
from feedback.services.conduct import tracking as conduct_tracking
from policing import timekeeping
from policing.accounts.models import User
from policing.areas.models import Place
from policing.privacy.receipts import new_token
from policing.privacy.services import holding
from policing.site.demo import history
from policing.site.demo.lives import answers_of

COUNTER = "Came to the desk with a photo of the broken gate. Children climb over it into the substation."
WITH_NAMES = "My neighbour Karl Brandt at 14 Kiln Road parks on the pavement. His number is 07700 900123 if you want to ask him."
WITHOUT = "My neighbour [name] at [address] parks on the pavement. His number is [number] if you want to ask him."


@dataclass(frozen=True)
class Town:
    """Who does things in the town, and the present."""

    officers: dict[str, User]
    residents: list[User]
    supervisor: User
    reviewer: User
    auditor: User
    now: datetime

    def ago(self, **span: float) -> datetime:
        """Give a moment before the present."""
        return self.now - timedelta(**span)

    def officer_of(self, report: Report) -> User:
        """Give who answers for the team of a report."""
        return self.officers[report.team.code]


def tell(town: Town) -> None:
    """Let all of it happen, by the commands that people use."""
    for step in (_merged, _confidential, _at_the_desk, _redacted, _published, _handled, _rated, _held, _conduct):
        step(town)


def _open(category: str, place: str) -> list[Report]:
    rows = Report.objects.open().filter(category__code=category, place_words=place)
    return list(rows.select_related("team", "category").order_by("received_at", "id"))


def _merged(town: Town) -> None:
    """Several people told of the subway; the officer saw that it is the same."""
    first, *others = _open("unsafe", "Mill Lane subway")
    with timekeeping.simulated(town.ago(hours=20)):
        for other in others:
            merging.merge(other.pk, into=first.pk, reason="The same people at the same hour.", actor=town.officer_of(first))


def _send(town: Town, at: datetime, place: str, words: str, category: str, sender: intake.Sender) -> intake.Sent:
    spot = Place.objects.get(name=place)
    account = intake.Account(category=category, words=words, place_words=place, lat=spot.lat, lon=spot.lon)
    with timekeeping.simulated(at):
        return intake.submit(token=new_token(), account=account, sender=sender)


def _confidential(town: Town) -> None:
    """Somebody trusts the team with their name, and nobody else."""
    resident = town.residents[1]
    sender = intake.Sender(mode=Report.Mode.CONFIDENTIAL, name=resident.name, email=resident.email, account=resident)
    words = "I know who breaks the windows of the hall. I work with him, so please keep my name to yourselves."
    sent = _send(town, town.ago(days=2, hours=3), "Market Hall", words, "litter", sender)
    with timekeeping.simulated(town.ago(days=1, hours=20)):
        handling.acknowledge(sent.report.pk, actor=town.officer_of(sent.report))


def _at_the_desk(town: Town) -> None:
    """An officer keyed it in for somebody, and printed the receipt."""
    spot = Place.objects.get(name="Market Hall")
    account = intake.Account(category="place", words=COUNTER, place_words="Market Hall", lat=spot.lat, lon=spot.lon)
    officer = town.officers["tanners-row-team"]
    with timekeeping.simulated(town.ago(days=1, hours=5)):
        desk_intake.key_in(token=new_token(), account=account, sender=intake.Sender(), channel=Report.Channel.DESK, actor=officer)


def _redacted(town: Town) -> None:
    """Words that named somebody are read as a copy, which a second person checked."""
    sent = _send(town, town.ago(days=5), "Kiln Road", WITH_NAMES, "traffic", intake.Sender())
    with timekeeping.simulated(town.ago(days=4)):
        copy = redacting.redact(sent.report.pk, words=WITHOUT, actor=town.officer_of(sent.report))
    with timekeeping.simulated(town.ago(days=3)):
        redacting.check(copy.pk, actor=town.supervisor)


def _published(town: Town) -> None:
    """Some open reports can be read by everybody, and neighbours said that it is the same for them."""
    for category, place in (("noise", "Tanner Street"), ("traffic", "Millfield School"), ("litter", "Kiln Road")):
        for report in _open(category, place)[:1]:
            words = history.SUMMARIES[category].format(place=place)
            with timekeeping.simulated(town.ago(hours=30)):
                publication = publishing.publish(report.pk, summary=words, actor=town.officer_of(report))
            _join(town, publication)


def _join(town: Town, publication: Publication) -> None:
    with timekeeping.simulated(town.ago(hours=9)):
        for resident in town.residents[2:9]:
            if resident.pk != publication.report.reporter_id:
                publishing.join(publication.pk, actor=resident)


def _handled(town: Town) -> None:
    """One is given to a person, one has a note, one goes to another team, and one is found to be about something else."""
    race, deal = "They race up from the heath.", "Somebody deals there."
    acts: list[tuple[str, str, Callable[[Report, User], object]]] = [
        ("theft", "Foundry flats", lambda row, who: assigning.assign(row.pk, to=who.pseudonym, actor=who)),
        ("litter", "Weir Park", lambda row, who: notes.note(row.pk, words=history.NOTES[0], actor=who)),
        ("traffic", "Loom Street", lambda row, who: assigning.refer(row.pk, to="heath-team", reason=race, actor=who)),
        ("other", "Market Hall", lambda row, who: assigning.categorise(row.pk, to="unsafe", reason=deal, actor=who)),
    ]
    for category, place, act in acts:
        for report in _open(category, place)[:1]:
            with timekeeping.simulated(town.ago(hours=26)):
                act(report, town.officer_of(report))


def _rated(town: Town) -> None:
    """People whose report is finished say how they were treated."""
    rows = Report.objects.filter(state="closed", reporter__isnull=False).select_related("reporter").order_by("id")
    for number, report in enumerate(rows[:12]):
        with timekeeping.simulated(town.ago(hours=8)):
            rating.rate(tracking.by_account(report.pk, report.reporter), answers=answers_of(number % 3 + 2), token=new_token())


def _held(town: Town) -> None:
    """A court asked that one record be kept."""
    report = Report.objects.filter(state="closed").order_by("id").first()
    if report is not None:
        holding.place(
            subject_type="feedback.report", reference=report.reference, reason="Asked for by the court", actor=town.auditor
        )


PRAISE = "Your officer waited with my mother for an hour after her fall. He held her hand. Please thank him."
IDEA = "Put the hours of the desk on the door. We came three times and it was shut."
COMPLAINT = "I was stopped on Loom Street and the officer did not say why. When I asked he laughed."
RUDE = "I rang about my stolen bike and the man on the phone said that I should buy a better lock."


def _conduct(town: Town) -> None:
    """How the police treated people: thanks that reach the officer, an idea, a complaint under review, and one that goes on."""
    _thanks(town)
    _told(town, 4, conduct_intake.Told(kind=Conduct.Kind.SUGGESTION, words=IDEA))
    taken = _told(town, 6, conduct_intake.Told(kind=Conduct.Kind.COMPLAINT, words=COMPLAINT, place_words="Loom Street"))
    officer = town.officers["northgate-team"]
    with timekeeping.simulated(town.ago(days=5)):
        reviewing.acknowledge(taken.conduct.pk, actor=town.reviewer)
        keeping_apart.match(taken.conduct.pk, persons=[officer.pseudonym], actor=town.reviewer)
        reviewing.begin(taken.conduct.pk, actor=town.reviewer)
    _contested(town)


def _told(town: Town, days: float, told: conduct_intake.Told) -> conduct_intake.Taken:
    with timekeeping.simulated(town.ago(days=days)):
        return conduct_intake.submit(token=new_token(), told=told, sender=intake.Sender())


def _thanks(town: Town) -> None:
    taken = _told(town, 9, conduct_intake.Told(kind=Conduct.Kind.THANKS, words=PRAISE, may_share=True))
    officer = town.officers["tanners-row-team"]
    with timekeeping.simulated(town.ago(days=8)):
        keeping_apart.match(taken.conduct.pk, persons=[officer.pseudonym], actor=town.reviewer)
        words = "He has read it, and so has his sergeant."
        reviewing.close(taken.conduct.pk, outcome="thanked", words=words, shared_words=PRAISE, actor=town.reviewer)


def _contested(town: Town) -> None:
    taken = _told(town, 30, conduct_intake.Told(kind=Conduct.Kind.COMPLAINT, words=RUDE))
    with timekeeping.simulated(town.ago(days=20)):
        reviewing.close(
            taken.conduct.pk, outcome="explained", words="We heard the call. The officer meant it as advice.", actor=town.reviewer
        )
    door = conduct_tracking.by_codes(taken.conduct.reference, taken.receipt)
    with timekeeping.simulated(town.ago(days=15)):
        conduct_speaking.contest(door, words="Advice sounds different. Please listen again.", token=new_token())
