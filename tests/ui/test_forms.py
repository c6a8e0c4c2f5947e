"""A form is asked and answered the same way everywhere."""

from __future__ import annotations

from django import forms

from policing.ui.components import inline
from policing.ui.forms import Choices, DayAndTime, FormTokenField, HouseForm, HouseRenderer, ManyChoices, Scale, Ticks, new_token
from policing.ui.registry import PageFacts
from tests.ui.parse import Element, read
from tests.ui.test_components import draw


class Sample(HouseForm):
    """One of each."""

    words = forms.CharField(label="Your words", help_text="Any language", widget=forms.Textarea)
    kind = forms.ChoiceField(
        label="What kind?",
        help_text="The closest",
        choices=(("a", "A"), ("b", "B")),
        widget=Choices(hints={"a": "like this"}, icons={"b": "car"}),
    )
    days = forms.MultipleChoiceField(label="Days", choices=(("fri", "Friday"),), widget=ManyChoices(columns=2), required=False)
    feel = forms.ChoiceField(label="How was it?", choices=(("1", "Badly"), ("2", "Well")), widget=Scale())
    states = forms.MultipleChoiceField(label="State", choices=(("new", "New"),), widget=Ticks(counts={"new": 5}), required=False)
    when = forms.SplitDateTimeField(label="When?", widget=DayAndTime(), required=False)
    yes = forms.BooleanField(label="You may share it")
    token = FormTokenField()


def order_of(part: Element) -> list[str]:
    """Give the order of label, hint, error and input inside a field."""
    names = {"label": "label", "legend": "label", "textarea": "input", "select": "input", "input": "input"}
    return [names.get(child.name) or ("hint" if "hint" in child.attrs.get("class", "") else "error") for child in part.children]


def ids(part: Element) -> list[str]:
    """Give every id inside."""
    return [one.attrs["id"] for one in part.all() if "id" in one.attrs]


def test_the_settings_name_this_renderer() -> None:
    assert isinstance(Sample().renderer, HouseRenderer)


def test_label_hint_error_input_stand_in_that_order_and_are_tied() -> None:
    page = read(str(Sample({})["words"].as_field_group()))
    field = page.one("div", class_="field")
    assert order_of(field) == ["label", "hint", "error", "input"]
    area = field.one("textarea")
    assert area.attrs["aria-describedby"].split() == ["id_words_helptext", "id_words_error"]
    assert set(area.attrs["aria-describedby"].split()) <= set(ids(page))
    assert area.attrs["aria-invalid"] == "true"
    assert area.attrs["aria-required"] == "true"
    assert field.one("label").attrs["for"] == area.attrs["id"]
    assert page.one("p", class_="error").text == "Problem: We need an answer here."


def test_a_good_answer_has_no_error_and_no_tie_to_one() -> None:
    area = read(inline.field(Sample()["words"])).one("textarea")
    assert "aria-invalid" not in area.attrs
    assert area.attrs["aria-describedby"] == "id_words_helptext"


def test_the_browser_never_stops_a_form() -> None:
    page = read(str(Sample()))
    assert not [one for one in page.all() if "required" in one.attrs]


def test_choices_are_a_fieldset_with_hints_and_icons() -> None:
    fieldset = read(inline.field(Sample({})["kind"])).one("fieldset")
    assert fieldset.attrs["aria-describedby"].split() == ["id_kind_helptext", "id_kind_error"]
    assert fieldset.one("legend").text == "What kind?"
    choices = fieldset.all("label", class_="choice")
    assert [one.one("input").attrs["value"] for one in choices] == ["a", "b"]
    assert choices[0].one("span", class_="hint").text == "like this"
    assert len(choices[1].all("svg")) == 1


def test_a_heading_question_is_the_h1() -> None:
    assert read(inline.field(Sample()["kind"], heading=True)).one("legend").one("h1").text == "What kind?"
    label = read(inline.field(Sample()["words"], heading=True)).one("h1").one("label")
    assert label.attrs["for"] == "id_words"


def test_each_layout_is_drawn_by_its_own_part() -> None:
    form = Sample()
    assert read(inline.field(form["feel"])).one("div", class_="scale")
    assert read(inline.field(form["days"])).one("div", class_="choices--2")
    assert read(inline.field(form["states"])).one("span", class_="count").text == "5"
    named = read(inline.field(form["when"])).all("input")
    assert [one.attrs["aria-label"] for one in named] == ["Day", "Time"]
    assert read(inline.field(form["yes"])).one("label", class_="choice").one("input").attrs["type"] == "checkbox"
    assert read(inline.field(form["token"])).one("input").attrs["type"] == "hidden"


def test_the_summary_leads_to_inputs_that_exist() -> None:
    form = Sample({"kind": "z", "token": "0" * 32})
    page = read(draw("{{ form }}", form=form))
    summary = page.one("div", role="alert")
    targets = [link.attrs["href"].removeprefix("#") for link in summary.all("a")]
    assert targets == ["id_words", "id_kind_0", "id_feel_0", "id_yes"]
    assert set(targets) <= set(ids(page))
    assert summary.one("h2").text == "There are 4 things to mend"
    assert summary.all("a")[0].text == "Your words: We need an answer here."
    assert summary.all("a")[2].text == "How was it? We need an answer here."
    assert "autofocus" in summary.attrs


def test_the_summary_is_drawn_once() -> None:
    page = read(draw("{% error_summary form %}{{ form }}", form=Sample({})))
    assert len(page.all("div", role="alert")) == 1
    assert not read(draw("{% error_summary form %}{{ form }}", form=Sample())).all("div", role="alert")


def test_the_title_of_a_page_that_came_back_says_so(facts: PageFacts) -> None:
    source = "{% extends 'base.html' %}{% block title %}Where{% endblock %}"
    assert read(draw(source, form=Sample({}))).one("title").text.startswith("Problem: Where –")
    assert read(draw(source, form=Sample())).one("title").text.startswith("Where –")


def test_what_was_typed_is_still_there() -> None:
    page = read(str(Sample({"words": "<b>The gate</b>", "kind": "b"})))
    assert page.one("textarea").text == "<b>The gate</b>"
    assert "checked" in page.one("input", value="b").attrs


def test_each_form_has_a_token_of_its_own_and_refuses_a_bent_one() -> None:
    assert len(new_token()) == 32
    assert Sample()["token"].value() != Sample()["token"].value()
    assert "token" not in Sample({"token": new_token()}).errors
    for bent in ("", "0" * 31, "g" * 32, "0" * 33):
        assert Sample({"token": bent}).errors["token"] == ["This page is too old. Please send it once more."]


def test_answers_come_back_in_plain_words_unless_the_field_has_its_own() -> None:
    class Own(HouseForm):
        short = forms.CharField(max_length=3)
        kind = forms.ChoiceField(choices=(("a", "A"),))
        own = forms.CharField(error_messages={"required": "Tell us a little about what happened"})

    errors = Own({"short": "four", "kind": "z"}).errors
    assert errors["short"] == ["This is too long. Please use at most 3 letters."]
    assert errors["kind"] == ["Please choose one of the answers shown."]
    assert errors["own"] == ["Tell us a little about what happened"]
