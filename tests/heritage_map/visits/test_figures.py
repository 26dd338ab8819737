"""The figures at the desk: added up, drawn, downloaded, and seen only by whom they are for."""

import csv
from collections.abc import Iterator
from datetime import date
from io import StringIO

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils.translation import override

from geodata.models import Place
from heritage_map.visits.desk import spreadsheet
from heritage_map.visits.figures import Figures, Table
from heritage_map.visits.tallies import Visit, add
from tests import towns
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saturday")]

AUTUMN = (date(2026, 10, 1), date(2026, 11, 28))


@pytest.fixture(autouse=True)
def counted(db: None) -> None:
    """Count some visits of two months, and one of long ago."""
    dlalat = towns.place("Dlalat", code="22222")
    amhirich = towns.place("Amhirich")
    towns.circuit("Souks", (amhirich, 30), (dlalat, 30))
    numbers = {
        ("2026-10-05", "circuit", "souks", "fr"): 40,
        ("2026-11-02", "circuit", "souks", "ar"): 7,
        ("2026-11-20", "circuit", "souks", "ar"): 3,
        ("2026-11-20", "circuit", "gone", "ar"): 1,
        ("2026-11-20", "place", "dlalat", "ar"): 5,
        ("2026-11-20", "place", "amhirich", "ar"): 6,
        ("2026-11-20", "plaque", "22222", "ar"): 2,
        ("2026-11-20", "plan", "", "es"): 4,
        ("2026-11-21", "taken", "souks", "ar"): 9,
        ("2026-11-21", "begun", "souks", "ar"): 8,
        ("2026-11-21", "reached", "souks/dlalat", "ar"): 3,
        ("2026-11-21", "reached", "souks/amhirich", "ar"): 6,
        ("2026-11-21", "finished", "souks", "ar"): 2,
        ("2024-11-20", "circuit", "souks", "ar"): 999,
    }
    add({Visit(date.fromisoformat(day), *rest): n for (day, *rest), n in numbers.items()})


@pytest.fixture
def figures() -> Iterator[Figures]:
    """Return the figures of an autumn, in English."""
    with override("en"):
        yield Figures(*AUTUMN)


def numbers(table: Table) -> dict[str, list[int]]:
    """Return the numbers of a table by the words before them."""
    return {
        " / ".join(word for word in (row.group, row.label) if word): [
            cell.number for cell in row.cells
        ]
        for row in table.rows
    }


class TestTables:
    """What is added up."""

    def test_by_month_with_the_months_in_which_nobody_came(self):
        with override("en"):
            table = Figures(date(2026, 9, 15), date(2026, 11, 28)).by_month
        assert [column.title for column in table.columns] == [
            "Pages opened",
            "Plans made",
            "Taken along",
            "Walks begun",
            "Walks finished",
        ]
        assert numbers(table) == {
            "September 2026": [0, 0, 0, 0, 0],
            "October 2026": [40, 0, 0, 0, 0],
            "November 2026": [22, 4, 9, 8, 2],
        }

    def test_by_circuit_from_the_page_to_the_end_of_the_walk(self, figures: Figures):
        assert numbers(figures.by_circuit) == {"Souks": [50, 9, 8, 2], "gone": [1, 0, 0, 0]}

    def test_by_stop_in_the_order_of_the_walk(self, figures: Figures):
        assert list(numbers(figures.by_stop).items()) == [
            ("Souks / walk begun", [8]),
            ("Souks / Amhirich", [6]),
            ("Souks / Dlalat", [3]),
        ]

    def test_by_language(self, figures: Figures):
        found = numbers(figures.by_language)
        assert found["العربيّة"] == [22, 0, 9, 8, 2]
        assert found["français"] == [40, 0, 0, 0, 0]
        assert len(found) == 5

    def test_by_page_the_most_opened_first(self, figures: Figures):
        assert list(numbers(figures.by_page).items()) == [
            ("place opened / Amhirich", [6]),
            ("place opened / Dlalat", [5]),
            ("plaque scanned / Dlalat", [2]),
        ]

    def test_bars_of_a_table_are_on_one_scale(self, figures: Figures):
        (souks, _gone) = figures.by_circuit.rows
        assert [cell.bar for cell in souks.cells] == [1000, 180, 160, 40]

    def test_where_nothing_was_counted_there_is_nothing_to_draw(self):
        with override("en"):
            empty = Figures(date(2020, 1, 1), date(2020, 1, 31))
            assert numbers(empty.by_month) == {"January 2020": [0] * 5}
            assert [len(table.rows) for table in empty.tables] == [1, 0, 0, 5, 0]

    def test_they_are_added_up_in_few_queries(
        self, figures: Figures, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(9):
            assert figures.tables
            assert figures.lines()


class TestThePage:
    """`/manage/visits/`"""

    @pytest.mark.parametrize("role", ["editor", "publisher", "administrator"])
    def test_those_at_the_desk_see_it_and_find_it(self, signed_in, role: str):
        client = signed_in(role)
        assert 'href="/manage/visits/"' in client.get("/manage/").content.decode()
        for address in ("/manage/visits/", "/manage/visits/circuits.csv", "/manage/visits/all.csv"):
            assert client.get(address).status_code == 200

    @pytest.mark.parametrize("role", ["anonymous", "operator"])
    def test_others_do_not(self, signed_in, role: str):
        client = signed_in(role)
        for address in ("/manage/visits/", "/manage/visits/all.csv"):
            response = client.get(address, follow=True)
            assert "Souks" not in response.content.decode()
            assert not response["Content-Type"].startswith("text/csv")
            assert response.request["PATH_INFO"] == "/manage/login/"

    def test_who_may_open_the_desk_but_not_see_visits_is_refused(self, person):
        account = person("operator")
        account.user_permissions.add(Permission.objects.get(codename="open_desk"))
        client = Client()
        client.force_login(account)
        assert "/manage/visits/" not in client.get("/manage/").content.decode()
        for address in ("/manage/visits/", "/manage/visits/all.csv"):
            assert client.get(address).status_code == 403

    def test_it_shows_the_last_twelve_months_as_numbers_and_bars(self, signed_in):
        response = signed_in("editor").get("/manage/visits/")
        page = read(response)
        months = page.one("table", aria_labelledby="figures-months").text
        assert "November 2025" in months
        assert "November 2026" in months
        assert "999" not in page.text
        table = page.one("table", aria_labelledby="figures-circuits").text
        assert "Souks" in table
        assert "50" in table
        bars = page.all("rect")
        assert bars
        assert not [one for one in page.elements if "style" in one.attributes]

    def test_other_days_are_chosen(self, signed_in):
        page = read(signed_in("editor").get("/manage/visits/?since=2026-10-01&until=2026-10-31"))
        links = [href for href in page.links.values() if href.startswith("/manage/visits/all")]
        assert links == ["/manage/visits/all.csv?since=2026-10-01&until=2026-10-31"]
        assert "40" in page.one("table", aria_labelledby="figures-circuits").text

    @pytest.mark.parametrize(
        ("query", "sentence"),
        [
            ("since=2026-11-28&until=2026-11-01", "The first day comes after the last: swap them."),
            ("since=0001-01-01&until=2026-11-01", "Choose days from 1970 to 2100."),
            ("since=today&until=2026-11-01", "Enter a valid date."),
            ("since=2026-11-01", "This field is required."),
        ],
    )
    def test_days_that_make_no_sense_are_told_and_kept(self, signed_in, query: str, sentence: str):
        client = signed_in("editor")
        response = client.get(f"/manage/visits/?{query}")
        assert response.status_code == 422
        assert sentence in response.content.decode()
        typed = query.split("&")[0].removeprefix("since=")
        assert f'value="{typed}"' in response.content.decode()
        assert client.get(f"/manage/visits/all.csv?{query}").status_code == 404


class TestSpreadsheets:
    """CSV that opens with a double click."""

    def lines(self, client: Client, name: str, language: str = "en") -> list[list[str]]:
        response = client.get(
            f"/manage/visits/{name}.csv?since=2026-10-01&until=2026-11-28",
            headers={"accept-language": language},
        )
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert response["Content-Disposition"] == (
            f'attachment; filename="{name}-2026-10-01-2026-11-28.csv"'
        )
        text = response.content.decode("utf-8")
        assert text.startswith("\ufeff")
        return list(csv.reader(StringIO(text[1:]), delimiter="," if language == "en" else ";"))

    def test_a_table_is_a_sheet(self, signed_in):
        assert self.lines(signed_in("editor"), "stops") == [
            ["Circuit", "Stop", "Walkers"],
            ["Souks", "walk begun", "8"],
            ["Souks", "Amhirich", "6"],
            ["Souks", "Dlalat", "3"],
        ]

    def test_every_number_is_to_be_had(self, signed_in):
        lines = self.lines(signed_in("editor"), "all")
        assert lines[0] == ["Month", "What", "Name", "Address", "Language", "Number"]
        assert lines[1] == ["2026-10", "circuit opened", "Souks", "souks", "fr", "40"]
        assert ["2026-11", "circuit opened", "Souks", "souks", "ar", "10"] in lines
        assert ["2026-11", "stop reached", "Dlalat", "souks/dlalat", "ar", "3"] in lines
        assert ["2026-11", "plaque scanned", "Dlalat", "22222", "ar", "2"] in lines
        assert ["2026-11", "plan made", "", "", "es", "4"] in lines
        assert len(lines) == 13

    @pytest.mark.parametrize(("language", "title"), [("fr", "Circuit"), ("ar", "مدار")])
    def test_titles_are_in_the_officers_language(self, signed_in, language: str, title: str):
        assert self.lines(signed_in("editor"), "circuits", language)[0][0] == title

    def test_a_name_is_never_a_formula(self, signed_in):
        Place.objects.filter(slug="dlalat").update(name_fr='=HYPERLINK("https://evil.example")')
        lines = self.lines(signed_in("editor"), "stops")
        assert lines[-1][1] == '\'=HYPERLINK("https://evil.example")'

    @pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
    def test_whatever_begins_like_one_is_text(self, text: str):
        with override("en"):
            (cell,) = next(csv.reader(StringIO(spreadsheet([[text]])[1:])))
        assert cell == f"'{text}"

    def test_a_table_that_does_not_exist_is_not_there(self, signed_in):
        assert signed_in("editor").get("/manage/visits/people.csv").status_code == 404
