"""Rules of templates and of every text in the tree."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.house.tree import Finding, Rule, Source

MOST_LINES = 150
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
COMMENTS = re.compile(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}|<!--.*?-->", re.DOTALL)
SPOKEN = re.compile(r"\{%\s*(blocktranslate|blocktrans)\b.*?\{%\s*end\1\s*%\}", re.DOTALL)
CODE = re.compile(r"<(script|style|code|svg)\b.*?</\1>|\{%\s*block body_class.*?endblock\s*%\}|\b\w*_…", re.DOTALL)
ELEMENT = re.compile(r"<[^>]*>", re.DOTALL)
ENTITY = re.compile(r"&[a-z#0-9]+;")
READ_ALOUD = re.compile(r"""\b(?:title|alt|aria-label|placeholder|aria-description)\s*=\s*"([^"]*)\"""")
QUOTED = re.compile(r"""(_\()?(["'])((?:(?!\2).)*)\2""")
NOT_WORDS = {
    "load",
    "include",
    "extends",
    "url",
    "static",
    "translate",
    "trans",
    "block",
    "partialdef",
    "partial",
    "csrf_token",
    "cycle",
}
OUR_NAME = "Commonbeat"


def _blank(found: re.Match[str]) -> str:
    return "\n" * found.group().count("\n")


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def active_content(source: Source) -> Iterator[Finding]:
    """Find style or script inside a page."""
    text = COMMENTS.sub(_blank, source.text)
    for pattern, words in (
        (r"\sstyle\s*=", "an inline style"),
        (r"<style\b", "a style element"),
        (r"\son[a-z]+\s*=\s*[\"']", "an inline handler"),
        (r"<script(?![^>]*\ssrc=)[^>]*>", "an inline script"),
        (r"javascript:", "a script as an address"),
    ):
        for found in re.finditer(pattern, text):
            yield _line(text, found.start()), words


def long_templates(source: Source) -> Iterator[Finding]:
    """Find templates over a hundred and fifty lines."""
    lines = len(source.text.splitlines())
    if lines > MOST_LINES:
        yield lines, f"{lines} lines in one template"


def untranslated(source: Source) -> Iterator[Finding]:
    """Find words between the tags, in attributes that are read aloud, and in arguments of tags, that nobody can translate."""
    text = SPOKEN.sub(_blank, COMMENTS.sub(_blank, source.text))
    yield from _in_arguments(text)
    bare = TAG.sub(_blank, CODE.sub(_blank, text))
    for found in READ_ALOUD.finditer(bare):
        if re.search(r"[^\W\d_]{2}.* |^[A-Z]", found.group(1)) and "width=" not in found.group(1):
            yield _line(bare, found.start()), f"not translated: {found.group(1)[:60]}"
    for number, line in enumerate(ENTITY.sub("", ELEMENT.sub(_blank, bare)).replace(OUR_NAME, "").splitlines(), start=1):
        if re.search(r"[^\W\d_]", line):
            yield number, f"not translated: {line.strip()[:60]}"


def _in_arguments(text: str) -> Iterator[Finding]:
    for tag in TAG.finditer(text):
        name = tag.group()[2:].split()[0]
        if name in NOT_WORDS:
            continue
        for opened, _quote, words in QUOTED.findall(tag.group()):
            if not opened and re.search(r"[^\W\d_]+ [^\W\d_]", words) and "|" not in words:
                yield _line(text, tag.start()), f"not translated: {words[:60]}"


def promises(source: Source) -> Iterator[Finding]:
    """Find notes of what somebody means to do another day."""
    for found in re.finditer(r"\b(T[O]DO|F[I]XME|X[X]X|H[A]CK)\b", source.text):
        yield _line(source.text, found.start()), found.group()


def places(source: Source) -> Iterator[Finding]:
    """Find hosts of package registries, and paths of one machine."""
    hosts = r"(pypi|pythonhosted|registry[.]npmjs|proxy[.]golang|anaconda)[.](org|com)"
    homes = r"(?<![\w.])/(home/[a-z]+|Users/[A-Za-z]+|root|work)/"
    for pattern in (hosts, homes, "--(extra-)?index[-]url"):
        for found in re.finditer(pattern, source.text):
            yield _line(source.text, found.start()), f"of one machine or registry: {found.group()}"


def page(path: str) -> bool:
    """Tell whether a path is a page that a browser shows: mails keep their styles inside."""
    return path.endswith(".html") and "templates/" in path and "/mail/" not in path and "/email/" not in path


def template(path: str) -> bool:
    """Tell whether a path is a template that people read, mails among them."""
    kept = ("templates/styleguide/", "templates/admin/")
    return path.startswith("templates/") and path.endswith((".html", ".txt")) and not path.startswith(kept)


T = "templates/x.html"
LATER = ("ODOT"[::-1], "EMXIF"[::-1])  # written backwards, since these rules hold here too
REGISTRY, HOME = "gro.ipyp"[::-1], "/enoemos/emoh/"[::-1]
RULES = (
    Rule(
        "no style and no script in a page",
        page,
        active_content,
        (
            (T, '<p style="color:red">1</p>'),
            (T, "<style>p {}</style>"),
            (T, '<a onclick="f()">1</a>'),
            (T, "<script>f()</script>"),
            (T, '<a href="javascript:f()">1</a>'),
        ),
        ((T, '<p class="style">1</p><script src="a.js" defer></script>'),),
    ),
    Rule("templates are short", template, long_templates, ((T, "1\n" * 151),), ((T, "1\n" * 150),)),
    Rule(
        "what pages say is translated",
        template,
        untranslated,
        (
            (T, "<p>Hello</p>"),
            (T, '{% if a > 1 %}<img alt="A map of it">{% endif %}'),
            (T, '{% empty "No areas yet" %}'),
            (T, "{% translate 'a' %} and more"),
        ),
        (
            (T, '<p>{% translate "Hello" %}</p>{% blocktranslate %}Hello {{ you }}{% endblocktranslate %}'),
            (T, '{# a note #}<b>Commonbeat</b> {{ area.name }} {% notice "warn" %}{% empty _("No areas yet") %}'),
        ),
    ),
    Rule(
        "nothing is put off",
        lambda path: not path.startswith("requirements/"),
        promises,
        (("policing/x.py", f"# {LATER[0]}: more\n"), ("docs/x.md", f"{LATER[1]}\n")),
        (("docs/x.md", "A to do list\n"),),
    ),
    Rule(
        "nothing names a registry or a machine",
        lambda path: True,
        places,
        (
            ("docs/x.md", f"see https://{REGISTRY}/simple\n"),
            ("policing/x.py", f"PATH = '{HOME}x'\n"),
            ("Makefile", f"pip install --index{'-'}url x\n"),
        ),
        (("docs/x.md", "see /var/lib/commonbeat and var/home/x\n"),),
    ),
)
