"""What happens there: the questions of the category, and the gentle second looks, each once and none of them a wall."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from feedback import prompts, questions
from feedback.models import Category, Question, Report
from policing.errors import BadInput
from policing.ui import dates
from tests.feedback.tools import WORDS, send, text
from tests.feedback.walking import walk
from tests.people import Cast

DETAILS, AGAIN = "/report/details/", "/report/details/again/"
ALL = {"q-a": "some words", "q-b": "yes", "q-c": "two", "q-d": ["one", "two"], "q-e": "3", "q-f": "2026-03-27"}
KEPT = {"a": "some words", "b": "yes", "c": "two", "d": ["one", "two"], "e": 3, "f": "2026-03-27"}


@pytest.fixture
def visitor(town: Cast) -> Client:
    """Give a browser that stands at the details of a noise."""
    client = Client()
    walk(client, until=DETAILS)
    return client


@pytest.fixture
def asked(town: Cast) -> list[Question]:
    """Let the category ask a question of every kind."""
    category = Category.objects.get(code="noise")
    category.questions.update(is_active=False)
    choices = [["one", "Number one"], ["two", "Number two"]]
    kinds = {"a": "text", "b": "yes_no", "c": "one", "d": "many", "e": "number", "f": "day"}
    return [
        Question.objects.create(
            category=category, code=code, words=f"Question {code}?", kind=kind, order=place,
            choices=choices if kind in {"one", "many"} else [],
            translations={"es": {"words": f"¿Pregunta {code}?", "choices": {"one": "Número uno"}}},
        )
        for place, (code, kind) in enumerate(kinds.items())
    ]  # fmt: skip


def test_questions_of_every_kind_are_asked_kept_and_said_again(asked: list[Question], visitor: Client) -> None:
    shown = text(visitor.get(DETAILS))
    assert [name for name in re.findall(r"Question (\w)\?", shown) if name] == list("abcdef")
    assert shown.index("Say it in your own words") < shown.index("Question a?")
    assert visitor.post(DETAILS, {"words": WORDS, **ALL})["Location"] == "/report/photos/"
    again = text(visitor.get(DETAILS))
    for part in ('value="some words"', 'value="yes"', 'value="3"', 'value="2026-03-27"'):
        assert part in again
    assert len(re.findall(r'name="q-d"[^>]* checked', again)) == 2
    visitor.post("/report/you/", {"mode": "anonymous"})
    checked = text(visitor.get("/report/check/"))
    for part in ("Question c?", "Number two", "Number one, Number two", dates.day(date(2026, 3, 27))):
        assert part in checked
    visitor.post("/report/check/")
    assert Report.objects.get().answers == KEPT


def test_a_question_may_be_skipped_and_an_answer_taken_back(asked: list[Question], visitor: Client) -> None:
    visitor.post(DETAILS, {"words": WORDS, **ALL})
    visitor.post(DETAILS, {"words": WORDS, "q-b": "-", "q-c": "-"})
    visitor.post("/report/you/", {"mode": "anonymous"})
    visitor.post("/report/check/")
    assert Report.objects.get().answers == {}


def test_one_that_is_needed_is_asked_for_and_nothing_is_lost(asked: list[Question], visitor: Client) -> None:
    Question.objects.filter(code="c").update(is_required=True)
    answer = visitor.post(DETAILS, {"words": WORDS, "q-a": "some words"})
    assert answer.status_code == 422
    assert WORDS in text(answer)
    assert 'value="some words"' in text(answer)
    visitor.post("/report/details/", {"words": WORDS, "q-c": "two"})
    assert visitor.get("/report/you/").status_code == 200


@pytest.mark.parametrize(
    ("name", "odd"), [("q-b", "maybe"), ("q-c", "three"), ("q-d", "three"), ("q-e", "-1"), ("q-e", "many"), ("q-f", "someday")]
)
def test_an_odd_answer_comes_back_with_the_words(asked: list[Question], visitor: Client, name: str, odd: str) -> None:
    answer = visitor.post(DETAILS, {"words": WORDS, name: odd})
    assert answer.status_code == 422
    assert WORDS in text(answer)
    assert "error-summary" in text(answer)


def test_answers_to_another_category_stay_behind_and_come_back_with_it(asked: list[Question], visitor: Client) -> None:
    visitor.post(DETAILS, {"words": WORDS, **ALL})
    visitor.post("/report/you/", {"mode": "anonymous"})
    visitor.post("/report/what/?change=1", {"category": "other"})
    assert "Question a?" not in text(visitor.get("/report/check/"))
    visitor.post("/report/what/?change=1", {"category": "noise"})
    assert "Question a?" in text(visitor.get("/report/check/"))


def test_questions_are_asked_in_the_readers_language(asked: list[Question]) -> None:
    told = questions.spoken(asked, KEPT, "es")
    assert told[0] == ("¿Pregunta a?", "some words")
    assert told[3][1] == "Número uno, Number two"


@pytest.mark.command("feedback.report.submit")
@pytest.mark.parametrize(
    "given",
    [
        {"x": "1"},
        {"a": 5},
        {"a": "x" * 501},
        {"b": "maybe"},
        {"c": "three"},
        {"d": "one"},
        {"e": 1.5},
        {"e": True},
        {"f": "27/3"},
    ],
)
def test_the_command_refuses_answers_that_cannot_be(asked: list[Question], given: dict[str, object]) -> None:
    with pytest.raises(BadInput) as refused:
        send(answers=given)
    assert list(refused.value.fields) == ["answers"]
    assert not Report.objects.exists()


@pytest.mark.command("feedback.report.submit")
def test_the_command_takes_answers_as_programs_write_them(asked: list[Question]) -> None:
    assert send(answers={"b": True, "e": "3", "d": ["two", "one"], "a": "  "}).report.answers == {
        "b": "yes",
        "e": 3,
        "d": ["one", "two"],
    }


@pytest.mark.command("feedback.report.submit")
@pytest.mark.parametrize("code", ["fine", "conduct"])
def test_the_command_takes_no_report_where_it_would_not_help(town: Cast, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        send(category=code)
    assert list(refused.value.fields) == ["category"]


# --- a second look ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "A black man", "Two young asian men in hoodies", "There is a man with a beard and a turban", "Foreigners in our street",
        "Un extranjero con capucha", "एक विदेशी", "رجل أجنبي",
    ],
)  # fmt: skip
def test_words_that_only_say_looks(words: str) -> None:
    assert prompts.only_says_looks(words)


@pytest.mark.parametrize(
    "words",
    [
        WORDS, "A man in a hoodie tries the doors of cars", "A white van parks on the pavement", "Two tall men shouted at my daughter",
        "An asian man was hit by three others", "Black bags are dumped behind the shop", "Someone with a beard followed me home",
        "The lamps are dark", "Un hombre con barba me sigue", "Indian restaurant with loud music",
    ],
)  # fmt: skip
def test_words_that_say_deeds_or_nobodys_looks(words: str) -> None:
    assert not prompts.only_says_looks(words)


@pytest.mark.parametrize(
    "words", ["My name is Ann", "call 07700 900123", "ann@example.org", "me llamo Ana", "मेरा नाम अनु है", "اسمي آنا"]
)
def test_words_that_tell_who_writes(words: str) -> None:
    assert prompts.tells_writer(words)


@pytest.mark.parametrize(
    "words", [WORDS, "Every night from 22:00 to 02:30", "Since 2026-03-27", "Bus 104 and 2 cars", "15 000 people"]
)
def test_words_that_tell_nobody(words: str) -> None:
    assert not prompts.tells_writer(words)


def test_looks_alone_are_asked_about_once_and_never_block(visitor: Client) -> None:
    assert visitor.post(DETAILS, {"words": "A black man"})["Location"] == AGAIN
    shown = text(visitor.get(AGAIN))
    assert "What is the person doing?" in shown
    assert "A black man" in shown
    assert visitor.post(AGAIN, {"prompt": "doing", "doing": ""})["Location"] == "/report/photos/"
    assert visitor.get(AGAIN)["Location"] == DETAILS
    assert visitor.post(DETAILS, {"words": "A black man, again"})["Location"] == "/report/photos/"


def test_what_the_person_does_is_added_once(visitor: Client) -> None:
    visitor.post(DETAILS, {"words": "A black man"})
    for _click in range(2):
        visitor.post(AGAIN, {"prompt": "doing", "doing": "He shouts at children."})
    shown = text(visitor.get(DETAILS))
    assert shown.count("He shouts at children.") == 1
    assert "A black man" in shown


def test_more_than_fits_comes_back_and_is_not_lost(visitor: Client) -> None:
    visitor.post(DETAILS, {"words": "A black man " + "x" * 7900})
    answer = visitor.post(AGAIN, {"prompt": "doing", "doing": "He shouts. " * 20})
    assert answer.status_code == 422
    assert "He shouts. He shouts." in text(answer)


def test_danger_is_said_before_anything_else_and_each_once(visitor: Client) -> None:
    words = "My name is Ann and a foreigner with a knife"
    assert visitor.post(DETAILS, {"words": words})["Location"] == AGAIN
    shown = text(visitor.get(AGAIN))
    assert "This sounds like danger" in shown
    assert 'href="tel:999"' in shown
    assert visitor.post(AGAIN, {"prompt": "danger"})["Location"] == AGAIN
    assert "may say who you are" in text(visitor.get(AGAIN))
    assert visitor.post(AGAIN, {"prompt": "writer"})["Location"] == "/report/photos/"
    assert "This sounds like danger" in text(visitor.get(DETAILS))
    visitor.post("/report/you/", {"mode": "anonymous"})
    assert "Your words may say who you are" in text(visitor.get("/report/check/"))
    assert visitor.post("/report/check/").status_code == 200


def test_an_odd_second_look_changes_nothing(visitor: Client) -> None:
    visitor.post(DETAILS, {"words": WORDS})
    assert visitor.post(AGAIN, {"prompt": "<b>"})["Location"] == "/report/photos/"
    assert WORDS in text(visitor.get(DETAILS))
