"""Read a page as its readers do: its words, its links, and what it says to machines."""

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse

VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
UNSEEN = {"script", "style", "template", "head"}
WITHIN_A_LINE = {"a", "bdi", "small", "span", "strong", "time"}

type Attributes = dict[str, str]


def _as_read(parts: list[str]) -> str:
    """Return text without the joiners that keep its lines from breaking."""
    return " ".join("".join(parts).replace("\u2060", "").split())


@dataclass
class Element:
    """An element of a page, with the words in it."""

    name: str
    attributes: Attributes
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its words, each separated by one space."""
        return _as_read(self.parts)


class Page(HTMLParser):
    """A page in HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self._seen: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._separate(tag)
        element = Element(tag, {name: value or "" for name, value in attrs})
        if not any(around.name == "template" for around in self._open):  # only scripts use it
            self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop().name != tag:
            pass
        self._separate(tag)

    def _separate(self, tag: str) -> None:
        if tag not in WITHIN_A_LINE:
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.parts.append(data)
        if not any(element.name in UNSEEN for element in self._open):
            self._seen.append(data)

    @property
    def text(self) -> str:
        """The words that a reader sees, each separated by one space."""
        return _as_read(self._seen)

    def all(self, name: str, /, **attributes: str) -> list[Element]:
        """Return the elements of a name whose attributes are these; ``class_`` is one of several.

        An underscore in an attribute's name stands for a hyphen.
        """
        found = [element for element in self.elements if element.name == name]
        for key, value in attributes.items():
            if key == "class_":
                found = [e for e in found if value in e.attributes.get("class", "").split()]
            else:
                found = [e for e in found if e.attributes.get(key.replace("_", "-")) == value]
        return found

    def one(self, name: str, /, **attributes: str) -> Element:
        """Return the only element of a name and attributes."""
        (element,) = self.all(name, **attributes)
        return element

    @property
    def links(self) -> dict[str, str]:
        """The addresses that the page links to, by their words."""
        return {a.text: a.attributes["href"] for a in self.all("a") if "href" in a.attributes}

    def badges(self, kind: str) -> list[str]:
        """Return the words of the badges of a kind: open, closed, unknown, ..."""
        return [badge.text for badge in self.all("span", class_=f"badge--{kind}")]

    @property
    def json_ld(self) -> dict[str, Any] | None:
        """What the page tells search engines, None where it tells nothing."""
        blocks = self.all("script", type="application/ld+json")
        return json.loads("".join(blocks[0].parts)) if blocks else None


def read(response: HttpResponse) -> Page:
    """Return the page of an answer."""
    return Page(response.content.decode())
