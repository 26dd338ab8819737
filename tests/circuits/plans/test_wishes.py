"""A traveller pushes back, and only what was said changes."""

from dataclasses import replace
from datetime import date, time

from circuits.plans import wishes
from circuits.plans.request import PlanRequest

ASKED = PlanRequest(day=date(2026, 11, 28), was=(("souk", "complex", "square"),))
FIXED = replace(ASKED, was=(), stops=(("souk", "complex"), ("oasis",)), days=2)


def test_what_is_kept_is_a_must_see_from_then_on() -> None:
    assert wishes.keep(ASKED, "complex").must_see == ("complex",)


def test_what_was_left_out_and_is_wanted_after_all_is_left_out_no_more() -> None:
    asked = wishes.keep(wishes.leave_out(ASKED, "souk"), "souk")
    assert asked.avoid == frozenset()
    assert asked.must_see == ("souk",)


def test_to_let_go_takes_every_wish_about_a_place_back() -> None:
    asked = wishes.begin_with(wishes.in_order(ASKED, "complex", "souk"), "complex")
    free = wishes.let_go(asked, "complex")
    assert (free.first, free.before) == ("", ())
    assert free.must_see == ("souk",)


def test_what_is_left_out_is_taken_out_of_the_circuit_and_of_all_wishes() -> None:
    asked = wishes.leave_out(wishes.begin_with(ASKED, "complex"), "complex")
    assert asked.avoid == {"complex"}
    assert asked.first == ""
    assert asked.was == (("souk", "square"),)


def test_a_swap_gives_the_other_place_the_same_turn() -> None:
    asked = wishes.swap(ASKED, "complex", "museum")
    assert asked.was == (("souk", "museum", "square"),)
    assert asked.must_see == ("museum",)
    assert asked.avoid == {"complex"}


def test_earlier_means_before_the_one_that_came_before_and_is_not_said_twice() -> None:
    asked = wishes.in_order(ASKED, "complex", "souk")
    assert asked.before == (("complex", "souk"),)
    assert asked.was == (("complex", "souk", "square"),)
    assert wishes.in_order(asked, "souk", "complex").before == (("souk", "complex"),)


def test_who_wants_something_before_the_first_stop_gives_that_first_stop_up() -> None:
    asked = wishes.in_order(wishes.begin_with(ASKED, "souk"), "complex", "souk")
    assert asked.first == ""


def test_to_begin_with_a_place_puts_it_in_front() -> None:
    asked = wishes.begin_with(ASKED, "square")
    assert asked.first == "square"
    assert asked.was == (("square", "souk", "complex"),)


def test_another_day_keeps_the_wishes_but_not_the_circuit() -> None:
    asked = wishes.on(wishes.keep(ASKED, "souk"), date(2026, 12, 1))
    assert asked.must_see == ("souk",)
    assert asked.was == ()


def test_a_day_is_shifted_as_a_whole_and_never_over_midnight() -> None:
    later = wishes.shifted(ASKED, 30)
    assert later is not None
    assert (later.starts_at, later.ends_at) == (time(9, 30), time(13, 30))
    assert wishes.shifted(replace(ASKED, ends_at=time(23, 45)), 30) is None
    assert wishes.shifted(replace(ASKED, starts_at=time(0, 10)), -30) is None


def test_a_link_that_is_kept_holds_the_stops_and_no_wish_about_others() -> None:
    kept = wishes.fixed(wishes.keep(ASKED, "souk"), [["souk", "square"]])
    assert kept.stops == (("souk", "square"),)
    assert (kept.must_see, kept.was) == ((), ())


def test_fixed_stops_stay_fixed_while_they_are_only_reordered_or_fewer() -> None:
    assert wishes.leave_out(FIXED, "souk").stops == (("complex",), ("oasis",))
    assert wishes.in_order(FIXED, "complex", "souk").stops == (("complex", "souk"), ("oasis",))
    assert wishes.swap(FIXED, "oasis", "spring").stops == (("souk", "complex"), ("spring",))


def test_who_adds_to_fixed_stops_keeps_them_as_wishes_in_their_order() -> None:
    asked = wishes.keep(FIXED, "museum")
    assert asked.stops == ()
    assert asked.must_see == ("souk", "complex", "oasis", "museum")
    assert asked.before == (("souk", "complex"),)
    assert asked.was == FIXED.stops
