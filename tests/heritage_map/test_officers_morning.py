"""An officer's morning, from the first page of the desk to what the public sees after each step.

In a real browser, on the territory that the site is shipped with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from circuits.models import Leg
from geodata.drafts import drafts
from geodata.history.documents import document_of
from geodata.models import Place, Report
from tests.geodata.interchange import files
from tests.heritage_map.conftest import PASSWORD

pytestmark = pytest.mark.browser

ENTRANCE = (28.9779, -10.0679)
STALLS, FAULTS = 300, 20


@pytest.fixture
def officer(
    loud: Page, live_server, transactional_db: None, person, it_is, settings, tmp_path
) -> Page:
    """Return the desk as a publisher finds it on a Friday morning, in French."""
    settings.VAR_DIR = tmp_path / "var"
    it_is("2026-11-27 09:00")
    call_command("load_territory", "guelmim", stdout=StringIO())
    person("publisher")
    loud.goto(f"{live_server.url}/manage/")
    loud.fill("#id_username", "publisher")
    loud.fill("#id_password", PASSWORD)
    loud.click("#login-form [type=submit]")
    loud.get_by_role("button", name="français").click()
    expect(loud.locator("html")).to_have_attribute("lang", "fr")
    return loud


@pytest.fixture
def public(officer: Page) -> Iterator[Page]:
    """Return the browser of somebody who reads the site, in French."""
    assert officer.context.browser is not None
    context = officer.context.browser.new_context(locale="fr")
    yield context.new_page()
    context.close()


def stalls(path: Path) -> Path:
    """Write a spreadsheet of 300 stalls, 20 of which cannot be taken as they are."""
    kinds = ["fusée", "atelier", "atelier", "atelier"]
    wrong = {
        15 * number: (kinds[number % 4], ["28,99", "95", "abc", "48.8566"][number % 4])
        for number in range(FAULTS)
    }
    rows: list[list[Any]] = [["nom", "catégorie", "latitude", "longitude"]]
    for number in range(STALLS):
        kind, latitude = wrong.get(number, ("atelier", f"{28.93 + number * 2e-4:.5f}"))
        rows.append([f"Étal {number:03d} de {chr(97 + number % 26)}mina", kind, latitude, -10.09])
    return files.workbook(path, rows)


def choose(page: Page, field: str, words: str, name: str) -> None:
    """Choose a record in a field that looks for it as one types."""
    page.locator(f".field-{field} .select2-selection").click()
    page.locator(".select2-search__field").last.fill(words)
    page.locator(".select2-results__option", has_text=name).click()
    expect(page.locator(f".field-{field} .select2-selection")).to_contain_text(name)


def test_an_officers_morning(officer: Page, public: Page, live_server, tmp_path: Path) -> None:
    site = live_server.url
    before = {place.slug: document_of(place) for place in Place.objects.all()}

    # Amhirich's entrance, found by its name and corrected.
    officer.goto(f"{site}/manage/")
    officer.fill("#find", "amhirich")
    officer.press("#find", "Enter")
    if "/find/" in officer.url:
        officer.get_by_role("link", name=re.compile("Souk Amhirich")).first.click()
    officer.fill("#id_entrance", "{}, {}".format(*ENTRANCE))
    officer.fill("#id_why", "Vu sur place")
    officer.locator("input[name=_save]").last.click()
    expect(officer.locator(".messagelist .success")).to_be_visible()
    amhirich = Place.objects.get(slug="souk-amhirich")
    assert amhirich.entrance is not None
    assert amhirich.entrance.coords == pytest.approx(ENTRANCE[::-1])
    legs = Leg.objects.filter(start__place=amhirich)
    starts = [leg.geometry.coords[0] for leg in legs if leg.geometry is not None]
    assert starts
    assert all(start == pytest.approx(ENTRANCE[::-1]) for start in starts)

    # Dlalat is closed for a month, and the crafts complex takes its place.
    officer.goto(f"{site}/manage/geodata/closure/add/")
    choose(officer, "place", "dlalat", "Souk Dlalat")
    choose(officer, "instead", "complexe", "1978")
    officer.fill("#id_since_0", "27/11/2026")
    officer.fill("#id_since_1", "08:00")
    officer.fill("#id_until_0", "27/12/2026")
    officer.fill("#id_until_1", "08:00")
    for language, reason in (("fr", "Réhabilitation"), ("ar", "إعادة التأهيل")):
        officer.locator(f"#id_reason_{language}").evaluate("(f, text) => (f.value = text)", reason)
    officer.locator("input[name=_save]").last.click()
    expect(officer.locator(".messagelist .success")).to_be_visible()
    public.goto(f"{site}/fr/places/souk-dlalat/")
    expect(public.locator("main")).to_contain_text("Réhabilitation")
    expect(public.locator("main a[href$='/places/complexe-artisanal-1978/']").first).to_be_visible()

    # A spreadsheet of stalls: what is wrong in it is said row by row, the rest comes in.
    officer.goto(f"{site}/manage/geodata/importbatch/new/")
    officer.set_input_files("#id_file", stalls(tmp_path / "étals.xlsx"))
    officer.get_by_role("button", name="Le regarder").click()
    states = officer.locator(".import-states")
    expect(states.locator(".import-state--new strong")).to_have_text(str(STALLS - FAULTS))
    expect(states.locator(".import-state--refused strong")).to_have_text(str(FAULTS // 2))
    expect(states.locator(".import-state--suspicious strong")).to_have_text(str(FAULTS // 2))
    officer.fill("#id_reason", "Registre des étals")
    officer.check("#id_without_refused")
    officer.check("#id_publish")
    officer.get_by_role("button", name="Importer", exact=True).click()
    expect(officer.locator(".messagelist .success")).to_be_visible()
    assert Place.objects.public().filter(name_fr__startswith="Étal").count() == STALLS - FAULTS
    public.goto(f"{site}/fr/search/?q=Étal 001")
    expect(public.locator("main")).to_contain_text("Étal 001 de bmina")

    # It was the wrong register: all of it goes, and only that.
    officer.get_by_role("button", name="Annuler cet import").click()
    expect(officer.locator(".messagelist .success")).to_be_visible()
    assert not Place.objects.filter(name_fr__startswith="Étal").exists()
    public.reload()
    expect(public.locator("main")).not_to_contain_text("Étal 001 de bmina")

    # A visitor has written; what they say is put right in the form beside it.
    report = Report.objects.create(
        kind="hours",
        place=Place.objects.get(slug="souk-amhirich"),
        text="Le samedi, tout est fini à treize heures.",
        language="fr",
        made_at="2026-11-27T08:00Z",
    )
    officer.goto(f"{site}/manage/")
    officer.get_by_role("link", name=re.compile("1 Signalement")).click()
    officer.locator("#result_list tbody a").first.click()
    officer.locator("[name=_accept]").click()
    expect(officer.locator(".report-beside")).to_contain_text("tout est fini à treize heures")
    officer.check("[name=opening_hours-kind][value=text]")
    officer.fill("#id_opening_hours", "Sa 06:00-13:00")
    officer.locator("input[name=_save]").last.click()
    expect(officer.locator(".messagelist .success").first).to_be_visible()
    report.refresh_from_db()
    assert report.status == Report.Status.ACCEPTED
    public.goto(f"{site}/fr/places/souk-amhirich/")
    expect(public.locator("main")).to_contain_text("13:00")

    # A colleague has proposed other words; the publisher reads what differs, and publishes.
    words = document_of(amhirich := Place.objects.get(slug="souk-amhirich"))
    words["fields"]["summary_fr"] = "Le marché du samedi, aux portes de la ville."
    assert drafts.propose(amhirich, words, reason="Plus court") is not None
    officer.goto(f"{site}/manage/")
    officer.get_by_role("link", name=re.compile("1 Brouillon")).click()
    officer.locator("#result_list tbody th a").first.click()
    expect(officer.locator(".differences ins").first).to_be_visible()
    officer.get_by_role("button", name="Publier").click()
    expect(officer.locator(".messagelist .success")).to_be_visible()
    public.goto(f"{site}/fr/places/souk-amhirich/")
    expect(public.locator("main")).to_contain_text("aux portes de la ville")

    # Nothing was broken for good: change after change is taken back, and all is as it was.
    officer.goto(f"{site}/manage/geodata/revision/")
    while officer.locator("#result_list tbody tr").count():
        rows = officer.locator("#result_list tbody tr:not(:has(td.field-undone:text-is('oui')))")
        open_rows = rows.filter(has_not=officer.locator("td.field-kind", has_text="annulé"))
        if not open_rows.count():
            break
        open_rows.first.locator("th a").click()
        officer.get_by_role("button", name="Annuler ce changement").click()
        expect(officer.locator(".messagelist")).to_contain_text("Ce changement est annulé.")
        officer.goto(f"{site}/manage/geodata/revision/")
    assert {place.slug: document_of(place) for place in Place.objects.all()} == before
