"""The pictures of a report that is being written: drawn anew before they come here, sealed under the draft's own key."""

from __future__ import annotations

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from feedback.models import Draft, DraftPhoto
from feedback.services import drafts
from feedback.services.drafts import Writing
from policing.errors import BadInput, Unseen
from policing.privacy.crypto import keyed_hash
from policing.uploads import CleanImage

MOST_PHOTOS = 5


def _of(writing: Writing) -> QuerySet[DraftPhoto]:
    return DraftPhoto.objects.filter(draft__lookup=keyed_hash("draft", writing.key))


def add(writing: Writing, picture: CleanImage) -> None:
    """Keep a picture with the draft. Locks the draft, so that two windows cannot pass the bound together.

    Raises BadInput where there are five already, and where the report was sent meanwhile from another window.
    """
    with transaction.atomic():
        draft = Draft.objects.select_for_update(of=("self",)).filter(lookup=keyed_hash("draft", writing.key)).first()
        kept = drafts.find(writing.key)
        if draft is None or kept is None or kept.sent:
            raise BadInput({"photos": [_("This report was sent meanwhile. You can add the picture where you follow it.")]})
        numbers = list(draft.photos.values_list("number", flat=True))
        if len(numbers) >= MOST_PHOTOS:
            raise BadInput({"photos": [_("There are five pictures already. Take one away first to send another.")]})
        DraftPhoto.objects.create(
            draft=draft,
            number=max(numbers, default=0) + 1,
            cipher=drafts.seal(writing.key).encrypt(picture.data),
            content_type=picture.content_type,
            width=picture.width,
            height=picture.height,
        )


def listed(writing: Writing) -> list[DraftPhoto]:
    """Give the pictures without their content, in the order in which they came. One query."""
    return list(_of(writing).defer("cipher"))


def count(writing: Writing) -> int:
    """Give how many there are. One query."""
    return _of(writing).count()


def opened(writing: Writing, number: int) -> CleanImage:
    """Give one picture. Raises Unseen where there is none of that number."""
    row = _of(writing).filter(number=number).first()
    if row is None:
        raise Unseen
    return _open(writing, row)


def all_opened(writing: Writing) -> tuple[CleanImage, ...]:
    """Give all pictures, for the report that is sent now. One query, or none where the draft had none when it was read."""
    return tuple(_open(writing, row) for row in _of(writing)) if writing.photos else ()


def _open(writing: Writing, row: DraftPhoto) -> CleanImage:
    try:
        data = drafts.seal(writing.key).decrypt(bytes(row.cipher))
    except InvalidToken as error:
        raise Unseen from error
    return CleanImage(data, row.content_type, row.width, row.height)


def remove(writing: Writing, number: int) -> None:
    """Take a picture away; nothing happens where it is gone already."""
    _of(writing).filter(number=number).delete()


def settle(writing: Writing) -> None:
    """Keep the draft of a report that was sent, and forget its pictures: they belong to the report now."""
    with transaction.atomic():
        drafts.keep(writing)
        if writing.photos:
            _of(writing).delete()
