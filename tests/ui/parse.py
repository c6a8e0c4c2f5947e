"""A small reader of HTML: enough to ask a component for its elements and their attributes."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"input", "br", "hr", "meta", "link", "img"})


@dataclass
class Element:
    """An element, its attributes, its children, and the text inside."""

    name: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list[Element] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def all(self, name: str = "", **attrs: str) -> list[Element]:
        """Give every element below of that name whose attributes have these values; ``class_`` asks for one class."""
        wanted_class = attrs.pop("class_", "")
        found = []
        for child in self.children:
            fits = not name or child.name == name
            fits = fits and all(child.attrs.get(key.replace("_", "-")) == value for key, value in attrs.items())
            if fits and (not wanted_class or wanted_class in child.attrs.get("class", "").split()):
                found.append(child)
            found += child.all(name, **attrs, **({"class_": wanted_class} if wanted_class else {}))
        return found

    def one(self, name: str = "", **attrs: str) -> Element:
        """Give the only such element. Raises AssertionError for none or several."""
        found = self.all(name, **attrs)
        assert len(found) == 1, f"{len(found)} elements {name} {attrs}"
        return found[0]

    @property
    def text(self) -> str:
        """All text inside, spaces folded."""
        return " ".join("".join(self.words).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("root")
        self.path = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {key: value if value is not None else "" for key, value in attrs})
        self.path[-1].children.append(element)
        if tag not in VOID:
            self.path.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.path.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.path[-1].name == tag, f"</{tag}> closes <{self.path[-1].name}>"
        self.path.pop()

    def handle_data(self, data: str) -> None:
        for element in self.path:
            element.words.append(data)


def read(html: str) -> Element:
    """Read HTML. Raises AssertionError where an element is not closed in its turn."""
    reader = _Reader()
    reader.feed(html)
    assert [element.name for element in reader.path] == ["root"], f"not closed: {[one.name for one in reader.path[1:]]}"
    return reader.root
