"""How a program asks, and the one shape in which it is refused."""

from __future__ import annotations

from typing import Any

from django.test import Client

from tests.feedback.tools import WORDS

URL = "/api/v1/reports/"
KEY = "key of one new thing"
BODY = {"category": "noise", "words": WORDS, "area": "north"}


def post(client: Client, url: str, body: Any, key: str = "") -> Any:
    """Send JSON, with an Idempotency-Key where one is given."""
    return client.post(url, body, content_type="application/json", headers={"Idempotency-Key": key} if key else {})


def refused(answer: Any, status: int, code: str, *fields: str) -> None:
    """Pass an answer of the one shape of refusals."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert (body["status"], body["code"], body["type"]) == (status, code, f"about:blank#{code}")
    assert body["title"]
    assert body["detail"]
    assert {one["field"] for one in body.get("errors", [])} == set(fields)
    assert all(one["detail"] for one in body.get("errors", []))
