"""What is written about the site leads somewhere: links, files, commands and pictures."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

ROOT = Path(settings.BASE_DIR)
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/*.md"))]
NOT_KEPT = ("static/", "var/", "frontend/node_modules/", "geodata/territories/mytown/")

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def headings(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def links(page: Path) -> list[str]:
    """Return where a page's links lead, those to other sites left out."""
    found = re.findall(r"\]\(([^)]+)\)", page.read_text())
    return [link for link in found if not link.startswith("https://")]


@every_page
def test_every_link_leads_to_a_file_and_to_a_heading_in_it(page: Path):
    for link in links(page):
        name, _, heading = link.partition("#")
        file = page.parent / name if name else page
        assert file.is_file(), link
        assert not heading or heading in headings(file), link


@every_page
def test_every_file_that_is_named_is_there(page: Path):
    for path in re.findall(r"`([\w.-]+/[\w./-]*)`", page.read_text()):
        if (ROOT / path.split("/")[0]).is_dir() and not path.startswith(NOT_KEPT):
            assert (ROOT / path).exists(), path


@every_page
def test_every_command_that_is_named_can_be_run(page: Path):
    said = page.read_text()
    for command in re.findall(r"(?:script/manage|manage\.py) ([a-z_]+)", said):
        assert command in get_commands()
    for module in re.findall(r"python -m (tests[\w.]+)", said):
        assert (ROOT / f"{module.replace('.', '/')}.py").is_file(), module


def test_the_readme_leads_to_every_page_of_the_docs():
    listed = {link for link in links(ROOT / "README.md") if link.endswith(".md")}
    assert {f"docs/{page.name}" for page in ROOT.glob("docs/*.md")} <= listed


def test_every_picture_is_shown_on_a_page():
    shown = {Path(link).name for page in PAGES for link in links(page)}
    assert {picture.name for picture in ROOT.glob("docs/screenshots/*")} <= shown
