"""When a place is open, and why."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from geodata.errors import InvalidOpeningHours
from geodata.opening import (
    Calendar,
    ClosedPeriod,
    Day,
    Opening,
    Reason,
    Rules,
    State,
    at,
    during,
    next_opening,
    on,
    validate,
    week,
)

CASABLANCA = ZoneInfo("Africa/Casablanca")
GUELMIM = Calendar(timezone=CASABLANCA, country="MA")

AMHIRICH = Rules(hours="Sa 06:00+")
COMPLEX = Rules(hours="Mo-Sa 09:00-18:00; Fr 12:00-14:30 off; PH off")
EVENING = Rules(hours="Mo-Sa 18:00-01:00")

FRIDAY = date(2026, 11, 27)
SATURDAY = date(2026, 11, 28)
TUESDAY = date(2026, 11, 24)
INDEPENDENCE_DAY = date(2026, 11, 18)  # a Wednesday


def moment(text: str, day: date = SATURDAY) -> datetime:
    """Return a time on the town's clock: "06:00" of a day, or "2026-11-28 06:00"."""
    if " " not in text:
        text = f"{day} {text}"
    return datetime.fromisoformat(text).replace(tzinfo=CASABLANCA)


def how(rules: Rules, text: str, day: date = SATURDAY) -> Opening:
    return at(rules, moment(text, day), GUELMIM)


def clock(rules: Rules, day: date) -> list[tuple[str, str | None]]:
    """Return a day's intervals as times on the wall."""
    return [
        (f"{interval.start:%H:%M}", f"{interval.end:%H:%M}" if interval.end else None)
        for interval in on(rules, day, GUELMIM).intervals
    ]


# A weekly market with a beginning and no published end


@pytest.mark.parametrize(
    ("time", "state", "reason"),
    [
        ("05:59", State.CLOSED, Reason.HOURS),
        ("06:00", State.OPEN, Reason.HOURS),
        ("11:59", State.OPEN, Reason.HOURS),
        ("12:00", State.UNKNOWN, Reason.OPEN_END),
        ("13:00", State.UNKNOWN, Reason.OPEN_END),
        ("23:59", State.UNKNOWN, Reason.OPEN_END),
    ],
)
def test_amhirich_is_open_from_six_and_then_nobody_knows_for_how_long(time, state, reason):
    opening = how(AMHIRICH, time)
    assert (opening.state, opening.reason) == (state, reason)


def test_amhirich_is_closed_when_sunday_begins():
    assert how(AMHIRICH, "00:00", SATURDAY + timedelta(days=1)).state == State.CLOSED


def test_on_a_tuesday_amhirich_opens_next_on_saturday_at_six():
    opening = how(AMHIRICH, "10:00", TUESDAY)
    assert opening.state == State.CLOSED
    assert (opening.next_change, opening.next_state) == (moment("06:00"), State.OPEN)
    interval = next_opening(AMHIRICH, moment("10:00", TUESDAY), GUELMIM)
    assert interval is not None
    assert (interval.start, interval.end) == (moment("06:00"), None)


def test_the_opening_after_this_one_is_a_week_later():
    interval = next_opening(AMHIRICH, moment("06:00"), GUELMIM)
    assert interval is not None
    assert interval.start == moment("2026-12-05 06:00")


def test_a_market_that_may_be_over_still_says_when_it_began():
    opening = how(AMHIRICH, "15:00")
    assert opening.interval is not None
    assert (opening.interval.start, opening.interval.end) == (moment("06:00"), None)


def test_how_long_an_open_end_lasts_is_the_territorys_choice():
    short = Calendar(timezone=CASABLANCA, country="MA", open_end_hours=2.5)
    assert at(AMHIRICH, moment("08:29"), short).state == State.OPEN
    assert at(AMHIRICH, moment("08:30"), short).state == State.UNKNOWN


def test_a_closing_time_that_may_be_exceeded_is_kept():
    rules = Rules(hours="06:00-13:00+")
    assert clock(rules, SATURDAY) == [("06:00", "13:00")]
    assert how(rules, "12:59").state == State.OPEN
    assert how(rules, "13:00").reason == Reason.OPEN_END
    assert how(rules, "00:00").state == State.CLOSED


def test_an_evening_without_an_end_is_not_called_open_past_midnight():
    rules = Rules(hours="Sa 20:00+")
    sunday = SATURDAY + timedelta(days=1)
    assert clock(rules, SATURDAY) == [("20:00", None)]
    assert how(rules, "23:59").state == State.OPEN
    assert how(rules, "00:00", sunday).reason == Reason.OPEN_END
    assert how(rules, "05:59", sunday).state == State.UNKNOWN
    assert how(rules, "06:00", sunday).state == State.CLOSED


def test_an_open_end_at_the_usual_length_before_midnight_is_still_not_published():
    assert clock(Rules(hours="18:00+"), SATURDAY) == [("18:00", None)]


def test_an_open_end_may_follow_a_morning_in_one_rule_and_a_comment_may_look_like_one():
    rules = Rules(hours='Sa 06:00-10:00, 14:00+ open "camels 06:00+"; Su 08:00-09:00')
    assert clock(rules, SATURDAY) == [("06:00", "10:00"), ("14:00", None)]
    assert clock(rules, SATURDAY + timedelta(days=1)) == [("08:00", "09:00")]


def test_a_closed_afternoon_without_an_end_stays_closed():
    rules = Rules(hours="09:00-20:00; Fr 12:00+ off")
    assert clock(rules, FRIDAY) == [("09:00", "12:00")]
    assert how(rules, "19:00", FRIDAY).state == State.CLOSED


def test_an_open_end_may_begin_with_the_sun():
    assert clock(Rules(hours="(sunrise+00:30)+"), SATURDAY) == [("07:30", None)]


# Usual hours


def test_a_workshop_closes_for_friday_prayer():
    assert clock(COMPLEX, FRIDAY) == [("09:00", "12:00"), ("14:30", "18:00")]
    opening = how(COMPLEX, "13:00", FRIDAY)
    assert (opening.state, opening.reason) == (State.CLOSED, Reason.HOURS)
    assert opening.next_change == moment("14:30", FRIDAY)


def test_open_says_until_when_and_what_then():
    opening = how(COMPLEX, "10:00")
    assert opening.interval is not None
    assert (opening.interval.start, opening.interval.end) == (moment("09:00"), moment("18:00"))
    assert (opening.next_change, opening.next_state) == (moment("18:00"), State.CLOSED)


def test_a_moment_may_be_given_in_any_zone():
    assert at(COMPLEX, datetime(2026, 11, 24, 8, 0, tzinfo=UTC), GUELMIM).state == State.OPEN
    assert at(COMPLEX, datetime(2026, 11, 24, 7, 59, tzinfo=UTC), GUELMIM).state == State.CLOSED


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        at(COMPLEX, datetime(2026, 11, 24, 8, 0), GUELMIM)


def test_a_market_of_the_first_thursday_is_found_a_month_ahead():
    rules = Rules(hours="Th[1] 08:00-12:00")
    opening = how(rules, "12:00", date(2026, 10, 1))
    assert opening.next_change == moment("2026-11-05 08:00")


def test_what_opens_in_another_season_has_no_next_change_in_sight():
    opening = how(Rules(hours="Jul 10:00-20:00"), "12:00")
    assert (opening.state, opening.next_change, opening.next_state) == (State.CLOSED, None, None)


def test_what_never_closes_is_open_without_end_and_never_opens_anew():
    rules = Rules(hours="24/7")
    opening = how(rules, "12:00")
    assert (opening.state, opening.interval, opening.next_change) == (State.OPEN, None, None)
    assert next_opening(rules, moment("12:00"), GUELMIM) is None
    assert [day.state for day in week(rules, TUESDAY, GUELMIM)] == [State.OPEN] * 7


def test_days_without_a_night_between_are_one_opening():
    rules = Rules(hours="Fr-Su 00:00-24:00")
    assert clock(rules, SATURDAY) == [("00:00", "00:00")]
    opening = how(rules, "12:00")
    assert opening.interval is not None
    assert opening.interval.end == moment("2026-11-30 00:00")


def test_a_week_is_seven_days_from_the_first():
    days = week(AMHIRICH, TUESDAY, GUELMIM)
    assert [day.date for day in days] == [TUESDAY + timedelta(days=n) for n in range(7)]
    assert [day.date for day in days if day.state == State.OPEN] == [SATURDAY]


@pytest.mark.parametrize(
    "hours",
    [
        "Mo, Tu 09:00-12:00, 14:00-16:00",
        "Mo,Tu 09:00-12:00 , 14:00-16:00",
        " Mo-Tu 09:00-12:00,14:00-16:00 ",
    ],
)
def test_a_space_in_a_list_does_not_open_a_place_all_day(hours):
    rules = Rules(hours=hours)
    assert clock(rules, date(2026, 11, 23)) == [("09:00", "12:00"), ("14:00", "16:00")]
    assert clock(rules, SATURDAY) == []


def test_a_space_between_two_dates_does_not_close_only_the_last():
    rules = Rules(hours="09:00-12:00; Nov 28, Dec 25 off")
    assert clock(rules, SATURDAY) == []
    assert clock(rules, FRIDAY) == [("09:00", "12:00")]


# Nights


def test_an_evening_market_that_crosses_midnight_belongs_to_the_day_it_began():
    assert clock(EVENING, SATURDAY) == [("18:00", "01:00")]
    sunday = SATURDAY + timedelta(days=1)
    assert on(EVENING, sunday, GUELMIM).state == State.CLOSED
    opening = how(EVENING, "00:30", sunday)
    assert opening.state == State.OPEN
    assert opening.interval is not None
    assert opening.interval.start == moment("18:00")
    assert how(EVENING, "01:00", sunday).state == State.CLOSED


def test_a_visit_may_cross_midnight_with_the_market():
    late, sunday = moment("23:30"), SATURDAY + timedelta(days=1)
    assert during(EVENING, late, moment("00:45", sunday), GUELMIM) == State.OPEN
    assert during(EVENING, late, moment("01:15", sunday), GUELMIM) == State.CLOSED


def test_the_night_before_a_holiday_ends_when_it_ends():
    rules = Rules(hours="18:00-01:00; PH off")
    assert how(rules, "00:30", INDEPENDENCE_DAY).state == State.OPEN
    assert how(rules, "19:00", INDEPENDENCE_DAY).state == State.CLOSED
    assert how(rules, "00:30", INDEPENDENCE_DAY + timedelta(days=1)).state == State.CLOSED


# Public holidays


def test_a_holiday_rule_closes_the_day_and_says_so():
    day = on(COMPLEX, INDEPENDENCE_DAY, GUELMIM)
    assert (day.state, day.reason, day.is_holiday) == (
        State.CLOSED,
        Reason.PUBLIC_HOLIDAY,
        True,
    )
    opening = how(COMPLEX, "10:00", INDEPENDENCE_DAY)
    assert opening.reason == Reason.PUBLIC_HOLIDAY
    assert opening.next_change == moment("2026-11-19 09:00")


def test_a_holiday_rule_may_shorten_the_day():
    rules = Rules(hours="Mo-Sa 09:00-18:00; PH 10:00-12:00")
    assert clock(rules, INDEPENDENCE_DAY) == [("10:00", "12:00")]
    assert how(rules, "11:00", INDEPENDENCE_DAY).reason == Reason.PUBLIC_HOLIDAY


def test_hours_that_do_not_mention_holidays_hold_on_them_but_the_day_is_marked():
    day = on(Rules(hours="Mo-Sa 09:00-18:00"), INDEPENDENCE_DAY, GUELMIM)
    assert (day.state, day.reason, day.is_holiday) == (State.OPEN, Reason.HOURS, True)


def test_the_feasts_of_the_islamic_year_are_holidays_too():
    feast_of_sacrifice = date(2026, 5, 27)
    assert on(COMPLEX, feast_of_sacrifice, GUELMIM).reason == Reason.PUBLIC_HOLIDAY


@pytest.mark.parametrize(
    ("hours", "wednesday_of_the_feast", "wednesday_after"),
    [
        ("Th-Sa,PH 09:00-12:00", [("09:00", "12:00")], []),
        ("PH,Th 09:00-12:00", [("09:00", "12:00")], []),
        ("PH Sa-Su 09:00-12:00", [], []),
        ("PH Mo-Fr 09:00-12:00", [("09:00", "12:00")], []),
        ("SH Mo-Fr 09:00-12:00", [], []),
        ("09:00-12:00; Su,PH off", [], [("09:00", "12:00")]),
        ("Nov PH 10:00+", [("10:00", None)], []),
    ],
)
def test_holidays_may_be_joined_with_other_days(hours, wednesday_of_the_feast, wednesday_after):
    rules = Rules(hours=hours)
    assert clock(rules, INDEPENDENCE_DAY) == wednesday_of_the_feast
    assert clock(rules, INDEPENDENCE_DAY + timedelta(days=7)) == wednesday_after


def test_the_day_before_a_holiday_can_have_its_own_hours():
    rules = Rules(hours="09:00-18:00; PH -1 day 09:00-13:00")
    assert clock(rules, INDEPENDENCE_DAY - timedelta(days=1)) == [("09:00", "13:00")]
    assert clock(rules, INDEPENDENCE_DAY) == [("09:00", "18:00")]


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("ar", "عيد الاستقلال"),
        ("fr", "Fête de l'indépendance"),
        ("en", "Independence Day"),
        ("zgh", "Fête de l'indépendance"),
    ],
)
def test_a_holiday_has_a_name_in_the_readers_language_or_else_in_french(language, name):
    assert GUELMIM.holiday_name(INDEPENDENCE_DAY, language) == name


def test_an_ordinary_day_has_no_holiday_name():
    assert GUELMIM.holiday_name(TUESDAY, "fr") is None


def test_a_country_without_a_holiday_calendar_has_no_holidays():
    nowhere = Calendar(timezone=CASABLANCA, country="ZZ")
    assert not nowhere.is_holiday(INDEPENDENCE_DAY)
    assert on(COMPLEX, INDEPENDENCE_DAY, nowhere).state == State.OPEN


# Ramadan


def test_hours_of_ramadan_take_the_place_of_the_usual_ones():
    rules = Rules(hours="09:00-18:00", ramadan_hours="10:00-15:00,21:00-01:00")
    first_day = date(2027, 2, 8)
    assert clock(rules, first_day - timedelta(days=1)) == [("09:00", "18:00")]
    assert clock(rules, first_day) == [("10:00", "15:00"), ("21:00", "01:00")]
    day = on(rules, first_day, GUELMIM)
    assert (day.is_ramadan, day.reason) == (True, Reason.RAMADAN)
    assert how(rules, "16:00", first_day).reason == Reason.RAMADAN


def test_without_hours_of_ramadan_the_usual_ones_hold():
    day = on(Rules(hours="09:00-18:00"), date(2027, 2, 20), GUELMIM)
    assert (day.state, day.reason, day.is_ramadan) == (State.OPEN, Reason.HOURS, True)


def test_hours_known_for_ramadan_only_are_not_known_before_it():
    rules = Rules(ramadan_hours="21:00-01:00")
    assert on(rules, date(2027, 2, 7), GUELMIM).state == State.UNKNOWN
    assert on(rules, date(2027, 2, 8), GUELMIM).state == State.OPEN


def test_an_announced_ramadan_wins_over_the_computed_one():
    announced = Calendar(
        timezone=CASABLANCA, country="MA", ramadan=((date(2027, 2, 9), date(2027, 3, 10)),)
    )
    assert GUELMIM.is_ramadan(date(2027, 2, 8))
    assert not announced.is_ramadan(date(2027, 2, 8))
    assert not GUELMIM.is_ramadan(date(2027, 3, 10))
    assert announced.is_ramadan(date(2027, 3, 10))
    assert announced.is_ramadan(date(2028, 1, 28))


# The clock goes back an hour at 03:00 on 7 February 2027, and forward at 02:00 on 14 March.


def test_hours_are_those_of_the_clock_on_the_wall_before_and_after_it_changes():
    for day, offset_hours in ((date(2027, 2, 6), 1), (date(2027, 2, 7), 0), (date(2027, 3, 14), 1)):
        (interval,) = on(Rules(hours="09:00-18:00"), day, GUELMIM).intervals
        assert f"{interval.start:%H:%M}" == "09:00"
        assert interval.start.utcoffset() == timedelta(hours=offset_hours)


def test_a_night_in_which_an_hour_comes_twice_ends_the_first_time():
    rules = Rules(hours="20:00-02:30")
    saturday = date(2027, 2, 6)
    (interval,) = on(rules, saturday, GUELMIM).intervals
    assert interval.end is not None
    assert interval.end.astimezone(UTC) == datetime(2027, 2, 7, 1, 30, tzinfo=UTC)
    assert at(rules, datetime(2027, 2, 7, 1, 29, tzinfo=UTC), GUELMIM).state == State.OPEN
    second_half_past_two = datetime(2027, 2, 7, 2, 29, tzinfo=UTC)
    assert at(rules, second_half_past_two, GUELMIM).state == State.CLOSED


def test_a_night_in_which_an_hour_is_skipped_ends_when_the_clock_jumps():
    rules = Rules(hours="20:00-02:30")
    (interval,) = on(rules, date(2027, 3, 13), GUELMIM).intervals
    assert interval.end is not None
    assert f"{interval.end:%H:%M}" == "03:00"
    assert interval.end.astimezone(UTC) == datetime(2027, 3, 14, 2, 0, tzinfo=UTC)


def test_an_hour_that_does_not_exist_opens_nothing():
    assert clock(Rules(hours="02:10-02:40"), date(2027, 3, 14)) == []


def test_no_minute_is_lost_where_the_clock_changes():
    always = Rules(hours="24/7")
    for first in (datetime(2027, 2, 6, tzinfo=UTC), datetime(2027, 3, 13, tzinfo=UTC)):
        for minutes in range(0, 3 * 24 * 60, 30):
            assert at(always, first + timedelta(minutes=minutes), GUELMIM).state == State.OPEN


# Closures


def test_a_souk_closed_for_works_until_further_notice_is_closed_with_its_reason():
    works = ClosedPeriod(since=moment("00:00", TUESDAY), until=None, reason="works", key=7)
    rules = Rules(hours="Sa 06:00+", closures=(works,))
    opening = how(rules, "08:00")
    assert (opening.state, opening.reason, opening.closure) == (
        State.CLOSED,
        Reason.CLOSURE,
        works,
    )
    assert (opening.next_change, opening.next_state) == (None, None)
    day = on(rules, SATURDAY, GUELMIM)
    assert (day.state, day.reason, day.closure, day.intervals) == (
        State.CLOSED,
        Reason.CLOSURE,
        works,
        (),
    )
    assert next_opening(rules, moment("08:00"), GUELMIM) is None


def test_a_closure_that_ends_in_the_middle_of_the_day_leaves_the_rest_of_it():
    works = ClosedPeriod(since=None, until=moment("11:00"), reason="works")
    rules = Rules(hours="09:00-18:00", closures=(works,))
    assert how(rules, "10:59").reason == Reason.CLOSURE
    assert how(rules, "10:59").next_change == moment("11:00")
    assert how(rules, "11:00").state == State.OPEN
    day = on(rules, SATURDAY, GUELMIM)
    assert (day.state, day.reason, day.closure) == (State.OPEN, Reason.HOURS, works)
    assert clock(rules, SATURDAY) == [("11:00", "18:00")]


def test_a_closure_in_the_middle_cuts_the_day_in_two():
    visit = ClosedPeriod(since=moment("11:00"), until=moment("12:00"), reason="official visit")
    rules = Rules(hours="09:00-18:00", closures=(visit,))
    assert clock(rules, SATURDAY) == [("09:00", "11:00"), ("12:00", "18:00")]


def test_a_closure_outside_the_hours_of_a_day_does_not_concern_it():
    cleaning = ClosedPeriod(since=moment("20:00"), until=moment("22:00"))
    rules = Rules(hours="09:00-18:00", closures=(cleaning,))
    assert on(rules, SATURDAY, GUELMIM).closure is None
    assert how(rules, "21:00").reason == Reason.CLOSURE


def test_a_closure_of_all_of_its_hours_closes_the_day():
    feast = ClosedPeriod(since=moment("08:00"), until=moment("20:00"), reason="wedding")
    day = on(Rules(hours="09:00-18:00", closures=(feast,)), SATURDAY, GUELMIM)
    assert (day.state, day.reason, day.closure) == (State.CLOSED, Reason.CLOSURE, feast)


def test_a_market_closed_for_its_sure_hours_may_be_open_after():
    works = ClosedPeriod(since=moment("00:00"), until=moment("13:00"))
    rules = Rules(hours="Sa 06:00+", closures=(works,))
    day = on(rules, SATURDAY, GUELMIM)
    assert (day.state, day.reason) == (State.UNKNOWN, Reason.OPEN_END)
    assert how(rules, "14:00").interval is None


def test_a_long_closure_with_an_end_says_when_it_opens_again():
    works = ClosedPeriod(since=moment("00:00"), until=moment("2027-06-01 00:00"), reason="works")
    opening = how(Rules(hours="Sa 06:00-12:00", closures=(works,)), "08:00")
    assert opening.next_change == moment("2027-06-05 06:00")


def test_of_two_closures_the_one_that_ends_last_is_named():
    short = ClosedPeriod(since=moment("00:00"), until=moment("12:00"), reason="strike")
    long = ClosedPeriod(since=moment("06:00"), until=None, reason="works")
    rules = Rules(hours="09:00-18:00", closures=(long, short))
    assert how(rules, "05:00").closure == short
    assert how(rules, "10:00").closure == long
    assert on(rules, SATURDAY, GUELMIM).closure == long


# What is not known


def test_hours_nobody_has_published_are_unknown_and_never_open():
    opening = how(Rules(), "10:00")
    assert (opening.state, opening.reason) == (State.UNKNOWN, Reason.NOT_KNOWN)
    assert opening.next_change is None
    assert on(Rules(), SATURDAY, GUELMIM).state == State.UNKNOWN
    assert next_opening(Rules(), moment("10:00"), GUELMIM) is None
    assert during(Rules(), moment("10:00"), moment("11:00"), GUELMIM) == State.UNKNOWN


def test_a_closure_is_known_even_where_the_hours_are_not():
    works = ClosedPeriod(since=None, until=moment("12:00"), reason="works")
    rules = Rules(closures=(works,))
    assert how(rules, "11:00").reason == Reason.CLOSURE
    assert (how(rules, "11:00").next_change, how(rules, "11:00").next_state) == (
        moment("12:00"),
        State.UNKNOWN,
    )
    assert how(rules, "12:00").reason == Reason.NOT_KNOWN
    assert on(rules, FRIDAY, GUELMIM).reason == Reason.CLOSURE
    assert (on(rules, SATURDAY, GUELMIM).state, on(rules, SATURDAY, GUELMIM).closure) == (
        State.UNKNOWN,
        works,
    )


@pytest.mark.parametrize(
    "hours", ['10:00-12:00 "by appointment"', "10:00-12:00 unknown", '10:00-12:00 unknown "ask"']
)
def test_a_comment_or_the_word_unknown_leaves_the_time_unknown(hours):
    rules = Rules(hours=hours)
    assert (how(rules, "11:00").state, how(rules, "11:00").reason) == (
        State.UNKNOWN,
        Reason.NOT_KNOWN,
    )
    assert how(rules, "13:00").state == State.CLOSED
    assert on(rules, SATURDAY, GUELMIM).intervals == ()


def test_a_comment_on_the_word_open_is_only_a_comment():
    assert how(Rules(hours='10:00-12:00 open "ring the bell"'), "11:00").state == State.OPEN


def test_a_fallback_fills_what_is_left_on_the_same_day_and_on_others():
    rules = Rules(hours='Mo-Fr 09:00-12:00 || "by appointment"')
    assert how(rules, "10:00", FRIDAY).state == State.OPEN
    assert how(rules, "15:00", FRIDAY).state == State.UNKNOWN
    assert how(rules, "10:00", SATURDAY).state == State.UNKNOWN


def test_a_string_that_cannot_be_read_counts_as_not_known():
    assert how(Rules(hours="when I am there"), "10:00").reason == Reason.NOT_KNOWN
    assert how(Rules(hours="  "), "10:00").reason == Reason.NOT_KNOWN


@pytest.mark.parametrize("day", [date.min, date.max, date(1900, 1, 1)])
def test_nobody_knows_the_hours_of_a_far_year(day):
    far = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    assert on(COMPLEX, day, GUELMIM).state == State.UNKNOWN
    assert at(COMPLEX, far, GUELMIM).state == State.UNKNOWN
    assert during(COMPLEX, far, far, GUELMIM) == State.UNKNOWN
    assert next_opening(COMPLEX, far, GUELMIM) is None


# Visits


@pytest.mark.parametrize(
    ("start", "end", "state"),
    [
        ("09:00", "12:00", State.OPEN),
        ("11:30", "12:30", State.CLOSED),
        ("08:30", "09:30", State.CLOSED),
        ("12:00", "14:30", State.CLOSED),
        ("14:30", "14:30", State.OPEN),
    ],
)
def test_a_visit_is_open_only_if_all_of_it_is(start, end, state):
    assert during(COMPLEX, moment(start, FRIDAY), moment(end, FRIDAY), GUELMIM) == state


@pytest.mark.parametrize(
    ("start", "end", "state"),
    [
        ("07:00", "11:00", State.OPEN),
        ("11:00", "13:00", State.UNKNOWN),
        ("05:30", "13:00", State.CLOSED),
    ],
)
def test_a_visit_to_a_market_without_an_end_is_sure_only_early(start, end, state):
    assert during(AMHIRICH, moment(start), moment(end), GUELMIM) == state


def test_a_visit_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="end after"):
        during(COMPLEX, moment("12:00"), moment("11:00"), GUELMIM)


# Strings


@pytest.mark.parametrize(
    "hours",
    [
        "",
        " Sa 06:00+ ",
        "24/7",
        "Mo-Sa 09:00-18:00; Fr 12:00-14:30 off; PH off",
        "PH,SH off",
        "Sa PH 10:00-12:00",
        "week 1-20/2 Mo 09:00-12:00",
        "easter 10:00-12:00",
        "sunrise-sunset",
        "Mo 10:00-12:00 || unknown",
    ],
)
def test_opening_hours_are_accepted(hours):
    validate(hours)


@pytest.mark.parametrize(
    ("hours", "named"),
    [
        ("Mo-Fr 09:00-18:00; Sa 9h-12", "character 23, “9h-12”"),
        ("Lundi 9:00-12:00", "character 1, “Lundi”"),
        ("  Ma 10:00-12:00", "character 3, “Ma”"),
        ("Mo 10:00-12:00; السبت", "character 17, “السبت”"),
        ("Mo 09:00-18:00;", "break off after character 15"),
    ],
)
def test_a_bad_string_is_refused_with_one_sentence_that_names_the_place(hours, named):
    with override("en"), pytest.raises(InvalidOpeningHours) as refusal:
        validate(hours)
    sentence = str(refusal.value)
    assert named in sentence
    assert "\n" not in sentence
    assert "Mo-Fr 09:00-18:00" in sentence


def test_answers_can_be_kept_in_a_set():
    day: Day = on(COMPLEX, SATURDAY, GUELMIM)
    assert len({day, on(COMPLEX, SATURDAY, GUELMIM)}) == 1
    assert len({how(COMPLEX, "10:00"), how(COMPLEX, "10:01")}) == 1
    assert len({GUELMIM, Calendar(timezone=CASABLANCA, country="MA")}) == 1


# Market days that are moved


def moved(usual_day: date, held_on: date, hours: str = "Sa 06:00-13:00", **more: str) -> Rules:
    """Return the rules of a market of which one day is held on another."""
    since, until = (
        datetime.combine(day, time(), CASABLANCA) for day in (usual_day, usual_day + DAY)
    )
    period = ClosedPeriod(since=since, until=until, reason="Aid", held_on=held_on)
    return Rules(hours=hours, closures=(period,), **more)


DAY = timedelta(days=1)


def test_a_market_that_is_moved_is_closed_on_its_day_and_open_at_its_hours_on_the_other():
    rules = moved(SATURDAY, FRIDAY)
    assert (on(rules, SATURDAY, GUELMIM).state, on(rules, SATURDAY, GUELMIM).reason) == (
        State.CLOSED,
        Reason.CLOSURE,
    )
    assert clock(rules, FRIDAY) == [("06:00", "13:00")]
    assert clock(rules, SATURDAY + 7 * DAY) == [("06:00", "13:00")]
    assert clock(rules, FRIDAY + 7 * DAY) == []
    assert how(rules, "14:00", FRIDAY).next_change == moment("06:00", SATURDAY + 7 * DAY)


def test_a_market_may_be_moved_to_a_day_on_which_it_has_other_hours():
    rules = moved(SATURDAY, FRIDAY, "Fr 15:00-18:00; Sa 06:00-13:00")
    assert clock(rules, FRIDAY) == [("06:00", "13:00")]


def test_a_market_that_a_feast_would_close_has_its_usual_hours_on_the_other_day():
    feast = date(2026, 11, 18)  # a Wednesday, Independence Day
    assert clock(Rules(hours="We 08:00-12:00; PH off"), feast) == []
    rules = moved(feast, feast + DAY, "We 08:00-12:00; PH off")
    assert clock(rules, feast + DAY) == [("08:00", "12:00")]


def test_a_market_that_is_moved_into_a_closure_is_not_held():
    works = ClosedPeriod(moment("00:00", FRIDAY), moment("00:00", SATURDAY), "Works")
    rules = moved(SATURDAY, FRIDAY)
    assert clock(replace(rules, closures=(*rules.closures, works)), FRIDAY) == []


def test_hours_that_nobody_knows_are_not_known_on_the_other_day_either():
    assert on(moved(SATURDAY, FRIDAY, ""), FRIDAY, GUELMIM).state == State.UNKNOWN


def test_a_market_that_is_moved_into_ramadan_keeps_the_hours_of_ramadan():
    first = date(2027, 2, 8)  # a Monday
    rules = moved(first - 2 * DAY, first, ramadan_hours="Sa 10:00-12:00")
    assert clock(rules, first) == [("10:00", "12:00")]
