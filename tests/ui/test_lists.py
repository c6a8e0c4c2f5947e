"""Lists and numbers are written as the reader's language writes them."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils import translation

from policing.ui import numbers
from policing.ui.lists import listed


@pytest.mark.usefixtures("every_language")
@pytest.mark.parametrize(("language", "said"), [("en-gb", "one, two"), ("es", "one, two"), ("ar", "one، two")])
def test_the_comma_is_that_of_the_language_and_what_is_empty_is_left_out(language: str, said: str) -> None:
    with translation.override(language):
        assert listed(["one", "", None, "two"]) == said
    assert listed([]) == ""


def test_a_page_draws_marks_and_escapes_words() -> None:
    page = Template('{% icon "clock" as mark %}{% listed mark words nothing.at.all %}|{{ things|listed }}')
    drawn = page.render(Context({"words": "<b>", "things": ["<i>", "two"]}))
    assert drawn.startswith("<svg")
    assert drawn.endswith(", &lt;b&gt;|&lt;i&gt;, two")


@pytest.mark.parametrize(
    ("language", "said"), [("en-gb", "1,234,567"), ("es", "1.234.567"), ("hi", "12,34,567"), ("ar", "1,234,567")]
)
def test_numbers_have_the_groups_of_the_language(language: str, said: str) -> None:
    with translation.override(language):
        assert numbers.whole(1_234_567) == said
        assert numbers.whole(0) == "0"
