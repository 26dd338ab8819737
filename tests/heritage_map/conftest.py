"""People at the desk, and the things they find there."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.gis.geos import GEOSGeometry, Point
from django.core.files.base import ContentFile
from django.db.models import Model
from django.test import Client
from PIL import Image
from playwright.sync_api import Browser, Page, Request, expect

from crafts.models import Artisan
from geodata.models import Photo, Place
from geodata.positions import text_of
from heritage_map.models import User
from heritage_map.roles import EDITOR, OPERATOR, PUBLISHER

PASSWORD = "seven silver rings"
# No story is about how fast a machine is.
expect.set_options(timeout=30_000)
ROLES = {"editor": EDITOR, "publisher": PUBLISHER, "operator": OPERATOR}


@pytest.fixture(autouse=True)
def _quick_and_apart(settings, tmp_path: Path):
    """Hash passwords at once, and keep uploads out of the way."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def person(db: None) -> Callable[[str], User]:
    """Return a function that makes the account of an editor, a publisher, an operator, ..."""

    def make(role: str) -> User:
        account = User(username=role, is_superuser=role == "administrator")
        account.set_password(PASSWORD)
        account.save()
        if role in ROLES:
            account.groups.add(Group.objects.get(name=ROLES[role].name))
        return account

    return make


@pytest.fixture
def signed_in(person: Callable[[str], User]) -> Callable[[str], Client]:
    """Return a function that makes the browser of somebody who has signed in, in English."""

    def sign_in(role: str) -> Client:
        client = Client(headers={"accept-language": "en"})
        if role != "anonymous":
            client.force_login(person(role))
        return client

    return sign_in


@pytest.fixture
def souk(db: None) -> Any:
    """Return a draft of a souk whose position is published."""
    return made(
        Place,
        slug="souk",
        category="souk",
        name_ar="سوق",
        name_fr="Souk",
        geometry=Point(-10.0574, 28.987, srid=4326),
        position_quality="published",
    )


@pytest.fixture
def artisan(db: None) -> Any:
    """Return a draft of an artisan who has not been asked."""
    return made(Artisan, slug="artisan", name_ar="صانع", name_fr="Artisan")


@pytest.fixture
def photo(db: None) -> Any:
    """Return a photo of two by two pixels."""
    file = BytesIO()
    Image.new("RGB", (2, 2)).save(file, "PNG")
    return made(
        Photo,
        image=ContentFile(file.getvalue(), "souk.png"),
        alt_ar="سوق",
        credit="-",
        licence="CC0",
    )


def made(model: type[Model], **fields: Any) -> Any:
    """Return a new record; its translated columns are not known to the type checker."""
    return model._default_manager.create(**fields)


def address(thing: Model | type[Model], page: str = "change") -> str:
    """Return the address of a page of the desk: of a list, of a form, of a question."""
    options = thing._meta
    start = f"/manage/{options.app_label}/{options.model_name}/"
    if page in {"list", "add"}:
        return start if page == "list" else f"{start}add/"
    return f"{start}{thing.pk}/{page}/"


def filled(response: Any, **changes: Any) -> dict[str, Any]:
    """Return what a browser would send for a form of the desk, with some fields changed."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    data = {}
    for field in (field for form in forms for field in form):
        value = field.value()
        if isinstance(value, GEOSGeometry):
            value = text_of(value)
        if value is not None and value is not False:
            data[field.html_name] = value
    return data | changes


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return a page of somebody new, who reads English."""
    context = browser.new_context(locale="en", viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture
def loud(page: Page, live_server) -> Iterator[Page]:
    """Return a browser's page; it fails on a refused script, an error, or a call to a stranger."""
    complaints: list[str] = []

    def watch(request: Request) -> None:
        if not request.url.startswith((live_server.url, "data:", "blob:")):
            complaints.append(f"asked a third party: {request.url}")

    page.on("request", watch)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on(
        "console",
        lambda message: (
            complaints.append(f"{page.url}: {message.text}") if message.type == "error" else None
        ),
    )
    yield page
    assert complaints == []


@pytest.fixture
def desk(loud: Page, live_server, transactional_db: None, person: Callable[[str], User]) -> Page:
    """Return the desk as an administrator finds it after signing in."""
    person("administrator")
    loud.goto(f"{live_server.url}/manage/")
    loud.fill("#id_username", "administrator")
    loud.fill("#id_password", PASSWORD)
    loud.click("#login-form [type=submit]")
    expect(loud.locator("#user-tools")).to_contain_text("administrator")
    return loud
