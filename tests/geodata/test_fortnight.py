"""The two weeks that opening hours result in, as an officer reads them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from geodata.fortnight import DAYS, fortnights
from geodata.opening import Calendar, ClosedPeriod, Rules

CASABLANCA = ZoneInfo("Africa/Casablanca")
RAMADAN = (date(2027, 2, 8), date(2027, 3, 9))
GUELMIM = Calendar(timezone=CASABLANCA, country="MA", ramadan=(RAMADAN,))
TODAY = date(2026, 11, 9)
INDEPENDENCE_DAY = date(2026, 11, 18)


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def lines(rules: Rules, today: date = TODAY) -> dict[date, str]:
    """Return what is said of each of the next two weeks' days."""
    coming, *_others = fortnights(rules, today, GUELMIM)
    return {
        line.day.date: " | ".join(filter(None, (line.hours, line.holiday, line.closure)))
        for line in coming.lines
    }


def test_it_tells_each_of_fourteen_days_from_today():
    said = lines(Rules("Mo-Fr 09:00-12:00"))
    assert next(iter(said)) == TODAY
    assert len(said) == DAYS
    assert said[date(2026, 11, 14)] == "closed"


def test_it_names_public_holidays_whether_they_change_anything_or_not():
    assert lines(Rules("Mo-Fr 09:00-12:00"))[INDEPENDENCE_DAY].endswith("| Independence Day")
    assert lines(Rules("Mo-Fr 09:00-12:00; PH off"))[INDEPENDENCE_DAY].startswith(
        "closed, public holiday"
    )


def test_a_closure_says_why_and_what_it_leaves():
    noon = datetime(2026, 11, 10, 11, tzinfo=CASABLANCA)
    works = ClosedPeriod(noon, datetime(2026, 11, 12, tzinfo=CASABLANCA), "Works")
    said = lines(Rules("Mo-Fr 09:00-12:00", closures=(works,)))
    assert said[date(2026, 11, 10)].endswith("11:00 | Works")
    assert said[date(2026, 11, 11)] == "closed: Works"


def test_hours_of_ramadan_are_shown_in_the_next_ramadan():
    rules = Rules("Mo-Su 09:00-18:00", ramadan_hours="Mo-Su 10:00-15:00")
    coming, ramadan = fortnights(rules, TODAY, GUELMIM)
    assert ramadan.is_next_ramadan
    assert ramadan.is_estimated
    assert not coming.is_estimated
    assert ramadan.lines[0].day.date == RAMADAN[0]
    assert ramadan.lines[0].hours.startswith("10:00")
    (only,) = fortnights(rules, date(2027, 2, 1), GUELMIM)
    assert [line.hours[:5] for line in only.lines] == ["09:00"] * 7 + ["10:00"] * 7


def test_unknown_hours_are_never_open():
    assert set(lines(Rules()).values()) == {
        "not known, ask",
        "not known, ask | Independence Day",
    }
