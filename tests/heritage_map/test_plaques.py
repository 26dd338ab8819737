"""Plaques at the desk: who may print them, and of what."""

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME

from geodata.models import Publication
from tests.heritage_map.conftest import address


def published(record):
    record.status = Publication.PUBLISHED
    record.save()
    return record


def chosen(client, record, action="print_plaques_a4"):
    """Choose a record in its list and an action, as an officer does."""
    return client.post(
        address(record, "list"), {"action": action, ACTION_CHECKBOX_NAME: [record.pk]}, follow=True
    )


@pytest.mark.parametrize("role", ["editor", "publisher", "administrator"])
def test_those_at_the_desk_print_plaques_of_what_is_published(souk, signed_in, role):
    published(souk)
    response = chosen(signed_in(role), souk)
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    assert response["Content-Disposition"] == f'attachment; filename="plaque-{souk.code}-a4.pdf"'


@pytest.mark.parametrize("role", ["anonymous", "operator"])
def test_others_do_not(souk, signed_in, role):
    published(souk)
    client = signed_in(role)
    for response in (
        chosen(client, souk),
        client.get(f"{address(souk, 'plaque-a6')[:-1]}.pdf", follow=True),
    ):
        assert not response.content.startswith(b"%PDF")


def test_each_record_links_to_its_own_plaque(souk, signed_in):
    published(souk)
    client = signed_in("editor")
    link = f"{address(souk, 'plaque-a6')[:-1]}.pdf"
    assert f'href="{link}"' in client.get(address(souk)).content.decode()
    assert client.get(link)["Content-Type"] == "application/pdf"
    assert client.get(link.replace("a6", "a5")).status_code == 404


def test_what_leads_to_nothing_has_no_plaque_and_the_desk_says_so(souk, artisan, signed_in):
    client = signed_in("publisher")
    for record in (souk, artisan):
        assert "To be had once it is published." in client.get(address(record)).content.decode()
        link = f"{address(record, 'plaque-a6')[:-1]}.pdf"
        for response in (chosen(client, record), client.get(link, follow=True)):
            assert "Only what is published has a plaque" in response.content.decode()
