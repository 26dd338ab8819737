"""Opening hours as a week to fill in: what is read, what is written, and what is left alone."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geodata import opening
from geodata.errors import InvalidOpeningHours
from geodata.opening import Calendar, Rules
from geodata.weekly_hours import DAY_MINUTES, Times, Week, check, read, write

GUELMIM = Calendar(timezone=ZoneInfo("Africa/Casablanca"), country="MA")
# Two weeks with a public holiday in each, on a Friday and on a Wednesday.
FIRST_DAY = date(2026, 11, 5)
DAYS = [FIRST_DAY + timedelta(days=n) for n in range(14)]

MORNING = Times(9 * 60, 12 * 60)
AFTERNOON = Times(14 * 60, 18 * 60)
MARKET = Times(6 * 60, None, is_open_end=True)
DAY_OFF = ()


def week(monday_to_friday=(MORNING,), saturday=(), sunday=(), holidays=None, **days) -> Week:
    """Return a week; ``friday`` and the like change one day."""
    names = ("monday", "tuesday", "wednesday", "thursday", "friday")
    return Week((*(days.get(name, monday_to_friday) for name in names), saturday, sunday), holidays)


def course(hours: str) -> list[opening.Day]:
    """Return two weeks of opening, as the public sees them."""
    return [opening.on(Rules(hours=hours), day, GUELMIM) for day in DAYS]


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ("Sa 06:00+", week((), saturday=(MARKET,))),
        ("Mo-Fr 09:00-12:00", week()),
        ("Mo-Fr 09:00-12:00; PH off", week(holidays=())),
        ("Mo-Fr 09:00-12:00; PH 14:00-18:00", week(holidays=(AFTERNOON,))),
        ("Mo-Fr 09:00-12:00,14:00-18:00", week((MORNING, AFTERNOON))),
        ("Mo-Fr 09:00-18:00; Fr 12:00-14:30 off", None),
        ("Mo-Fr 09:00-12:00; Fr off", week(friday=())),
        ("Mo-Fr 09:00-12:00, Fr 14:00-18:00", week(friday=(MORNING, AFTERNOON))),
        ("Mo, Tu, We-Fr 09:00-12:00", week()),
        ("Sa 06:00-13:00+", week((), saturday=(Times(360, 780, is_open_end=True),))),
        ("Mo-Fr 18:00-26:00", week((Times(18 * 60, 26 * 60),))),
        ("Mo-Fr 18:00-02:00", week((Times(18 * 60, 26 * 60),))),
        ("24/7", Week(((Times(0, DAY_MINUTES),),) * 7)),
        ("off", Week()),
    ],
)
def test_hours_of_a_week_are_read_as_the_times_of_each_day(hours: str, said: Week | None):
    if said is None:  # the middle of Friday is taken out
        said = week((Times(540, 1080),), friday=(Times(540, 720), Times(14 * 60 + 30, 1080)))
    assert read(hours) == said
    assert course(write(said)) == course(hours)


@pytest.mark.parametrize(
    "hours",
    [
        "",
        "nine to five",
        "sunrise-sunset",
        "Mo-Fr 09:00-(sunset-01:00)",
        "Th[1] 09:00-12:00",
        "May-Sep 09:00-12:00",
        "2027 Mo-Fr 09:00-12:00",
        "week 1-10 Mo 09:00-12:00",
        '10:00-12:00 "by appointment"',
        'Mo-Fr 09:00-12:00 open "ring the bell"',
        "Mo-Fr 09:00-12:00 unknown",
        "Mo-Fr 09:00-12:00 || Sa 10:00-11:00",
        "Mo-Fr 09:00-12:00; SH off",
        "Mo-Fr 09:00-12:00; PH +1 day off",
        "Mo-Sa 09:00-12:00; PH Mo-We 10:00-11:00",
        "easter 09:00-12:00",
        "Mo-Fr 09:00-17:00/01:00",
    ],
)
def test_hours_that_are_no_plain_week_are_not_read_as_one(hours: str):
    assert read(hours) is None


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        (week(), "Mo-Fr 09:00-12:00"),
        (week(friday=(AFTERNOON,)), "Mo-Th 09:00-12:00; Fr 14:00-18:00"),
        (week(wednesday=()), "Mo-Tu,Th-Fr 09:00-12:00"),
        (week((), saturday=(MARKET,)), "Sa 06:00+"),
        (week(holidays=()), "Mo-Fr 09:00-12:00; PH off"),
        (week((Times(1080, 1560),)), "Mo-Fr 18:00-02:00"),
        (Week(), "Mo-Su off"),
    ],
)
def test_a_week_is_written_as_short_as_people_write_it(said: Week, hours: str):
    assert write(said) == hours


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (week((MORNING, Times(11 * 60, 13 * 60))), "Monday: two times overlap"),
        (week((MORNING, Times(12 * 60, 13 * 60))), "Monday: two times overlap or touch"),
        (week((MARKET, Times(14 * 60, 900))), "Monday: nothing can follow a time with an open end"),
        (week((Times(1200, 1440 + 780),)), "Monday: what lasts over midnight"),
        (
            week((), saturday=(Times(1200, 1440 + 120),), sunday=(Times(60, 300),)),
            "Saturday: it closes after it has opened on the next day",
        ),
        (week(holidays=(MORNING, MORNING)), "Public holidays: two times overlap"),
    ],
)
def test_a_week_that_makes_no_sense_is_refused_with_the_day_to_mend(said: Week, sentence: str):
    with override("en"), pytest.raises(InvalidOpeningHours) as error:
        check(said)
    assert str(error.value).startswith(sentence)


minutes = st.integers(0, DAY_MINUTES // 15 - 1).map(lambda quarter: quarter * 15)
times = st.builds(
    lambda start, length, is_published, may_last: Times(
        start, start + length if is_published else None, may_last or not is_published
    ),
    minutes,
    st.integers(1, 95).map(lambda quarter: quarter * 15),
    st.booleans(),
    st.booleans(),
)
days = st.lists(times, max_size=3).map(
    lambda found: tuple(sorted(found, key=lambda one: one.start))
)
weeks = st.builds(Week, st.tuples(*[st.one_of(st.just(()), days)] * 7), st.one_of(st.none(), days))
pieces = st.sampled_from(
    "Mo Tu-Th Fr Sa Su Mo-Su Sa,Su PH PH,Su 09:00-12:00 14:00-18:00 06:00+ 07:00-13:00+ "
    "20:00-02:00 off closed open ; , || sunrise Jan 24/7 Th[1] 2027".split()
)


@settings(max_examples=60, derandomize=True, deadline=None, database=None)
@given(weeks)
def test_a_week_that_makes_sense_is_read_again_as_it_was_written(said: Week):
    try:
        check(said)
    except InvalidOpeningHours:
        assume(False)
    opening.validate(write(said))
    again = read(write(said))
    assert again is not None
    assert again.days == said.days
    assert again.holidays == said.holidays or set(said.days) == {said.holidays}


@settings(max_examples=60, derandomize=True, deadline=None, database=None)
@given(st.lists(pieces, min_size=1, max_size=8).map(" ".join))
def test_what_is_read_of_any_string_is_open_at_the_same_times(hours: str):
    said = read(hours)
    assume(said is not None)
    assert said is not None
    assert course(write(said)) == course(hours)


@settings(max_examples=40, derandomize=True, deadline=None, database=None)
@given(weeks)
def test_the_times_of_a_week_are_those_the_public_sees(said: Week):
    try:
        check(said)
    except InvalidOpeningHours:
        assume(False)
    for day in course(write(said)):
        planned = said.days[day.date.weekday()]
        if day.is_holiday and said.holidays is not None:
            planned = said.holidays
        midnight = datetime.combine(day.date, datetime.min.time(), GUELMIM.timezone)
        assert [(interval.start, interval.end) for interval in day.intervals] == [
            (
                midnight + timedelta(minutes=one.start),
                None if one.end is None else midnight + timedelta(minutes=one.end),
            )
            for one in planned
        ]
