"""Who may do what at the desk, role by role and model by model."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.core.management import call_command
from django.db.models import Model
from django.test import Client

from circuits.models import Circuit, Edition, Leg, Rerouting, Stop
from crafts.models import Artisan, Craft, Motif, Organisation, Product
from geodata.history.documents import document_of
from geodata.models import (
    Closure,
    Draft,
    Event,
    ImportBatch,
    ImportProfile,
    Observation,
    Photo,
    Place,
    Publication,
    Record,
    Report,
    Revision,
    Road,
    Source,
)
from heritage_map.models import User
from heritage_map.roles import EDITOR, OPERATOR, PUBLISHER, keep_groups
from tests.heritage_map.conftest import address, filled, made

# What an editor and a publisher may do with each model; an operator and a stranger may do nothing,
# an administrator everything.
RIGHTS = {
    "geodata.place": ("view add change", "view add change publish"),
    "geodata.event": ("view add change", "view add change publish"),
    "geodata.fact": ("view add change", "view add change delete"),
    "geodata.closure": ("view", "view add change delete"),
    "geodata.road": ("view", "view add change"),
    "geodata.source": ("view add change", "view add change"),
    "geodata.photo": ("view add change", "view add change"),
    "geodata.report": ("view change", "view change delete"),
    "geodata.observation": ("view add change", "view add change"),
    "geodata.importbatch": ("view", "view"),
    "geodata.importedrecord": ("", ""),
    "geodata.revision": ("view", "view"),
    "geodata.version": ("", ""),
    "geodata.draft": ("view", "view"),
    "geodata.importjob": ("", ""),
    "geodata.importprofile": ("view", "view delete"),
    "geodata.loadedrecord": ("", ""),
    "geodata.searchentry": ("", ""),
    "crafts.craft": ("view add change", "view add change publish"),
    "crafts.tool": ("view add change", "view add change delete"),
    "crafts.organisation": ("view add change", "view add change publish"),
    "crafts.artisan": ("view add change", "view add change publish forget"),
    "crafts.workplace": ("view add change", "view add change delete"),
    "crafts.motif": ("view add change", "view add change publish"),
    "crafts.product": ("view add change", "view add change publish"),
    "crafts.salepoint": ("view add change", "view add change delete"),
    "circuits.circuit": ("view add change", "view add change publish"),
    "circuits.stop": ("view add change", "view add change delete"),
    "circuits.leg": ("view", "view"),
    "circuits.rerouting": ("view", "view"),
    "circuits.edition": ("view", "view"),
    "circuits.standin": ("", ""),
    "circuits.outdatededition": ("", ""),
    "heritage_map.tally": ("view", "view"),
    "geodata.qualitycount": ("view", "view"),
    "heritage_map.user": ("", ""),
    "auth.group": ("", ""),
    "auth.permission": ("", ""),
}
ACTIONS = ("view", "add", "change", "delete", "publish", "forget")
# Which nobody adds or deletes.
COMPUTED = (Leg, Rerouting, Edition, ImportBatch, Revision, Draft)
NEVER_ADDED = (*COMPUTED, ImportProfile, Report, Observation)
OWN_APPS = {"geodata", "crafts", "circuits", "heritage_map"}


@pytest.mark.parametrize("label", RIGHTS)
def test_each_role_may_do_to_a_model_what_the_table_says_and_nothing_else(label, person):
    app, name = label.split(".")
    editor, publisher = RIGHTS[label]
    expected = {
        "editor": set(editor.split()),
        "publisher": set(publisher.split()),
        "operator": set(),
    }
    for role, allowed in expected.items():
        account = person(role)
        assert {a for a in ACTIONS if account.has_perm(f"{app}.{a}_{name}")} == allowed, role
    assert not any(AnonymousUser().has_perm(f"{app}.{action}_{name}") for action in ACTIONS)
    administrator = person("administrator")
    assert all(administrator.has_perm(f"{app}.{action}_{name}") for action in ACTIONS)


def test_no_model_is_missing_from_the_table():
    own = {
        model._meta.label_lower for model in apps.get_models() if model._meta.app_label in OWN_APPS
    }
    assert own <= RIGHTS.keys()


def test_a_right_that_was_given_by_hand_is_gone_after_the_next_migration(db):
    group = Group.objects.get(name=OPERATOR.name)
    group.permissions.add(Permission.objects.get(codename="publish_place"))
    Group.objects.get(name=EDITOR.name).permissions.clear()
    call_command("migrate", verbosity=0)
    assert not group.permissions.exists()
    assert Group.objects.get(name=EDITOR.name).permissions.count() == len(EDITOR.permissions)


def test_every_permission_in_the_table_exists(db):
    keep_groups(using="default")
    for role in (EDITOR, PUBLISHER):
        held = Group.objects.get(name=role.name).permissions.values_list(
            "content_type__app_label", "codename"
        )
        assert {f"{app}.{codename}" for app, codename in held} == role.permissions


@pytest.fixture
def things(souk: Place, artisan: Artisan, photo: Photo) -> dict[type[Model], Model]:
    """Return one of each thing that the desk lists; the records are drafts."""
    said = document_of(souk)
    spring = made(Place, slug="spring", category="spring", name_ar="عين")
    craft = made(Craft, slug="craft", name_ar="حرفة")
    circuit = made(Circuit, slug="circuit", name_ar="جولة", summary_ar="جولة", start_time="09:00")
    for order, place in enumerate((souk, spring), start=1):
        made(Stop, circuit=circuit, order=order, place=place, dwell_minutes=20)
    found = [
        souk,
        artisan,
        craft,
        circuit,
        Leg.objects.get(),
        made(Closure, place=souk, since="2026-11-01T08:00Z", reason_ar="أشغال"),
        made(Event, slug="event", kind="fair", name_ar="معرض", recurrence_ar="كل سنة"),
        made(Road, slug="road", start=souk, end=spring),
        made(Source, slug="source", name="Le360"),
        photo,
        made(Organisation, slug="organisation", kind="company", name_ar="شركة"),
        made(Motif, slug="motif", kind="silver_design", name_ar="نقش"),
        made(Product, slug="product", craft=craft, name_ar="خلخال"),
        made(
            Edition,
            circuit=circuit,
            version=1,
            hash="0" * 16,
            document={},
            size_bytes=2,
            published_at="2026-11-01T08:00Z",
        ),
        made(ImportBatch, subject="place", file_name="stalls.csv", reason="register"),
        made(ImportProfile, subject="place", name="Register"),
        User.objects.create(username="somebody"),
        made(Report, kind="closed", place=souk, made_at="2026-11-01T08:00Z"),
        made(Revision, reason="the sign says so"),
        Draft.objects.create(model="geodata.place", object_id=souk.pk, base=said, document=said),
        made(Observation, kind="confirmation", place=souk, made_at="2026-11-01T08:00Z"),
        made(
            Rerouting,
            circuit=circuit,
            reason="streets",
            distance_before_m=900,
            distance_after_m=1_000,
            duration_before_s=800,
            duration_after_s=900,
        ),
    ]
    return {type(thing): thing for thing in found}


def answers(client: Client, thing: Model) -> dict[str, int]:
    """Return the status of each page of the desk about a thing."""
    pages = {"view": "list", "add": "add", "change": "change", "delete": "delete"}
    return {name: client.get(address(thing, page)).status_code for name, page in pages.items()}


def test_a_stranger_is_sent_to_sign_in_from_every_page(things, client):
    for thing in things.values():
        for page in ("list", "add", "change", "delete"):
            response = client.get(address(thing, page))
            assert response.status_code == 302
            assert response["Location"].startswith("/manage/login/?next=")


def test_a_tour_operator_is_refused_on_every_page(things, signed_in):
    client = signed_in("operator")
    for thing in things.values():
        for page in ("list", "add", "change", "delete"):
            response = client.get(address(thing, page), follow=True)
            assert response.status_code == 403
            assert "not authorized" in response.content.decode()


@pytest.mark.parametrize(("role", "column"), [("editor", 0), ("publisher", 1)])
def test_the_pages_of_the_desk_open_as_far_as_the_role_goes(role, column, things, signed_in):
    client = signed_in(role)
    for model, thing in things.items():
        allowed = RIGHTS[model._meta.label_lower][column].split()
        expected = {action: 200 if action in allowed else 403 for action in ACTIONS[:4]}
        expected["change"] = expected["view"]  # who may look opens the same page, read-only
        if model in NEVER_ADDED:
            expected["add"] = 403
        assert answers(client, thing) == expected, model


def test_an_administrator_opens_every_page(things, signed_in):
    client = signed_in("administrator")
    for model, thing in things.items():
        computed = model in COMPUTED
        assert answers(client, thing) == {
            "view": 200,
            "add": 403 if model in NEVER_ADDED else 200,
            "change": 200,
            "delete": 403 if computed else 200,
        }, model


def test_everything_that_the_desk_lists_is_tried_here(things):
    assert set(admin.site._registry) == set(things)


@pytest.mark.parametrize("role", ["editor", "publisher"])
def test_roles_and_accounts_are_the_administrators_alone(role, signed_in):
    client = signed_in(role)
    assert client.get("/manage/heritage_map/user/").status_code == 403
    account = User.objects.get(username=role)
    assert client.post(address(account), {"is_superuser": "on"}).status_code == 403
    account.refresh_from_db()
    assert not account.is_superuser


def test_an_account_with_staff_status_and_no_role_does_not_open_the_desk(person, client):
    account = person("nobody")
    account.is_staff = True
    account.save()
    client.force_login(account)
    assert client.get("/manage/", follow=True).status_code == 403


def test_an_editor_is_offered_only_statuses_that_keep_a_record_from_the_public(souk, signed_in):
    form = signed_in("editor").get(address(souk)).context["adminform"].form
    assert [value for value, _label in form.fields["status"].choices] == ["draft", "in_review"]


@pytest.mark.parametrize("status", ["published", "archived"])
def test_a_forged_publication_is_refused_with_a_sentence(status, things, signed_in):
    client = signed_in("editor")
    for thing in things.values():
        if not isinstance(thing, Record):
            continue
        response = client.post(address(thing), filled(client.get(address(thing)), status=status))
        assert response.status_code == 200
        assert response.context["adminform"].form.errors["status"] == [
            "Only a publisher can publish or archive: choose draft, or in review to ask for it."
        ]
        thing.refresh_from_db()
        assert thing.status == Publication.DRAFT


def test_a_forged_publication_of_a_new_record_is_refused_too(signed_in):
    client = signed_in("editor")
    form = filled(
        client.get(address(Place, "add")),
        status="published",
        slug="new",
        name_ar="جديد",
        category="souk",
    )
    assert client.post(address(Place, "add"), form).status_code == 200
    assert not Place.objects.exists()


def test_an_editor_asks_for_review_and_a_publisher_publishes(souk, signed_in):
    editor, publisher = signed_in("editor"), signed_in("publisher")
    editor.post(address(souk), filled(editor.get(address(souk)), status="in_review"))
    souk.refresh_from_db()
    assert souk.status == Publication.IN_REVIEW
    publisher.post(address(souk), filled(publisher.get(address(souk)), status="published"))
    souk.refresh_from_db()
    assert souk.status == Publication.PUBLISHED


def test_an_editor_reads_what_is_archived_and_is_told_whom_to_ask(souk, signed_in):
    client = signed_in("editor")
    form = filled(client.get(address(souk)), name_fr="Autre")
    Place.objects.update(status="archived")
    page = client.get(address(souk))
    assert page.status_code == 200
    assert "This is archived: ask a publisher" in page.content.decode()
    assert 'name="_save"' not in page.content.decode()
    assert client.post(address(souk), form).status_code == 403
    souk.refresh_from_db()
    assert souk.name_fr == "Souk"


def test_an_editor_cannot_add_a_fact_to_an_archived_place(souk, signed_in):
    client = signed_in("editor")
    form = filled(client.get(address(souk))) | {
        "facts-TOTAL_FORMS": "1",
        "facts-0-text_ar": "خبر",
        "facts-0-order": "0",
    }
    assert client.post(address(souk), form).status_code == 302
    assert souk.facts.count() == 1
    Place.objects.update(status="archived")
    assert client.post(address(souk), form | {"facts-TOTAL_FORMS": "2"}).status_code == 403
    assert souk.facts.count() == 1


def test_only_a_publisher_deletes_a_part_of_a_record(souk, signed_in):
    fact = souk.facts.create(text_ar="خبر")
    changes = {"facts-0-DELETE": "on"}
    editor, publisher = signed_in("editor"), signed_in("publisher")
    editor.post(address(souk), filled(editor.get(address(souk)), **changes))
    assert souk.facts.filter(pk=fact.pk).exists()
    publisher.post(address(souk), filled(publisher.get(address(souk)), **changes))
    assert not souk.facts.exists()


def test_only_a_publisher_publishes_or_archives_from_the_list(souk, signed_in):
    chosen = {"action": "publish", "_selected_action": [souk.pk]}
    editor, publisher = signed_in("editor"), signed_in("publisher")
    editor.post(address(Place, "list"), chosen)
    souk.refresh_from_db()
    assert souk.status == Publication.DRAFT
    publisher.post(address(Place, "list"), chosen)
    souk.refresh_from_db()
    assert souk.status == Publication.PUBLISHED
    publisher.post(address(Place, "list"), chosen | {"action": "archive"})
    souk.refresh_from_db()
    assert souk.status == Publication.ARCHIVED


def test_a_source_that_the_public_sees_is_changed_by_a_publisher_only(souk, signed_in):
    source = made(Source, slug="source", name="Le360")
    souk.sources.add(source)
    editor, publisher = signed_in("editor"), signed_in("publisher")
    form = filled(editor.get(address(source)), name="Le 360")
    assert editor.post(address(source), form).status_code == 302
    Place.objects.update(status="published")
    assert editor.post(address(source), form).status_code == 403
    assert publisher.post(address(source), form).status_code == 302


def test_a_sample_stays_a_sample_whoever_forges_the_form(artisan, signed_in):
    client = signed_in("publisher")
    client.post(address(artisan), filled(client.get(address(artisan)), is_sample="on"))
    artisan.refresh_from_db()
    assert not artisan.is_sample
