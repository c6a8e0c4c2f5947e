"""Pictures and documents of a case: kept for the team alone, as pictures that were made anew, and gone with the case."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from policing.privacy.models import Upload
from policing.privacy.receipts import new_token
from problems.models import Case
from problems.services.cases import keeping
from tests.feedback import photographs
from tests.feedback.tools import client_of, text
from tests.people import Cast
from tests.privacy import hostile
from tests.problems.cases import making

pytestmark = pytest.mark.django_db


def url(name: str, case: Case, *more: Any) -> str:
    return reverse(f"problems:{name}", args=[case.reference, *more])


def test_a_picture_is_for_the_team_alone(cast: Cast) -> None:
    case, client = making.opened(cast), client_of(cast.officer)
    new, held = url("part-new", case, "file"), {"label": "The dark corner", "token": new_token()}
    assert client.post(new, {**held, "file": SimpleUploadedFile("x.jpg", b"no picture")}).status_code == 422
    for _twice in range(2):
        assert client.post(new, {**held, "file": photographs.sent()}).status_code == 302
    row = case.casefiles.get()
    assert "The dark corner" in text(client.get(url("case", case)))
    picture = url("part-picture", case, row.pk)
    assert client.get(picture).headers["Content-Type"] == "image/jpeg"
    assert client_of(cast.other_officer).get(picture).status_code == 404
    assert client.get(url("part-change", case, "file", row.pk)).status_code == 404


def test_a_document_is_kept_as_pictures_of_its_pages_for_the_team_alone(cast: Cast) -> None:
    case, client = making.opened(cast), client_of(cast.officer)
    new = url("part-new", case, "file")
    sent = {"label": "The council’s letter", "token": new_token()}
    many = SimpleUploadedFile("letter.pdf", hostile.paper(21, size=(10, 10)))
    refused = client.post(new, {**sent, "file": many})
    assert (refused.status_code, "up to 20 can be kept" in text(refused)) == (422, True)
    for _twice in range(2):
        letter = SimpleUploadedFile("letter.pdf", hostile.paper(3))
        assert client.post(new, {**sent, "file": letter}).status_code == 302
    row = case.casefiles.get()
    assert (len(row.more), Upload.objects.count()) == (2, 3), "sent twice it is one, and nothing of the second is left"
    page = url("part-picture", case, row.pk)
    shown = client.get(url("case", case)).content.decode()
    assert all(f'href="{page}{more}"' in shown for more in ("", "?page=2", "?page=3"))
    every = client.get(url("part-list", case, "file")).content.decode()
    assert f'src="{page}?small"' in every
    assert f'href="{page}?page=3"' in every
    assert [client.get(page, {"page": number}).status_code for number in ("1", "3", "4", "0", "-1", "x", "²")] == [200, 200] + [
        404
    ] * 5
    assert client.get(page, {"page": "2"}).headers["Content-Type"] == "image/png"
    assert client_of(cast.other_officer).get(page, {"page": "2"}).status_code == 404
    listed = client.get(reverse("problems-api:part-list", args=[case.reference, "file"])).json()["results"]
    assert [(one["label"], one["pages"]) for one in listed] == [("The council’s letter", 3)]
    over = client.get(reverse("problems-api:part-picture", args=[case.reference, row.pk]), {"page": "3"})
    assert over.headers["Content-Type"] == "image/png"
    keeping.bury([case.pk], timezone.now())
    assert not Upload.objects.exists(), "no page outlives the case"
