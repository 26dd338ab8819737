"""Reading the query of an address: what is asked for, or one sentence on what to mend."""

from datetime import UTC, date, datetime, time

import pytest
from django.http import Http404, QueryDict
from django.test import RequestFactory
from django.utils.translation import override

from geodata.errors import InvalidQuery
from geodata.models import Source
from geodata.query import read_choices, read_date, read_moment, read_page, read_time


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def test_a_date_is_read():
    assert read_date(QueryDict("date=2026-11-28"), "date") == date(2026, 11, 28)


@pytest.mark.parametrize("query", ["", "date=", "date=+"])
def test_where_no_date_is_asked_for_there_is_none(query: str):
    assert read_date(QueryDict(query), "date") is None


@pytest.mark.parametrize("text", ["28/11/2026", "2026-11-31", "saturday", "2026-11", "-1"])
def test_what_is_no_date_is_answered_with_a_date_to_copy(text: str):
    with pytest.raises(InvalidQuery) as error:
        read_date(QueryDict(f"date={text}"), "date")
    assert str(error.value) == f"date takes a date such as 2026-11-28, not “{text}”."


@pytest.mark.parametrize("text", ["0001-01-01", "1969-12-31", "2101-01-01", "9999-12-31"])
def test_a_date_whose_hours_nobody_can_know_is_refused(text: str):
    with pytest.raises(InvalidQuery, match="date takes a date from 1970 to 2100"):
        read_date(QueryDict(f"date={text}"), "date")


def test_a_long_text_is_quoted_only_in_part():
    with pytest.raises(InvalidQuery) as error:
        read_date(QueryDict(f"date={'x' * 5000}"), "date")
    assert len(str(error.value)) < 100


@pytest.mark.parametrize(
    ("text", "read"), [("09:30", time(9, 30)), ("7:00", None), ("09:30:45", time(9, 30, 45))]
)
def test_a_time_of_day_is_read(text: str, read: time | None):
    if read is None:
        with pytest.raises(InvalidQuery):
            read_time(QueryDict(f"start={text}"), "start")
    else:
        assert read_time(QueryDict(f"start={text}"), "start") == read


@pytest.mark.parametrize("text", ["25:00", "noon", "9h30", "-1"])
def test_what_is_no_time_is_answered_with_a_time_to_copy(text: str):
    with pytest.raises(InvalidQuery) as error:
        read_time(QueryDict(f"start={text}"), "start")
    assert str(error.value) == f"start takes a time such as 09:30, not “{text}”."


def test_a_moment_without_an_offset_is_on_the_clocks_of_the_town():
    moment = read_moment(QueryDict("open_at=2026-11-28T10:00"), "open_at")
    assert moment is not None
    assert moment.astimezone(UTC) == datetime(2026, 11, 28, 9, 0, tzinfo=UTC)


def test_a_moment_with_an_offset_is_what_it_says():
    moment = read_moment(QueryDict("open_at=2026-11-28T10:00Z"), "open_at")
    assert moment == datetime(2026, 11, 28, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize("text", ["now", "2026-11-28 25:00", "10:00"])
def test_what_is_no_moment_is_answered_with_a_moment_to_copy(text: str):
    with pytest.raises(InvalidQuery, match="such as 2026-11-28T10:00"):
        read_moment(QueryDict(f"open_at={text}"), "open_at")


@pytest.mark.parametrize(
    "query", ["category=souk,oasis", "category=souk&category=oasis", "category=souk,oasis,,souk"]
)
def test_choices_are_repeated_or_separated_by_commas_and_each_counts_once(query: str):
    assert read_choices(QueryDict(query), "category", {"souk", "oasis"}) == ("souk", "oasis")


def test_an_unknown_choice_is_answered_with_the_known_ones():
    with pytest.raises(InvalidQuery) as error:
        read_choices(QueryDict("category=castle"), "category", {"souk", "oasis"})
    assert str(error.value) == "category: “castle” is not known. Known: oasis, souk."


@pytest.mark.django_db
class TestPages:
    """Lists longer than a page."""

    @pytest.fixture(autouse=True)
    def _five_sources(self):
        Source.objects.bulk_create(Source(slug=f"s{n}", name=f"S{n}") for n in range(5))

    def page(self, query: str) -> list[str]:
        request = RequestFactory().get(f"/?{query}")
        return [source.name for source in read_page(request, Source.objects.all(), 2)]

    @pytest.mark.parametrize("query", ["", "page=", "page=1"])
    def test_the_first_page_is_shown_unless_another_is_asked_for(self, query: str):
        assert self.page(query) == ["S0", "S1"]

    def test_the_last_page_holds_the_rest(self):
        assert self.page("page=3") == ["S4"]

    @pytest.mark.parametrize("text", ["two", "1.5", "9" * 5000])
    def test_what_is_no_page_number_is_said_so(self, text: str):
        with pytest.raises(InvalidQuery, match="page takes a whole number"):
            self.page(f"page={text}")

    @pytest.mark.parametrize("number", ["0", "-1", "4", "999999999999"])
    def test_there_is_nothing_before_the_first_and_after_the_last_page(self, number: str):
        with pytest.raises(Http404, match="3 pages"):
            self.page(f"page={number}")
