"""Drafts at the desk: editors change what the public sees through a publisher."""

from typing import Any

import pytest
from django.test import Client

from geodata.drafts.models import Draft
from geodata.models import Closure, Place, Revision
from tests.heritage_map.conftest import address, filled, made


@pytest.fixture
def market(souk) -> Any:
    """Return the souk, published."""
    Place.objects.update(status="published", opening_hours="Mo-Sa 09:00-18:00")
    souk.refresh_from_db()
    return souk


def send(client: Client, place: Place, query: str = "", **changes: str) -> Any:
    """Change some fields of a place, as a browser would."""
    url = f"{address(place)}{query}"
    return client.post(url, filled(client.get(url), **changes))


def decide(client: Client, **pressed: str) -> Any:
    """Press a button below a draft."""
    return client.post(f"/manage/geodata/draft/{Draft.objects.get().pk}/decide/", pressed)


def test_what_an_editor_changes_of_a_published_place_waits_for_a_publisher(market, signed_in):
    editor, publisher = signed_in("editor"), signed_in("publisher")
    answer = send(editor, market, name_fr="Souk couvert", why="the sign says so")
    draft = Draft.objects.get()
    assert answer.url == f"/manage/geodata/draft/{draft.pk}/change/"
    assert Place.objects.get().name_fr == "Souk"
    review = publisher.get(answer.url).content.decode()
    assert "<ins> couvert</ins>" in review
    assert "the sign says so" in review
    decide(publisher, _publish="")
    assert Place.objects.get().name_fr == "Souk couvert"
    revision = Revision.objects.get()
    assert (revision.kind, revision.reason) == ("draft", "the sign says so")
    assert str(revision.made_by) == "publisher"


def test_an_editor_goes_on_with_a_draft_where_it_was_left(market, signed_in):
    editor = signed_in("editor")
    send(editor, market, name_fr="Souk couvert")
    form = editor.get(address(market)).context["adminform"].form
    assert form["name_fr"].value() == "Souk couvert"
    send(editor, market, summary_fr="Le plus grand.")
    document = Draft.objects.get().document["fields"]
    assert (document["name_fr"], document["summary_fr"]) == ("Souk couvert", "Le plus grand.")


def test_a_fact_that_an_editor_adds_is_part_of_the_draft(market, signed_in):
    editor, publisher = signed_in("editor"), signed_in("publisher")
    new = {"facts-TOTAL_FORMS": "1", "facts-0-text_ar": "خبر", "facts-0-order": "0"}
    send(editor, market, **new)
    assert not market.facts.exists()
    send(editor, market, **{"facts-0-text_ar": "خبر صحيح"})
    decide(publisher, _publish="")
    assert [fact.text_ar for fact in market.facts.all()] == ["خبر صحيح"]


def test_a_mistake_in_a_draft_is_shown_with_all_that_was_typed(market, signed_in):
    answer = send(signed_in("editor"), market, name_fr="Souk couvert", opening_hours="from nine")
    assert answer.status_code == 200
    assert answer.context["adminform"].form["name_fr"].value() == "Souk couvert"
    assert "opening_hours" in answer.context["adminform"].form.errors
    assert not Draft.objects.exists()
    assert Place.objects.get().name_fr == "Souk"


def test_an_editor_neither_publishes_nor_forges_a_status(market, signed_in):
    editor = signed_in("editor")
    send(editor, market, name_fr="Souk couvert", status="archived")
    assert Draft.objects.get().document["fields"]["status"] == "published"
    assert decide(editor, _publish="").status_code == 403
    assert decide(editor, _return="", answer="no").status_code == 403
    assert Place.objects.get().name_fr == "Souk"


def test_a_publisher_changes_at_once_or_keeps_a_draft_instead(market, signed_in):
    publisher = signed_in("publisher")
    send(publisher, market, name_fr="Souk couvert")
    assert Place.objects.get().name_fr == "Souk couvert"
    assert not Draft.objects.exists()
    send(publisher, market, name_fr="Souk fermé", _draft="")
    assert Place.objects.get().name_fr == "Souk couvert"
    assert Draft.objects.get().document["fields"]["name_fr"] == "Souk fermé"


def test_a_publisher_who_opens_the_record_is_told_of_the_draft(market, signed_in):
    editor, publisher = signed_in("editor"), signed_in("publisher")
    send(editor, market, name_fr="Souk couvert")
    page = publisher.get(address(market))
    assert "editor proposes a change of this" in page.content.decode()
    assert page.context["adminform"].form["name_fr"].value() == "Souk"
    draft = publisher.get(f"{address(market)}?draft=1")
    assert draft.context["adminform"].form["name_fr"].value() == "Souk couvert"


def test_a_draft_is_sent_back_with_what_is_to_be_changed_and_comes_again(market, signed_in):
    editor, publisher = signed_in("editor"), signed_in("publisher")
    send(editor, market, name_fr="Souk couvert")
    decide(publisher, _return="")
    assert Draft.objects.get().state == "waiting"
    decide(publisher, _return="", answer="In Arabic too.")
    assert "In Arabic too." in editor.get(address(market)).content.decode()
    send(editor, market, name_ar="السوق الكبير")
    assert Draft.objects.get().state == "waiting"


def test_whoever_made_a_draft_drops_it_and_no_other_editor(market, signed_in, person):
    editor = signed_in("editor")
    send(editor, market, name_fr="Souk couvert")
    other = Client()
    account = person("administrator")
    account.username, account.is_superuser = "other", False
    account.save()
    account.groups.set(editor.get("/manage/").wsgi_request.user.groups.all())
    other.force_login(account)
    assert decide(other, _drop="").status_code == 403
    decide(editor, _drop="")
    assert Draft.objects.get().state == "dropped"
    assert editor.get(address(market)).context["adminform"].form["name_fr"].value() == "Souk"


def test_what_was_published_since_is_shown_and_overwritten_only_on_purpose(market, signed_in):
    editor, publisher = signed_in("editor"), signed_in("publisher")
    send(editor, market, opening_hours="Mo 08:00-12:00")
    send(publisher, market, opening_hours="Fr 08:00-12:00")
    review = publisher.get(f"/manage/geodata/draft/{Draft.objects.get().pk}/change/")
    assert "Changed otherwise since the draft was begun" in review.content.decode()
    decide(publisher, _publish="")
    assert Place.objects.get().opening_hours == "Fr 08:00-12:00"
    decide(publisher, _publish="", force="on")
    assert Place.objects.get().opening_hours == "Mo 08:00-12:00"


def test_a_draft_leaves_closures_alone_that_came_after_it(market, signed_in):
    editor, publisher = signed_in("editor"), signed_in("publisher")
    send(editor, market, name_fr="Souk couvert")
    closure = made(Closure, place=market, since="2026-12-01T08:00Z", reason_fr="Travaux")
    decide(publisher, _publish="")
    assert list(Closure.objects.all()) == [closure]


def test_drafts_that_wait_are_named_on_the_first_page(market, signed_in):
    editor, publisher = signed_in("editor"), signed_in("publisher")
    send(editor, market, name_fr="Souk couvert")
    tasks = {task.label: task for task in publisher.get("/manage/").context["tasks"]}
    found = publisher.get(tasks["Drafts to review"].url)
    assert found.context["cl"].result_count == 1
    assert "name" in found.content.decode()


def test_a_draft_that_no_longer_fits_says_so_and_is_not_lost(market, signed_in):
    editor = signed_in("editor")
    send(editor, market, slug="souk", name_fr="Souk couvert")
    Draft.objects.update(document={**Draft.objects.get().document, "parts": {"facts": {
        "9": {"fields": {"order": 0, "text_ar": None, "is_disputed": None}, "links": {}}},
        "closures": {}}})  # fmt: skip
    page = editor.get(address(market), follow=True)
    assert page.status_code == 200
    assert Draft.objects.get().is_open
