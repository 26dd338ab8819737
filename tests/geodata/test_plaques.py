"""Plaques: what a code opens, and what is on the paper."""

import io
import unicodedata
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from geodata.models import Place
from geodata.plaques import carriers, sheets
from geodata.plaques.plaque import plaque
from geodata.plaques.sheets import Sheet
from tests import towns
from tests.reading import read

pytestmark = pytest.mark.django_db
ROOT = "https://guelmim.example.org"
MM = 72 / 25.4


@pytest.fixture
def souk() -> Place:
    return towns.place(
        "Souk Dlalat", code="4QHJ7", name_ar="سوق الدلالات", name_en="Souk Dlalat", slug="souk"
    )


class TestACode:
    """What is scanned or typed."""

    def test_it_opens_its_place_in_the_readers_language(self, client: Client, souk: Place):
        response = client.get("/q/4QHJ7", headers={"accept-language": "ar"})
        assert (response.status_code, response["Location"]) == (302, "/ar/places/souk/")
        assert {"Accept-Language", "Cookie"} <= set(response["Vary"].split(", "))
        client.cookies["django_language"] = "es"
        assert client.get("/q/4QHJ7")["Location"] == "/es/places/souk/"

    def test_french_is_for_those_whose_language_is_not_there(self, client: Client, souk: Place):
        response = client.get("/q/4QHJ7", headers={"accept-language": "de"})
        assert response["Location"] == "/fr/places/souk/"

    @pytest.mark.parametrize(
        "typed", ["4qhj7", "4Q-HJ7", " 4 q h j 7 ", "40HJ7", "4OHJ7", "4QHI7", "4qh17", "AQHJ7"]
    )
    def test_it_can_be_typed_as_people_type(self, client: Client, souk: Place, typed: str):
        assert carriers.find(typed) == souk
        response = client.get("/en/q/", {"code": typed})
        assert response["Location"] == "/en/places/souk/"

    @pytest.mark.parametrize(
        "typed", ["", "4QHJ", "4QHJ77Q", "?????", "ⵜⴰⵎⴰⵣ", "سوقسو", "4" * 5000]
    )
    def test_what_is_no_code_opens_nothing(self, souk: Place, typed: str):
        assert carriers.find(typed) is None

    def test_of_two_that_it_may_mean_it_opens_neither(self, souk: Place):
        towns.place("Other", code="4QHJJ")
        assert carriers.find("4QHJ1") is None
        assert carriers.find("4QHJ7") == souk

    def test_a_workshop_and_an_artisan_have_theirs(self, client: Client, souk: Place):
        towns.place("Atelier", "workshop", at=None, parent=souk, code="22222")
        towns.artisan("Fatma", code="333333")
        assert client.get("/q/22222", headers={"accept-language": "en"})["Location"] == (
            "/en/places/atelier/"
        )
        assert client.get("/q/333333", headers={"accept-language": "en"})["Location"] == (
            "/en/artisans/fatma/"
        )

    def test_the_page_it_opens_offers_the_circuits_through_it(self, client: Client, souk: Place):
        towns.place("Atelier", "workshop", at=None, parent=souk, code="22222")
        towns.circuit("Walk", (souk, 30))
        for code in ("4QHJ7", "22222"):
            page = client.get(f"/q/{code}", headers={"accept-language": "en"}, follow=True)
            assert "/en/circuits/walk/" in page.content.decode()

    def test_one_that_nobody_has_leads_to_a_field_to_type_it_again(self, client: Client):
        response = client.get("/q/XXXXX", headers={"accept-language": "en"})
        assert response["Location"] == "/en/q/?code=XXXXX"
        page = client.get(response["Location"])
        assert page.status_code == 404
        read_page = read(page)
        assert "No plaque has the code XXXXX." in read_page.text
        assert read_page.one("input", name="code").attributes["value"] == "XXXXX"

    def test_what_is_not_published_and_who_has_not_agreed_answer_as_unknown(self, client: Client):
        towns.draft(towns.place("Draft", code="22222"))
        towns.artisan("Ali", code="333333", consent_withdrawn_on=date(2026, 2, 1))
        for code in ("22222", "333333", "XXXXX"):
            location = client.get(f"/q/{code}", headers={"accept-language": "en"})["Location"]
            assert location == f"/en/q/?code={code}"
            assert client.get(location).status_code == 404

    def test_there_is_a_page_to_type_one(self, client: Client):
        assert client.get("/q/", headers={"accept-language": "ar"})["Location"] == "/ar/q/"
        page = client.get("/en/q/")
        assert page.status_code == 200
        assert read(page).one("input", name="code").attributes["value"] == ""

    def test_a_code_that_would_be_a_script_is_only_a_code(self, client: Client):
        page = client.get("/en/q/", {"code": "<script>1</script>"}).content.decode()
        assert "<script>1" not in page


class TestThePaper:
    """What is printed."""

    def test_a6_has_one_on_a_page_at_its_real_size(self, souk: Place):
        other = towns.place("Rue Mauritanie")
        pdf = printed([souk, other], Sheet.A6)
        assert len(pdf.pages) == 2
        assert size_mm(pdf) == (105, 148)

    def test_a4_has_four_on_a_page(self, souk: Place):
        others = [towns.place(f"Place {n}") for n in range(4)]
        pdf = printed([souk, *others], Sheet.A4)
        assert len(pdf.pages) == 2
        assert size_mm(pdf) == (210, 297)
        assert pdf.pages[0].extract_text().count("guelmim.example.org/q") == 4

    def test_it_has_the_names_the_code_and_where_to_type_it(self, souk: Place):
        text = unicodedata.normalize("NFKC", printed([souk], Sheet.A6).pages[0].extract_text())
        assert "Souk Dlalat" in text
        assert "4 Q H J 7" in text
        assert "guelmim.example.org/q" in text
        assert "الدلالات" in text or "الدلالات"[::-1] in text or "الدالالت" in text

    def test_a_name_that_two_languages_share_is_there_once(self, souk: Place):
        assert [name.text for name in plaque(souk, ROOT).names] == ["سوق الدلالات", "Souk Dlalat"]

    def test_a_name_in_tifinagh_is_there_where_it_is_known(self, souk: Place):
        souk.name_zgh = "ⵙⵓⵇ"
        assert [name.language for name in plaque(souk, ROOT).names] == ["ar", "fr", "zgh"]

    def test_the_qr_code_opens_the_absolute_address_of_the_site(self, souk: Place):
        assert plaque(souk, ROOT).address == f"{ROOT}/q/4QHJ7"
        assert plaque(souk, ROOT).address.endswith(reverse("plaques:open", args=["4QHJ7"]))
        assert sheets.qr(f"{ROOT}/q/4QHJ7") in sheets.page([plaque(souk, ROOT)], Sheet.A6)

    def test_it_does_not_depend_on_the_officers_language(self, souk: Place):
        from django.utils.translation import override

        with override("ar"):
            one = sheets.page([plaque(souk, ROOT)], Sheet.A6)
        with override("es"):
            assert sheets.page([plaque(souk, ROOT)], Sheet.A6) == one

    def test_a_sample_says_that_it_is_one(self, souk: Place):
        assert "plaque__sample" not in sheets.page([plaque(souk, ROOT)], Sheet.A6)
        souk.is_sample = True
        assert "plaque__sample" in sheets.page([plaque(souk, ROOT)], Sheet.A6)

    def test_a_name_that_would_be_a_picture_is_only_a_name(self, souk: Place):
        souk.name_fr = "<img src=file:///etc/passwd>"
        assert "<img" not in sheets.page([plaque(souk, ROOT)], Sheet.A6)


def printed(records: list[Place], sheet: Sheet) -> PdfReader:
    return PdfReader(io.BytesIO(sheets.write([plaque(one, ROOT) for one in records], sheet)))


def size_mm(pdf: PdfReader) -> tuple[int, int]:
    box = pdf.pages[0].mediabox
    return round(float(box.width) / MM), round(float(box.height) / MM)
