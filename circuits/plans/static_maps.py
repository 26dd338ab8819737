"""Say what the static map of a plan shows; `geodata.static_maps` draws it."""

from circuits import static_maps
from circuits.plans.answer import Answer
from circuits.plans.taken import title
from geodata.static_maps import Content


def content(answer: Answer, address: str) -> Content:
    """Return a plan as its map shows it, in the active language.

    Parameters
    ----------
    address
        The absolute address at which the plan is found again.
    """
    ends = [way for day in answer.days for way in (day.way_there, day.way_back) if way is not None]
    return static_maps.drawn(
        title(answer.request.day),
        answer.request.transport.legs[0],
        [stop.place for stop in answer.stops],
        [stop.way_on for stop in answer.stops],
        address,
        ends,
    )
