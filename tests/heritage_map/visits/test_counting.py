"""Which pages are counted, who is not counted, and that nobody waits for it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.signals import request_finished
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from circuits.plans import answer as answers
from geodata import visits
from geodata.models import Place
from heritage_map.models import Tally
from heritage_map.visits import counting
from tests import towns
from tests.heritage_map.visits.conftest import FIREFOX

type Tallies = Callable[[], dict[tuple[str, str, str], int]]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saturday")]


@pytest.fixture(autouse=True)
def souk(db: None) -> Any:
    """Return a souk, on a circuit, with an artisan and what is made there."""
    souk = towns.place("Souk", code="22222")
    leather = towns.craft("Cuir", [souk])
    towns.artisan("Fatima", leather, code="333333")
    towns.product("Sandales", leather)
    towns.circuit("Souks", (souk, 30))
    return souk


class TestPages:
    """What is counted when it is opened."""

    @pytest.mark.parametrize(
        ("address", "counted"),
        [
            ("/ar/circuits/souks/", ("circuit", "souks", "ar")),
            ("/fr/places/souk/", ("place", "souk", "fr")),
            ("/es/artisans/fatima/", ("artisan", "fatima", "es")),
            ("/en/products/sandales/", ("product", "sandales", "en")),
        ],
    )
    def test_a_page_counts_with_its_language(
        self, visitor: Client, tallies: Tallies, address: str, counted: tuple[str, str, str]
    ):
        for _time in range(2):
            assert visitor.get(address).status_code == 200
        assert tallies() == {counted: 2}

    def test_a_scanned_plaque_counts_by_its_code_in_the_visitors_language(
        self, visitor: Client, tallies: Tallies
    ):
        for code in ("22222", "222-22", "333333"):
            assert visitor.get(f"/q/{code}").status_code == 302
        assert tallies() == {("plaque", "22222", "ar"): 2, ("plaque", "333333", "ar"): 1}

    def test_a_plan_counts_once_it_is_made(
        self, visitor: Client, tallies: Tallies, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(answers, "ITERATIONS", 20)
        visitor.get("/fr/plan/")
        visitor.get("/fr/plan/?date=2020-01-01")
        assert tallies() == {}
        assert visitor.get(f"/fr/plan/?date={towns.SATURDAY}").status_code == 200
        assert tallies() == {("plan", "", "fr"): 1}

    @pytest.mark.parametrize(
        "address",
        [
            "/ar/",
            "/ar/places/",
            "/ar/privacy/",
            "/ar/places/sook/",
            "/q/FFFFF",
            "/ar/kept/circuit/",
        ],
    )
    def test_other_pages_do_not(self, visitor: Client, tallies: Tallies, address: str):
        visitor.get(address)
        assert tallies() == {}

    def test_what_is_not_public_is_not_counted(
        self, visitor: Client, tallies: Tallies, souk: Place
    ):
        towns.draft(souk)
        for address in ("/ar/places/souk/", "/q/22222"):
            visitor.get(address)
        assert tallies() == {}

    def test_the_day_is_the_towns_own(self, visitor: Client, it_is):
        it_is("2026-11-28 00:10")  # the 27th in London
        visitor.get("/ar/places/souk/")
        assert Tally.objects.get().day == date(2026, 11, 28)


class TestWhoIsNotCounted:
    """Programs, browsers ahead of their readers, people who work here, and who does not want it."""

    @pytest.mark.parametrize(
        "headers",
        [
            {"user-agent": ""},
            {
                "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
            },
            {"user-agent": "WhatsApp/2.23.20.0"},
            {"user-agent": "facebookexternalhit/1.1"},
            {"user-agent": "python-requests/2.32"},
            {"user-agent": "curl/8.5.0"},
            {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0.0.0"},
            {"sec-purpose": "prefetch"},
            {"sec-purpose": "prefetch;prerender"},
            {"purpose": "prefetch"},
            {"dnt": "1"},
            {"sec-gpc": "1"},
        ],
        ids=str,
    )
    def test_by_what_the_request_says(self, tallies: Tallies, headers: dict[str, str]):
        client = Client(headers={"user-agent": FIREFOX} | headers)
        assert client.get("/ar/places/souk/").status_code == 200
        assert tallies() == {}

    @pytest.mark.parametrize("headers", [{"dnt": "0"}, {"sec-gpc": "0"}, {"sec-purpose": ""}])
    def test_who_does_not_object_is(self, tallies: Tallies, headers: dict[str, str]):
        Client(headers={"user-agent": FIREFOX} | headers).get("/ar/places/souk/")
        assert tallies() == {("place", "souk", "ar"): 1}

    @pytest.mark.parametrize("role", ["editor", "publisher", "operator", "administrator"])
    def test_by_being_signed_in(self, signed_in, tallies: Tallies, role: str):
        client = signed_in(role)
        client.get("/ar/places/souk/", headers={"user-agent": FIREFOX})
        assert tallies() == {}

    def test_by_asking_only_for_the_head(self, visitor: Client, tallies: Tallies):
        assert visitor.head("/ar/places/souk/").status_code == 200
        assert tallies() == {}


class TestNobodyWaits:
    """A visitor has the page before it is counted, and also if it cannot be."""

    def test_a_page_has_gone_out_before_it_is_counted(
        self, tallies: Tallies, rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
    ):
        # The end of a request lets go of the connection, here of the one of the test.
        monkeypatch.setattr(request_finished, "send", lambda **_signal: [])

        def page(request: HttpRequest) -> HttpResponse:
            visits.note(request, "place", "souk")
            return HttpResponse("A souk")

        request = rf.get("/ar/places/souk/", headers={"user-agent": FIREFOX})
        request.user = AnonymousUser()
        response = counting.CountingMiddleware(page)(request)
        assert (response.content, tallies()) == (b"A souk", {})
        response.close()  # as a server does that has sent it
        assert sum(tallies().values()) == 1

    def test_a_page_is_there_when_it_cannot_be_counted_and_the_log_says_so(
        self, visitor: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ):
        def fail(_visits: object) -> None:
            raise OperationalError("the disk is full")

        monkeypatch.setattr(counting, "add", fail)
        response = visitor.get("/ar/places/souk/")
        assert response.status_code == 200
        assert "A visit is not counted: place" in caplog.text
        assert FIREFOX not in caplog.text

    def test_counting_leaves_nothing_on_the_visitors_device(self, visitor: Client):
        assert not visitor.get("/ar/places/souk/").cookies
