"""A resident's walk through the pages of a report."""

from __future__ import annotations

from itertools import pairwise

from django.test import Client

from tests.feedback.tools import WORDS

STEPS = ["/report/", "/report/what/", "/report/where/", "/report/details/", "/report/photos/", "/report/you/", "/report/check/"]
AGAIN, REACH = "/report/details/again/", "/report/you/reach/"


def walk(client: Client, *, until: str = "/report/check/", mode: str = "anonymous", words: str = WORDS, **you: str) -> None:
    """Fill in the pages one after the other, each leading to the next, and stop before ``until``.

    A second look at the words is passed by, and somebody who is not anonymous says how to be reached: ``you``.
    """
    given: dict[str, dict[str, str]] = {
        "/report/": {"danger": "no"},
        "/report/what/": {"category": "noise"},
        "/report/where/": {"area": "north"},
        "/report/details/": {"words": words, "when": "Fridays"},
        "/report/photos/": {},
        "/report/you/": {"mode": mode},
    }
    for page, after in pairwise(STEPS):
        if page == until:
            return
        answer = client.post(page, given[page])
        while answer["Location"] == AGAIN:
            answer = client.post(AGAIN, {"prompt": client.get(AGAIN).context["prompt"]})
        if answer["Location"] == REACH:
            answer = client.post(REACH, you)
        assert (answer.status_code, answer["Location"]) == (302, after)
