"""The page that leads along a circuit: what it brings along so that a phone needs no network."""

import json
import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from circuits import following
from tests import towns

pytestmark = pytest.mark.django_db

CODES = [code for code, _name in settings.LANGUAGES]


@pytest.fixture
def _markets() -> None:
    town = towns.place("Guelmim", "town", quality="published", name_ar="كلميم")
    souk = towns.place("Souk", "souk", (-10.0683, 28.9774), "published", parent=town)
    square = towns.place("Place", "square", (-10.0543, 28.9838), "published", parent=town)
    towns.circuit("Markets", (souk, 20), (square, 20))


def data(html: str, name: str) -> Any:
    """Return the data that a page brings along under a name."""
    found = re.search(rf'<script id="{name}" type="application/json">(.*?)</script>', html, re.S)
    assert found
    return json.loads(found[1])


@pytest.mark.usefixtures("_markets")
class TestThePage:
    """It is small, and complete."""

    def test_it_brings_every_sentence_in_every_language(self, client: Client) -> None:
        texts = data(client.get("/fr/circuits/markets/follow/").content.decode(), "follow-texts")
        assert list(texts) == CODES
        keys = set(texts["fr"])
        assert all(set(texts[code]) == keys for code in CODES)
        assert {"i_am_here", "off", "closed_ahead", "metres", "turn_left"} <= keys

    def test_it_knows_its_address_in_every_language(self, client: Client) -> None:
        config = data(client.get("/ar/circuits/markets/follow/").content.decode(), "follow-config")
        assert [each["code"] for each in config["languages"]] == CODES
        arabic = config["languages"][CODES.index("ar")]
        assert arabic["dir"] == "rtl"
        assert arabic["page"] == "/ar/circuits/markets/follow/"

    def test_without_scripts_it_leads_to_the_circuits_page_and_what_can_be_taken_along(
        self, client: Client
    ) -> None:
        html = client.get("/fr/circuits/markets/follow/").content.decode()
        plain = re.search(r"<noscript>(.*?)</noscript>", html, re.S)
        assert plain
        assert 'href="/fr/circuits/markets/"' in plain[1]
        assert 'href="/fr/circuits/markets/#take-away"' in plain[1]

    def test_the_circuits_page_leads_to_it(self, client: Client) -> None:
        html = client.get("/fr/circuits/markets/").content.decode()
        assert 'href="/fr/circuits/markets/follow/"' in html

    def test_a_circuit_that_is_not_public_is_not_followed(self, client: Client) -> None:
        towns.circuit("Draft", status="draft")
        assert client.get("/fr/circuits/draft/follow/").status_code == 404


def test_the_gaps_of_a_sentence_are_the_same_in_every_language() -> None:
    texts = following.follow_texts()
    gap = re.compile(r"%\((\w+)\)")
    for key, english in texts["en"].items():
        for code in CODES:
            said = texts[code][key]
            if isinstance(english, str):
                assert set(gap.findall(said)) == set(gap.findall(english)), (code, key)
