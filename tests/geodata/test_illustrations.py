"""The site's drawings, as pages show them."""

import re
from pathlib import Path

import pytest
from django.template import Context, Engine

from geodata.models import Category
from geodata.templatetags.illustrations import FOLDER

ENGINE = Engine(libraries={"illustrations": "geodata.templatetags.illustrations"})
DRAWINGS = sorted(FOLDER.rglob("*.svg"))


def shown(source: str, **context: str) -> str:
    return ENGINE.from_string("{% load illustrations %}" + source).render(Context(context))


def test_a_drawing_is_hidden_from_those_who_listen_unless_it_has_a_title() -> None:
    silent = shown('{% illustration "leather" class="card__art" %}')
    assert 'aria-hidden="true"' in silent
    assert 'class="illustration illustration--crafts card__art"' in silent

    spoken = shown("{% illustration 'leather' title=title %}", title='Bags "by hand"')
    assert 'role="img" aria-label="Bags &quot;by hand&quot;"' in spoken
    assert "aria-hidden" not in spoken


def test_a_name_nobody_has_drawn_shows_the_generic_ornament() -> None:
    ornament = shown('{% illustration "glass-blowing" %}')
    assert ornament == shown('{% illustration "../../manage" %}')
    assert ornament != shown('{% illustration "leather" %}')
    assert "<svg" in shown('{% icon "telegraph" %}')


def test_every_category_of_place_has_its_drawing() -> None:
    drawn = {path.stem for path in (FOLDER / "places").glob("*.svg")}
    assert set(Category.values) <= drawn


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_a_drawing_can_stand_in_any_page_more_than_once(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<(script|style|text|image|foreignObject)\b", text)
    assert not re.search(r"\s(style|id|class|on\w+)=", text)
    assert len(text) < (12_000 if path.parent.name == "scenes" else 3_000)
