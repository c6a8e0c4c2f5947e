"""The last look before a message goes out: rights, wishes and things change while mail waits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Model

from policing import access
from policing.accounts.models import User
from policing.notifications.kinds import NoticeKind, find_kind, subject_of
from policing.notifications.models import Delivery, Preference

About = tuple[str, int]
NO_KIND, NO_SUBJECT, NOT_ALLOWED, NOT_WANTED, STOPPED = "no-kind", "no-subject", "not-allowed", "not-wanted", "stopped"


class Look:
    """One look at a batch of claimed deliveries. A query for each subject, one for rights a subject, one for wishes."""

    def __init__(self, deliveries: Sequence[Delivery]) -> None:
        self.subjects: dict[About, Model | None] = {}
        self._deliveries = deliveries
        self._allowed: dict[tuple[About, str], set[int]] = {}
        self._wishes = self._load_wishes()

    def refusal(self, delivery: Delivery) -> str:
        """Give why the message must not go out, as a code, or nothing where it may."""
        kind = find_kind(delivery.kind)
        if kind is None:
            return NO_KIND
        if self.subject(delivery) is None:
            return NO_SUBJECT
        if delivery.contact_point is not None:
            return STOPPED if delivery.contact_point.stopped_at else ""
        if delivery.user_id not in self._people(delivery, kind):
            return NOT_ALLOWED
        return "" if self._is_wanted(delivery, kind) else NOT_WANTED

    def subject(self, delivery: Delivery) -> Model | None:
        """Give the thing that the message is about, read once for the batch."""
        about = (delivery.subject_type, delivery.subject_id)
        if about not in self.subjects:
            self.subjects[about] = subject_of(*about)
        return self.subjects[about]

    def _people(self, delivery: Delivery, kind: NoticeKind) -> set[int]:
        """Give the people of this batch who are active and may still do the kind's action to the subject."""
        about = (delivery.subject_type, delivery.subject_id)
        key = (about, kind.action)
        if key not in self._allowed:
            ids = [row.user_id for row in self._deliveries if row.user_id and (row.subject_type, row.subject_id) == about]
            subject = self.subject(delivery)
            people = User.objects.filter(pk__in=ids)
            known = subject is not None and type(subject) in access.policies()
            found = access.people_who_can(people, kind.action, subject) if known and subject is not None else people.none()
            self._allowed[key] = set(found.values_list("pk", flat=True))
        return self._allowed[key]

    def _load_wishes(self) -> dict[tuple[int, str], dict[str, bool]]:
        found: dict[tuple[int, str], dict[str, bool]] = defaultdict(dict)
        ids = {row.user_id for row in self._deliveries if row.user_id}
        for wish in Preference.objects.filter(user_id__in=ids):
            found[wish.user_id, wish.channel][wish.kind] = wish.wanted
        return found

    def _is_wanted(self, delivery: Delivery, kind: NoticeKind) -> bool:
        by_default = delivery.channel in kind.channels
        if by_default and not kind.may_opt_out:
            return True
        wishes = self._wishes.get((delivery.user_id or 0, delivery.channel), {})
        return wishes.get(kind.name, wishes.get("", by_default))
