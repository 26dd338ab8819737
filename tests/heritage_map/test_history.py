"""The history at the desk: nobody breaks anything for good."""

from typing import Any

import pytest

from geodata.history.models import Revision, Version
from geodata.history.recording import recording
from geodata.models import Place, Source
from tests.heritage_map.conftest import address, filled, made


def change(client: Any, record: Any, **changes: str) -> Any:
    """Change some fields of a record, as a browser would."""
    return client.post(address(record), filled(client.get(address(record)), **changes))


def restored(client: Any, record: Any, version: Version) -> Any:
    """Press the button at a state in the history."""
    return client.post(address(record, f"history/{version.pk}"))


def test_a_change_at_the_desk_is_in_the_history_with_who_and_why(souk, signed_in):
    editor = signed_in("editor")
    change(editor, souk, name_fr="Souk couvert", why="the sign says so")
    page = editor.get(address(souk, "history")).content.decode()
    for words in ("editor", "the sign says so", "name (français)", "as it is now"):
        assert words in page


@pytest.mark.parametrize("role", ["editor", "publisher"])
def test_who_may_change_a_record_brings_an_earlier_state_back(role, souk, signed_in):
    client = signed_in(role)
    if role == "publisher":
        Place.objects.update(status="published")
    change(client, souk, name_fr="Souk couvert")
    found = Version.objects.last()
    Place.objects.update(status="published")  # an editor then proposes it
    restored(client, souk, found)
    is_back = Place.objects.get().name_fr == "Souk"
    assert is_back == (role == "publisher")
    if role == "editor":
        draft = client.get("/manage/geodata/draft/")
        assert draft.context["cl"].result_count == 1


def test_a_state_of_one_record_is_not_restored_to_another(souk, signed_in):
    publisher = signed_in("publisher")
    other = made(Place, slug="other", category="souk", name_fr="Autre")
    change(publisher, other, name_ar="آخر")
    assert restored(publisher, souk, Version.objects.last()).status_code == 404


def test_a_change_shows_what_differs_and_is_undone_by_a_publisher_only(souk, signed_in):
    editor, publisher = signed_in("editor"), signed_in("publisher")
    change(editor, souk, name_fr="Souk couvert", geometry="28.991200, -10.060100")
    revision = Revision.objects.get()
    page = editor.get(address(revision)).content.decode()
    assert "<ins> couvert</ins>" in page
    assert "28.991200, -10.060100" in page
    undo = f"/manage/geodata/revision/{revision.pk}/undo/"
    assert editor.post(undo).status_code == 403
    publisher.post(undo)
    assert Place.objects.get().name_fr == "Souk"
    revision.refresh_from_db()
    assert revision.undone_by is not None
    assert (revision.undone_by.kind, str(revision.undone_by.made_by)) == ("undo", "publisher")


def test_what_was_chosen_in_a_list_is_undone_as_one(souk, signed_in):
    publisher = signed_in("publisher")
    other = made(
        Place, slug="other", category="souk", name_fr="Autre", name_ar="آخر",
    )  # fmt: skip
    chosen = {"action": "publish", "_selected_action": [souk.pk, other.pk]}
    publisher.post(address(Place, "list"), chosen)
    assert Place.objects.public().count() == 2
    publisher.post(f"/manage/geodata/revision/{Revision.objects.get().pk}/undo/")
    assert not Place.objects.public().exists()


def test_a_change_that_cannot_be_undone_whole_is_not_undone_in_part(souk, signed_in):
    publisher = signed_in("publisher")
    with recording():
        souk.name_fr = "Souk couvert"
        souk.save()
        town = made(Place, slug="town", category="town", name_fr="Ville")
    made(Place, slug="stall", category="workshop", name_fr="Étal", parent=town)
    undo = f"/manage/geodata/revision/{Revision.objects.get().pk}/undo/"
    page = publisher.post(undo, {"force": "on"}, follow=True).content.decode()
    assert "Other records need it" in page
    assert Place.objects.get(slug="souk").name_fr == "Souk couvert"
    assert Revision.objects.count() == 1


def test_what_has_been_deleted_is_listed_and_comes_back(souk, signed_in):
    code = souk.code
    souk.facts.create(text_ar="خبر")
    administrator, publisher = signed_in("administrator"), signed_in("publisher")
    administrator.post(address(souk, "delete"), {"post": "yes"})
    assert not Place.objects.exists()
    page = publisher.get("/manage/geodata/revision/deleted/")
    (item,) = page.context["deleted"]
    assert "Souk" in page.content.decode()
    answer = publisher.post("/manage/geodata/revision/deleted/", {"version": item["version"].pk})
    assert answer.url == address(souk)
    assert Place.objects.get().code == code
    assert Place.objects.get().facts.count() == 1
    assert not publisher.get("/manage/geodata/revision/deleted/").context["deleted"]


def test_only_who_may_restore_brings_back_what_has_been_deleted(souk, signed_in):
    administrator, editor = signed_in("administrator"), signed_in("editor")
    administrator.post(address(souk, "delete"), {"post": "yes"})
    (item,) = editor.get("/manage/geodata/revision/deleted/").context["deleted"]
    answer = editor.post("/manage/geodata/revision/deleted/", {"version": item["version"].pk})
    assert answer.status_code == 403
    assert not Place.objects.exists()


@pytest.mark.parametrize("version", ["", "x", "999999"])
def test_a_forged_version_is_not_found(version, souk, signed_in):
    answer = signed_in("publisher").post("/manage/geodata/revision/deleted/", {"version": version})
    assert answer.status_code == 404


class TestTwoAtOnce:
    def test_who_saves_second_is_told_what_the_first_has_changed_and_loses_nothing(
        self, souk, signed_in
    ):
        editor, publisher = signed_in("editor"), signed_in("publisher")
        change(publisher, souk, summary_fr="Un souk.")
        opened = filled(editor.get(address(souk)), name_fr="Souk couvert")
        change(publisher, souk, opening_hours="Mo 08:00-12:00")
        answer = editor.post(address(souk), opened)
        form = answer.context["adminform"].form
        (sentence,) = form.errors["__all__"]
        assert sentence.startswith("publisher has changed this while you were writing: opening")
        assert form["name_fr"].value() == "Souk couvert"
        assert Place.objects.get().opening_hours == "Mo 08:00-12:00"

    def test_who_has_read_that_may_overwrite_it(self, souk, signed_in):
        editor, publisher = signed_in("editor"), signed_in("publisher")
        opened = filled(editor.get(address(souk)), name_fr="Souk couvert")
        change(publisher, souk, name_ar="آخر")
        again = filled(editor.post(address(souk), opened))
        assert editor.post(address(souk), again).status_code == 302
        assert Place.objects.get().name_fr == "Souk couvert"

    def test_parts_count_as_changes_of_their_record(self, souk, signed_in):
        editor = signed_in("editor")
        opened = filled(editor.get(address(souk)))
        souk.facts.create(text_ar="خبر")
        assert editor.post(address(souk), opened).status_code == 200


def test_sources_have_a_history_too(signed_in):
    source = made(Source, slug="source", name="Le360")
    editor = signed_in("editor")
    change(editor, source, name="Le 360")
    restored(editor, source, Version.objects.last())
    page = editor.get(address(source, "history"))
    assert page.status_code == 200
    assert "Le360" not in Source.objects.get().name or Source.objects.get().name == "Le360"
