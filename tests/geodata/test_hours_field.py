"""Opening hours in a form: as a week, as text, or not known, and nothing is lost on the way."""

from typing import Any

import pytest
from django import forms
from django.utils.translation import override

from geodata.hours_field import HoursField


class HoursForm(forms.Form):
    """A form with one field of opening hours."""

    hours = HoursField(required=False, max_length=255)


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def shown(hours: str) -> dict[str, str]:
    """Return what a browser would send back for hours that are shown and not touched."""
    context = HoursForm().fields["hours"].widget.get_context("hours", hours, {})
    sent = {
        "hours": context["text"],
        "hours-was": context["text"],
        "hours-kind": context["kind"],
        "hours-holidays": context["holiday_kind"],
    }
    for key, _day, slots in (*context["days"], ("ph", "", context["holiday_slots"])):
        for number, slot in enumerate(slots):
            sent[f"hours-{key}-{number}-start"] = slot.start
            sent[f"hours-{key}-{number}-end"] = slot.end
            if slot.is_open_end:
                sent[f"hours-{key}-{number}-open"] = "on"
    return sent


def kept(hours: str, **changes: str) -> str:
    """Return the hours after somebody has changed some inputs, such as ``mo_0_end``."""
    form = sent(hours, **changes)
    assert form.errors == {}
    return str(form.cleaned_data["hours"])


def refusal(hours: str, **changes: str) -> str:
    """Return the one sentence by which the form refuses what was changed."""
    (sentence,) = sent(hours, **changes).errors["hours"]
    return str(sentence)


def sent(hours: str, **changes: str) -> HoursForm:
    return HoursForm(
        shown(hours) | {f"hours-{name.replace('_', '-')}": value for name, value in changes.items()}
    )


@pytest.mark.parametrize(
    "hours",
    [
        "",
        "Sa 06:00+",
        "Mo-Fr 18:00-26:00",
        "Mo-Sa 09:00-18:00; Fr 12:00-14:30 off; PH off",
        "Mo, Tu  08:00-12:00,13:00-17:00, We 8:00-9:00",
        "Mo-Su 08:00-09:00,10:00-11:00,12:00-13:00,14:00-15:00,16:00-17:00",
        "24/7",
        "off",
        "Th[1] 09:00-12:00",
        '10:00-12:00 "by appointment"',
        "sunrise-sunset; PH off",
        "May-Sep 09:00-20:00",
    ],
)
def test_hours_that_are_not_touched_come_back_letter_by_letter(hours: str):
    assert kept(hours) == hours


def test_a_changed_time_changes_that_day_alone():
    hours = "Mo-Sa 09:00-18:00; Fr 12:00-14:30 off; PH off"
    assert kept(hours, tu_0_end="17:00") == (
        "Mo,We-Th,Sa 09:00-18:00; Tu 09:00-17:00; Fr 09:00-12:00,14:30-18:00; PH off"
    )


def test_a_day_that_is_emptied_is_closed_and_an_open_end_needs_no_end():
    assert kept("Mo,Sa 09:00-12:00", mo_0_start="", mo_0_end="") == "Sa 09:00-12:00"
    assert kept("Sa 09:00-12:00", sa_0_end="", sa_0_open="on") == "Sa 09:00+"
    assert kept("Sa 09:00-12:00", sa_0_open="on") == "Sa 09:00-12:00+"


def test_what_ends_before_it_begins_ends_on_the_next_day():
    assert kept("Sa 09:00-12:00", sa_0_start="20:00", sa_0_end="01:30") == "Sa 20:00-01:30"
    assert kept("Sa 09:00-12:00", sa_0_end="00:00") == "Sa 09:00-24:00"


def test_times_are_taken_in_any_order():
    changes = {"sa_1_start": "07:00", "sa_1_end": "08:00"}
    assert kept("Sa 09:00-12:00", **changes) == "Sa 07:00-08:00,09:00-12:00"


def test_public_holidays_are_like_any_day_or_closed_or_have_times_of_their_own():
    hours = "Mo-Fr 09:00-12:00"
    assert kept(hours, holidays="closed") == f"{hours}; PH off"
    own = {"holidays": "own", "ph_0_start": "10:00", "ph_0_end": "11:00"}
    assert kept(hours, **own) == f"{hours}; PH 10:00-11:00"
    assert kept(f"{hours}; PH off", holidays="usual") == hours


def test_hours_can_become_unknown_or_be_written_as_text():
    assert kept("Sa 06:00+", kind="unknown") == ""
    text = {"hours": "Th[1] 09:00-12:00"}
    form = HoursForm(shown("Sa 06:00+") | text | {"hours-kind": "text"})
    assert form.is_valid()
    assert form.cleaned_data["hours"] == "Th[1] 09:00-12:00"


def test_a_form_that_knows_of_no_week_sends_the_string():
    form = HoursForm({"hours": "Sa 06:00+"})
    assert form.is_valid()
    assert form.cleaned_data["hours"] == "Sa 06:00+"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"mo_0_start": "09:00"}, "Monday: say until when it is open, or that the end is open."),
        ({"mo_0_end": "09:00"}, "Monday: say from when it is open."),
        (
            {"mo_0_start": "nine", "mo_0_end": "12:00"},
            "Monday: “nine” is no time; write it like 09:30.",
        ),
        ({"mo_0_start": "24:30", "mo_0_end": "12:00"}, "Monday: “24:30” is no time; "),
        ({"sa_1_start": "11:00", "sa_1_end": "13:00"}, "Saturday: two times overlap"),
        ({"holidays": "own", "ph_0_end": "13:00"}, "Public holidays: say from when it is open."),
        ({"sa_0_start": "", "sa_0_end": ""}, "Give at least one day its times; "),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_day_to_mend(
    changes: dict[str, str], sentence: str
):
    assert refusal("Sa 09:00-12:00", **changes).startswith(sentence)


def test_a_week_that_is_too_long_to_be_kept_is_refused_and_shown_again():
    changes = {
        f"{day}_{slot}_{end}": f"{2 * slot + hour + 9:02}:{minute:02}"
        for minute, day in enumerate(("mo", "tu", "we", "th", "fr", "sa", "su"))
        for slot in range(3)
        for hour, end in enumerate(("start", "end"))
    }
    sentence = "The opening hours are too long: write them shorter."
    assert refusal("", kind="week", **changes) == sentence
    assert 'name="hours-su-2-end" value="14:06"' in str(sent("", kind="week", **changes)["hours"])


def test_a_refused_week_is_shown_again_as_it_was_typed():
    form = sent("Sa 09:00-12:00; PH off", mo_0_start="25:99", tu_0_start="10:00", tu_0_end="11:00")
    page = str(form["hours"])
    for name, value in (("mo-0-start", "25:99"), ("tu-0-end", "11:00"), ("sa-0-end", "12:00")):
        assert f'name="hours-{name}" value="{value}"' in page
    assert '<option value="closed" selected>' in page
    assert 'value="week" checked' in page
    assert 'name="hours-was" value="Sa 09:00-12:00; PH off"' in page


@pytest.mark.parametrize(
    ("hours", "kind"), [("", "unknown"), ("Sa 06:00+", "week"), ("sunrise-sunset", "text")]
)
def test_hours_are_shown_as_far_as_a_week_can_say_them(hours: str, kind: str):
    field: Any = HoursForm(initial={"hours": hours})["hours"]
    assert f'value="{kind}" checked' in str(field)
