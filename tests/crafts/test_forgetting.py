"""A person who asks for it is forgotten: in the record and in all that is kept besides."""

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation

from crafts.errors import NobodyToForget
from crafts.forgetting import Person, forget
from crafts.models import Artisan, Product
from geodata.drafts import drafts
from geodata.errors import RestoreRefused
from geodata.history.documents import document_of
from geodata.history.models import Revision, Version
from geodata.history.recording import recording
from geodata.history.restoring import undo
from geodata.interchange import batches, waiting
from geodata.interchange.columns import Profile
from geodata.interchange.comparison import preview
from geodata.interchange.subjects import SUBJECTS
from geodata.models import ImportedRecord, LoadedRecord, Photo, SearchEntry
from heritage_map.models import User
from tests import pictures, towns

NAME, WORDS, PHONE = "Zahra Ouballa", "Depuis ma grand-mère", "+212 600 123456"


@pytest.fixture(autouse=True)
def _apart(settings: Any, tmp_path: Path) -> Iterator[None]:
    """Keep uploads out of the way, and speak English."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.VAR_DIR = tmp_path / "var"
    with translation.override("en"):
        yield


@pytest.fixture
def amina(db: None) -> User:
    """Return the account of an officer."""
    return User.objects.create(username="amina")


def photo(alt: str = "Un portrait") -> Any:
    """Return a photo with a file."""
    return Photo.objects.create(
        image=ContentFile(pictures.photo(), "p.jpg"), alt_fr=alt, credit="-", licence="CC0"
    )


@pytest.fixture
def zahra(amina: User) -> Any:
    """Return somebody who has been changed at the desk, and who makes bags in the souk."""
    leather = towns.craft("Cuir")
    made = towns.artisan(NAME, leather, bio_fr=WORDS, phone=PHONE)
    towns.works_at(made, towns.place("Souk"), "Mo 09:00-12:00")
    towns.product("Sac", leather).artisans.add(made)
    made.photos.add(photo())
    with recording(amina, reason=f"{NAME} called"):
        made.bio_fr = f"{WORDS}, et après"
        made.save()
    return made


def everything_said() -> str:
    """Return all rows of all tables as one text."""
    told = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{model._meta.db_table}" t')
            told += [text for (text,) in cursor.fetchall()]
    return "\n".join(told)


def test_nothing_in_the_database_says_a_word_of_them_any_more(
    zahra, amina, django_capture_on_commit_callbacks
):
    drafts.propose(
        zahra,
        document_of(zahra) | {"fields": document_of(zahra)["fields"] | {"phone": "+212 600 9"}},
        by=amina,
        reason=f"{NAME} has another",
    )
    LoadedRecord.objects.create(
        kind="artisan",
        key="zahra",
        object_id=zahra.pk,
        values={"said": {"name_fr": NAME}, "without_samples": {}},
    )
    LogEntry.objects.create(
        user=amina,
        content_type=ContentType.objects.get_for_model(Artisan),
        object_id=zahra.pk,
        object_repr=NAME,
        action_flag=CHANGE,
        change_message=json.dumps([{"added": {"name": "workplace", "object": f"{NAME} – Souk"}}]),
    )
    assert "Ouballa" in everything_said()
    with django_capture_on_commit_callbacks(execute=True):
        forget(zahra.pk, by=amina)
    said = everything_said()
    for word in ("Ouballa", "ouballa", WORDS, "grand-m", PHONE, "600 9", "portrait"):
        assert word not in said


def test_the_history_still_says_that_something_was_changed_when_and_by_whom(zahra, amina):
    before = Revision.objects.get()
    forgotten = forget(zahra.pk, by=amina)
    before.refresh_from_db()
    assert (before.made_by, before.reason) == (amina, "")
    assert (forgotten.kind, forgotten.made_by) == ("forget", amina)
    versions = Version.objects.filter(model="crafts.artisan")
    assert versions.count() == 3
    assert {version.name for version in versions} == {"artisan, forgotten"}


def test_products_and_places_keep_their_own_history(zahra, amina):
    bag = Product.objects.get()
    forget(zahra.pk, by=amina)
    assert Product.objects.get() == bag
    kept = Version.objects.filter(model="crafts.product", object_id=bag.pk)
    assert [version.document["links"]["artisans"] for version in kept] == [[], [zahra.pk]]


def test_search_finds_them_no_more(zahra):
    assert SearchEntry.objects.filter(kind="artisan").exists()
    forget(zahra.pk)
    assert not SearchEntry.objects.filter(kind="artisan").exists()


def test_neither_they_nor_a_word_of_them_can_be_brought_back(zahra, amina):
    edit = Revision.objects.get()
    forgotten = forget(zahra.pk, by=amina)
    for revision in (edit, forgotten):
        with pytest.raises(RestoreRefused):
            undo(revision, by=amina, force=True)
    assert not Artisan.objects.exists()


def test_what_else_a_change_did_is_still_undone(zahra, amina):
    bag = Product.objects.get()
    with recording(amina) as both:
        bag.name_fr, zahra.phone = "Grand sac", ""
        bag.save()
        zahra.save()
    forget(zahra.pk)
    undo(both.revision, by=amina)
    assert Product.objects.get().name_fr == "Sac"


class TestPhotos:
    def files(self) -> list[str]:
        """Return the names of the files of photos."""
        folder = Path(Photo._meta.get_field("image").storage.location) / "photos"
        return sorted(path.name for path in folder.iterdir())

    def test_their_files_are_removed_when_the_change_is_there_for_good(
        self, zahra, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            forget(zahra.pk)
            assert len(self.files()) == 1
        assert self.files() == []
        assert not Photo.objects.exists()

    def test_files_that_a_photo_had_before_go_too(
        self, zahra, amina, django_capture_on_commit_callbacks
    ):
        portrait = Photo.objects.get()
        with recording(amina):
            portrait.image = ContentFile(pictures.photo(), "other.jpg")
            portrait.save()
        assert len(self.files()) == 2
        with django_capture_on_commit_callbacks(execute=True):
            forget(zahra.pk)
        assert self.files() == []

    def test_a_photo_that_was_taken_off_them_goes_too(
        self, zahra, amina, django_capture_on_commit_callbacks
    ):
        with recording(amina):
            zahra.photos.clear()
        with django_capture_on_commit_callbacks(execute=True):
            forget(zahra.pk)
        assert self.files() == []

    def test_a_photo_that_another_record_shows_stays_unless_it_is_named(
        self, zahra, django_capture_on_commit_callbacks
    ):
        shared = photo("Le sac")
        zahra.photos.add(shared)
        Product.objects.get().photos.add(shared)
        assert [one.shown_by for one in Person.find(zahra.pk).portraits] == [
            (),
            (Product.objects.get(),),
        ]
        with django_capture_on_commit_callbacks(execute=True):
            forget(zahra.pk)
        assert Product.objects.get().photos.get() == shared
        assert len(self.files()) == 1

    def test_a_photo_that_is_named_goes_although_another_record_shows_it(
        self, zahra, django_capture_on_commit_callbacks
    ):
        Product.objects.get().photos.add(Photo.objects.get())
        with django_capture_on_commit_callbacks(execute=True):
            forget(zahra.pk, shared_photos=[Photo.objects.get().pk])
        assert not Product.objects.get().photos.exists()
        assert self.files() == []


class TestImports:
    REGISTER = f"nom;metier;telephone\n{NAME};cuir;{PHONE}\nAutre;cuir;\n".encode()

    def brought_in(self, tmp_path: Path) -> Any:
        """Return the import of a register with two people in it."""
        file = tmp_path / "register.csv"
        file.write_bytes(self.REGISTER)
        found = preview(file, file.name, SUBJECTS["artisan"], Profile())
        return batches.apply(found, file_name=file.name, reason="")

    def test_what_an_import_remembers_of_them_goes_and_the_rest_is_still_undone(self, db, tmp_path):
        towns.craft("Cuir")
        batch = self.brought_in(tmp_path)
        forget(Artisan.objects.get(name_fr=NAME).pk)
        assert ImportedRecord.objects.get().label == "Autre"
        batches.undo(batch)
        assert not Artisan.objects.exists()

    def test_who_went_with_an_import_that_was_undone_is_forgotten_too(self, db, tmp_path):
        towns.craft("Cuir")
        batches.undo(self.brought_in(tmp_path))
        out = StringIO()
        call_command("forget_artisan", NAME, yes=True, stdout=out)
        assert "Forgotten." in out.getvalue()
        assert "Ouballa" not in everything_said()

    def test_registers_that_wait_are_removed_and_files_of_places_are_not(
        self, zahra, django_capture_on_commit_callbacks
    ):
        for subject in ("artisan", "place"):
            waiting.keep([self.REGISTER], "r.csv", len(self.REGISTER), subject, Profile())
        with django_capture_on_commit_callbacks(execute=True):
            forget(zahra.pk)
        assert not waiting.of_subject("artisan")
        assert len(waiting.of_subject("place")) == 1


def test_who_was_deleted_before_is_forgotten_too(zahra, amina):
    pk = zahra.pk
    with recording(amina):
        zahra.delete()
    assert Person.find(pk).names == (NAME,)
    forget(pk, by=amina)
    assert "Ouballa" not in everything_said()
    with pytest.raises(NobodyToForget):
        forget(pk, by=amina)


def test_texts_elsewhere_that_name_them_are_named_and_left_alone(zahra):
    souk = towns.place("Autre souk", story_fr=f"On y trouve {NAME}.")
    towns.circuit("Tour", (souk, 10)).stops.update(note_fr=f"Demandez {NAME.upper()}.")
    named = Person.find(zahra.pk).mentions
    assert [str(one) for one in named] == ["Autre souk", "Tour"]


def test_a_territory_that_still_names_them_does_not_bring_them_back(settings, tmp_path, db):
    from tests.small_town import built

    town = built(tmp_path, settings)
    town.load()
    person = Artisan.objects.get()
    forget(person.pk)
    town.change("artisans.json", "sample-artisan", languages="ar")
    town.load()
    assert not Artisan.objects.exists()


class TestCommand:
    def test_it_tells_what_goes_and_asks_for_the_code(self, zahra, monkeypatch):
        monkeypatch.setattr("builtins.input", lambda _question: zahra.code.lower())
        out = StringIO()
        call_command("forget_artisan", zahra.code, stdout=out)
        assert "2 states in the history" in out.getvalue()
        assert not Artisan.objects.exists()

    def test_another_answer_removes_nothing(self, zahra, monkeypatch):
        monkeypatch.setattr("builtins.input", lambda _question: "yes")
        with pytest.raises(CommandError, match="Nothing was removed"):
            call_command("forget_artisan", zahra.slug, stdout=StringIO())
        assert Artisan.objects.exists()

    def test_two_of_a_name_are_told_apart_by_their_numbers(self, zahra):
        other = towns.artisan(NAME, slug="other")
        with pytest.raises(CommandError, match=f"#{zahra.pk} .*#{other.pk} "):
            call_command("forget_artisan", NAME, yes=True, stdout=StringIO())
        call_command("forget_artisan", f"#{other.pk}", yes=True, stdout=StringIO())
        assert Artisan.objects.get() == zahra

    def test_nobody_is_said_to_be_nobody(self, db):
        with pytest.raises(CommandError, match="Nothing is kept"):
            call_command("forget_artisan", "Personne", yes=True)
