"""The desk shows the editions of a circuit, and lets nobody touch them."""

from __future__ import annotations

from django.test import Client

from heritage_map.models import User
from tests.circuits.editions.conftest import Town


def test_the_desk_lists_editions_and_says_what_is_new_in_each(town: Town, client: Client):
    first = town.publish()
    town.circuit.stops.filter(order=1).update(dwell_minutes=45)
    second = town.publish()
    client.force_login(User.objects.create(username="administrator", is_superuser=True))
    client.cookies["django_language"] = "en"
    page = client.get("/manage/circuits/edition/").content.decode()
    assert first.hash in page and second.hash in page
    page = client.get(f"/manage/circuits/edition/{second.pk}/change/").content.decode()
    assert "Time at Souk: 45 min instead of 30 min." in page
    for address in ("add/", f"{second.pk}/delete/"):
        assert client.get(f"/manage/circuits/edition/{address}").status_code == 403
