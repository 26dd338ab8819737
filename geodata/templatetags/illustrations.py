"""Put the site's own drawings into a page: ``{% illustration "leather" %}``, ``{% icon "map" %}``.

They are inlined so that they take the page's colours, light or dark. A name nobody has drawn gives
the generic ornament: a new category must not break a page.
"""

from functools import cache
from pathlib import Path

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

FOLDER = Path(__file__).resolve().parents[2] / "frontend" / "illustrations"
SUBJECTS = ("crafts", "places", "modes", "motifs", "scenes", "brand")
GENERIC = FOLDER / "ornament" / "generic.svg"

register = template.Library()


@register.filter
def sign_of(mode: str) -> str:
    """Return the icon of a way of travelling: ``{% icon leg.mode|sign_of %}``."""
    return "walk" if mode == "foot" else str(mode)


@register.simple_tag
def illustration(name: str, title: str = "", **attributes: str) -> SafeString:
    """Return the drawing of a craft, a category of place, a mode, a motif or a scene, by its name.

    Parameters
    ----------
    name
        File name without extension, such as ``silver-jewellery`` or ``weekly_market``.
    title
        What the drawing says to those who do not see it. Empty: it is decoration, and is hidden
        from them.
    attributes
        ``class`` is added to the classes ``illustration`` and ``illustration--`` with the folder.
    """
    path = _by_name().get(str(name), GENERIC)
    classes = f"illustration illustration--{path.parent.name}"
    return _inline(_body(path), classes, title, attributes)


@register.simple_tag
def icon(name: str, title: str = "", **attributes: str) -> SafeString:
    """Return a 24 px sign of the user interface, by its name; the arguments of `illustration`."""
    classes = f"icon icon--{name}"
    return _inline(_body(_icons().get(str(name), GENERIC)), classes, title, attributes)


def _inline(drawing: str, classes: str, title: str, attributes: dict[str, str]) -> SafeString:
    names = " ".join(part for part in (classes, attributes.get("class", "")) if part)
    spoken = (
        {"role": "img", "aria-label": title}
        if title
        else {"aria-hidden": "true", "focusable": "false"}
    )
    opening = format_html_join("", ' {}="{}"', ({"class": names} | spoken).items())
    return format_html("<svg{}{}", opening, mark_safe(drawing))  # noqa: S308 (our own file)


@cache
def _by_name() -> dict[str, Path]:
    return {path.stem: path for folder in SUBJECTS for path in (FOLDER / folder).glob("*.svg")}


@cache
def _icons() -> dict[str, Path]:
    return {path.stem: path for path in (FOLDER / "icons").glob("*.svg")}


@cache
def _body(path: Path) -> str:
    """Return the text of a drawing after its opening ``<svg``, ready for more attributes."""
    text = path.read_text(encoding="utf-8").strip().replace("\n", "")
    return text.removeprefix("<svg").replace(' xmlns="http://www.w3.org/2000/svg"', "", 1)
