"""Put the way from one stop to the next into sentences, one for each manoeuvre.

A sentence says where to act (at the mosque), what to do (turn left), into what (into Rue Basse, or
into the alley where it has no name), how far to go on, and what one passes. Each of these is a
clause or a phrase of its own in the message catalogue, whole with its article and preposition, in
an order that holds in all languages here; so no ending depends on what it is put together with.
Names whose letters run the other way are isolated, as in `_phrases.isolated`.

The reader is told what Valhalla's own narration tells, from the same manoeuvres; lengths, landmarks
and what is passed come on top. `geodata.landmarks` says by which rule landmarks are chosen.
"""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from geodata import _phrases, streets, wording
from geodata.streets import Kind, Landmark, Manoeuvre, RouteLeg

# Below this a length says nothing: one sees where it goes on.
SHORTEST_LENGTH_M = 8.0
# After so little way the next thing to do is said at once.
AT_ONCE_M = 12.0
# Stairs whose way bends by less than this lie ahead.
AHEAD_DEGREES = 45

# Sentences begin with one of these. "%(where)s" would come before, as in "at the mosque, turn
# left", and the first letter becomes a capital one.
_ACTIONS: Mapping[str, Promise] = {
    Kind.CONTINUE: pgettext_lazy("directions", "go straight on"),
    Kind.SLIGHT_RIGHT: pgettext_lazy("directions", "bear right"),
    Kind.RIGHT: pgettext_lazy("directions", "turn right"),
    Kind.SHARP_RIGHT: pgettext_lazy("directions", "turn sharp right"),
    Kind.U_TURN: pgettext_lazy("directions", "turn round and go back"),
    Kind.SHARP_LEFT: pgettext_lazy("directions", "turn sharp left"),
    Kind.LEFT: pgettext_lazy("directions", "turn left"),
    Kind.SLIGHT_LEFT: pgettext_lazy("directions", "bear left"),
    Kind.KEEP_STRAIGHT: pgettext_lazy("directions", "keep straight on"),
    Kind.KEEP_RIGHT: pgettext_lazy("directions", "keep right"),
    Kind.KEEP_LEFT: pgettext_lazy("directions", "keep left"),
    Kind.RAMP: pgettext_lazy("directions", "take the slip road ahead"),
    Kind.RAMP_RIGHT: pgettext_lazy("directions", "take the slip road on the right"),
    Kind.RAMP_LEFT: pgettext_lazy("directions", "take the slip road on the left"),
    Kind.EXIT_RIGHT: pgettext_lazy("directions", "take the exit on the right"),
    Kind.EXIT_LEFT: pgettext_lazy("directions", "take the exit on the left"),
    Kind.MERGE: pgettext_lazy("directions", "join the traffic"),
    Kind.ENTER_ROUNDABOUT: pgettext_lazy("directions", "enter the roundabout"),
    Kind.EXIT_ROUNDABOUT: pgettext_lazy("directions", "leave the roundabout"),
    Kind.STAIRS: pgettext_lazy("directions", "take the stairs"),
    Kind.STAIRS_UP: pgettext_lazy("directions", "go up the stairs"),
    Kind.STAIRS_DOWN: pgettext_lazy("directions", "go down the stairs"),
    Kind.LIFT: pgettext_lazy("directions", "take the lift"),
    Kind.ESCALATOR: pgettext_lazy("directions", "take the escalator"),
    Kind.ENTER_BUILDING: pgettext_lazy("directions", "go into the building"),
    Kind.LEAVE_BUILDING: pgettext_lazy("directions", "leave the building"),
    Kind.ENTER_FERRY: pgettext_lazy("directions", "take the ferry"),
    Kind.LEAVE_FERRY: pgettext_lazy("directions", "leave the ferry"),
}
# Where nothing else says where it is.
_AT_FORKS: Mapping[str, Promise] = {
    Kind.KEEP_STRAIGHT: pgettext_lazy("directions", "at the fork, keep straight on"),
    Kind.KEEP_RIGHT: pgettext_lazy("directions", "at the fork, keep right"),
    Kind.KEEP_LEFT: pgettext_lazy("directions", "at the fork, keep left"),
}
_STAIRS: Mapping[tuple[str, str], Promise] = {
    (Kind.STAIRS, "left"): pgettext_lazy("directions", "turn left and take the stairs"),
    (Kind.STAIRS, "right"): pgettext_lazy("directions", "turn right and take the stairs"),
    (Kind.STAIRS_UP, "left"): pgettext_lazy("directions", "turn left and go up the stairs"),
    (Kind.STAIRS_UP, "right"): pgettext_lazy("directions", "turn right and go up the stairs"),
    (Kind.STAIRS_DOWN, "left"): pgettext_lazy("directions", "turn left and go down the stairs"),
    (Kind.STAIRS_DOWN, "right"): pgettext_lazy("directions", "turn right and go down the stairs"),
}
# Clockwise from north, 45 degrees each.
_HEADINGS: Sequence[Promise] = (
    pgettext_lazy("directions", "set off north"),
    pgettext_lazy("directions", "set off northeast"),
    pgettext_lazy("directions", "set off east"),
    pgettext_lazy("directions", "set off southeast"),
    pgettext_lazy("directions", "set off south"),
    pgettext_lazy("directions", "set off southwest"),
    pgettext_lazy("directions", "set off west"),
    pgettext_lazy("directions", "set off northwest"),
)
_SET_OFF = pgettext_lazy("directions", "set off")
_ROUNDABOUT_EXITS: Sequence[Promise] = (
    pgettext_lazy("directions", "at the roundabout, take the first exit"),
    pgettext_lazy("directions", "at the roundabout, take the second exit"),
    pgettext_lazy("directions", "at the roundabout, take the third exit"),
    pgettext_lazy("directions", "at the roundabout, take the fourth exit"),
    pgettext_lazy("directions", "at the roundabout, take the fifth exit"),
    pgettext_lazy("directions", "at the roundabout, take the sixth exit"),
    pgettext_lazy("directions", "at the roundabout, take the seventh exit"),
    pgettext_lazy("directions", "at the roundabout, take the eighth exit"),
)
# Where a landmark stands that one acts at.
_WHERE: Mapping[str, Promise] = {
    "at": pgettext_lazy("directions", "at %(landmark)s"),
    "before": pgettext_lazy("directions", "just before %(landmark)s"),
    "after": pgettext_lazy("directions", "just after %(landmark)s"),
    "opposite": pgettext_lazy("directions", "opposite %(landmark)s"),
}
# What is passed on the way that a sentence begins.
_PASSING: Mapping[str, Promise] = {
    "left": pgettext_lazy("directions", "You pass %(landmark)s on your left."),
    "right": pgettext_lazy("directions", "You pass %(landmark)s on your right."),
    "through": pgettext_lazy("directions", "You go through %(landmark)s."),
}
_ARRIVALS: Mapping[str, Promise] = {
    "": pgettext_lazy("directions", "You have arrived."),
    "left": pgettext_lazy("directions", "You have arrived: it is on your left."),
    "right": pgettext_lazy("directions", "You have arrived: it is on your right."),
}
_ARRIVALS_AT: Mapping[str, Promise] = {
    "": pgettext_lazy("directions", "You have arrived: %(destination)s."),
    "left": pgettext_lazy("directions", "You have arrived: %(destination)s is on your left."),
    "right": pgettext_lazy("directions", "You have arrived: %(destination)s is on your right."),
}
_ARRIVAL_SIGHTS: Mapping[str, Promise] = {
    "at": pgettext_lazy("arrival", "It is next to %(landmark)s."),
    "opposite": pgettext_lazy("arrival", "It is opposite %(landmark)s."),
}
# What follows on these is walked in one line: "set off north for about 80 m". After a turn, one
# goes on: "turn left and go on for about 80 m".
_CLIMBING = frozenset({Kind.STAIRS, Kind.STAIRS_UP, Kind.STAIRS_DOWN})
_GOING = frozenset({Kind.DEPART, Kind.CONTINUE, Kind.KEEP_STRAIGHT, Kind.U_TURN, *_CLIMBING})
# What these say of the way is said by their verb.
_WITHOUT_WAY = frozenset(
    {
        *(*_CLIMBING, Kind.LIFT, Kind.ESCALATOR),
        *(Kind.ENTER_BUILDING, Kind.ENTER_FERRY, Kind.MERGE),
    }
)
# Their length is not walked.
_WITHOUT_LENGTH = frozenset({Kind.LIFT, Kind.ESCALATOR, Kind.ENTER_FERRY, Kind.ARRIVE})


def instructions(
    leg: RouteLeg | Sequence[Manoeuvre],
    *,
    origin: str = "",
    destination: str = "",
    street_names: Mapping[str, Mapping[str, str]] | None = None,
) -> tuple[str, ...]:
    """Return one sentence, or two, for each manoeuvre, in the active language.

    Parameters
    ----------
    leg
        The way between two stops, or its manoeuvres.
    origin, destination
        What the stops are called; said where one sets off and arrives.
    street_names
        By the name as tagged, the names by language; if not given, those of the graph that serves.
    """
    manoeuvres = leg.manoeuvres if isinstance(leg, RouteLeg) else leg
    if street_names is None:
        serving = streets.current()
        street_names = serving.names if serving is not None else {}
    clauses = [
        _clause(manoeuvre, before, street_names, origin)
        for manoeuvre, before in zip(manoeuvres, (None, *manoeuvres), strict=False)
    ]
    sentences = []
    for index, manoeuvre in enumerate(manoeuvres):
        if manoeuvre.kind == Kind.ARRIVE:
            sentences.append(_arrival(manoeuvre, destination))
            continue
        following = manoeuvres[index + 1] if index + 1 < len(manoeuvres) else None
        clause = _located(manoeuvre, clauses[index])
        if following is not None and _follows_at_once(manoeuvre, following):
            clause = _("%(clause)s, then at once %(next)s") % {
                "clause": clause,
                "next": clauses[index + 1],
            }
        else:
            clause = _with_length(manoeuvre, clause)
        sentences.append(_finished(clause, _passing(manoeuvre.landmark)))
    return tuple(sentences)


def _clause(
    manoeuvre: Manoeuvre,
    before: Manoeuvre | None,
    street_names: Mapping[str, Mapping[str, str]],
    origin: str,
) -> str:
    """Return what to do and into or along what: "turn left into Rue Basse"."""
    action = _action(manoeuvre, origin)
    if manoeuvre.kind in _CLIMBING and manoeuvre.street_names:
        # Translators: "go up the stairs" "(Escalier du Port)": the stairs have a name.
        return _("%(action)s (%(street)s)") % {
            "action": action,
            "street": _phrases.isolated(_street(manoeuvre.street_names, street_names)),
        }
    way = _way(manoeuvre, before, street_names)
    # Translators: "turn left" "into Rue Basse"; each comes translated, whole.
    return _("%(action)s %(way)s") % {"action": action, "way": way} if way else action


def _action(manoeuvre: Manoeuvre, origin: str) -> str:
    kind = manoeuvre.kind
    if kind == Kind.DEPART:
        heading = _heading(manoeuvre.bearing_after)
        if not origin:
            return heading
        # Translators: "from Souk Dlalat, set off north".
        return _("from %(origin)s, %(action)s") % {
            "origin": _phrases.place(origin),
            "action": heading,
        }
    if kind == Kind.ENTER_ROUNDABOUT and manoeuvre.roundabout_exit:
        return _roundabout(manoeuvre.roundabout_exit)
    side = _side(manoeuvre.bearing_before, manoeuvre.bearing_after)
    if (kind, side) in _STAIRS:
        return str(_STAIRS[kind, side])
    return str(_ACTIONS.get(kind, _ACTIONS[Kind.CONTINUE]))


def _heading(bearing: int | None) -> str:
    if bearing is None:
        return str(_SET_OFF)
    return str(_HEADINGS[round(bearing / 45) % len(_HEADINGS)])


def _roundabout(number: int) -> str:
    if number <= len(_ROUNDABOUT_EXITS):
        return str(_ROUNDABOUT_EXITS[number - 1])
    return _("at the roundabout, take exit %(number)d") % {"number": number}


def _side(before: int | None, after: int | None) -> str:
    """Return to which side one turns, "" for neither."""
    if before is None or after is None:
        return ""
    turn = (after - before + 180) % 360 - 180
    if abs(turn) < AHEAD_DEGREES:
        return ""
    return "right" if turn > 0 else "left"


def _way(
    manoeuvre: Manoeuvre,
    before: Manoeuvre | None,
    street_names: Mapping[str, Mapping[str, str]],
) -> str:
    """Return what one turns into or goes along: its name, else what it is, else nothing."""
    going = manoeuvre.kind in _GOING
    if manoeuvre.street_names:
        name = _street(manoeuvre.street_names, street_names)
        if going:
            return _phrases.along_street(name)
        if before is not None and set(manoeuvre.street_names) & set(before.street_names):
            return _("to stay on %(street)s") % {"street": _phrases.place(name)}
        return _phrases.onto_street(name)
    if manoeuvre.kind in _WITHOUT_WAY:
        return ""
    if manoeuvre.kind in _AT_FORKS and before is not None and before.way == manoeuvre.way:
        return ""
    return str((_phrases.ALONG if going else _phrases.INTO).get(manoeuvre.way, ""))


def _street(tagged: Sequence[str], street_names: Mapping[str, Mapping[str, str]]) -> str:
    """Return the name of a street for the reader; where it has several, the first two."""
    language = get_language() or ""
    names = (
        _phrases.name_in({"": name, **street_names.get(name, {})}, language) for name in tagged[:2]
    )
    return " / ".join(dict.fromkeys(names))


def _located(manoeuvre: Manoeuvre, clause: str) -> str:
    """Return a clause that says first where one acts, as far as that is known."""
    where = _where(manoeuvre.landmark)
    if where:
        # Translators: "at the mosque" ", " "turn left into the alley".
        return _("%(where)s, %(clause)s") % {"where": where, "clause": clause}
    if clause == _ACTIONS.get(manoeuvre.kind):
        return str(_AT_FORKS.get(manoeuvre.kind, clause))
    return clause


def _where(landmark: Landmark | None) -> str:
    if landmark is None or landmark.relation not in _WHERE:
        return ""
    noun = _phrases.landmark(landmark.category, landmark.names)
    return str(_WHERE[landmark.relation]) % {"landmark": noun} if noun else ""


def _follows_at_once(manoeuvre: Manoeuvre, following: Manoeuvre) -> bool:
    return (
        manoeuvre.distance_m < AT_ONCE_M
        and following.kind != Kind.ARRIVE
        and manoeuvre.kind not in _WITHOUT_LENGTH
    )


def _with_length(manoeuvre: Manoeuvre, clause: str) -> str:
    if manoeuvre.distance_m < SHORTEST_LENGTH_M or manoeuvre.kind in _WITHOUT_LENGTH:
        return clause
    values = {"clause": clause, "distance": wording.distance(manoeuvre.distance_m)}
    if manoeuvre.kind in _GOING:
        # Translators: "set off north" "for about 80 m".
        return _("%(clause)s for about %(distance)s") % values
    # Translators: "turn left into the alley" "and go on for about 80 m".
    return _("%(clause)s and go on for about %(distance)s") % values


def _passing(landmark: Landmark | None) -> str:
    """Return the sentence on what one passes, "" for nothing."""
    if landmark is None or landmark.relation not in _PASSING:
        return ""
    noun = _phrases.landmark(landmark.category, landmark.names)
    return str(_PASSING[landmark.relation]) % {"landmark": noun} if noun else ""


def _arrival(manoeuvre: Manoeuvre, destination: str) -> str:
    place = _phrases.place(destination)
    said = str(_ARRIVALS.get(manoeuvre.side, _ARRIVALS[""]))
    if place:
        with_name = _ARRIVALS_AT.get(manoeuvre.side, _ARRIVALS_AT[""])
        said = str(with_name) % {"destination": place}
    landmark = manoeuvre.landmark
    if landmark is not None and landmark.relation in _ARRIVAL_SIGHTS:
        noun = _phrases.landmark(landmark.category, landmark.names)
        if noun and noun != place:
            sight = str(_ARRIVAL_SIGHTS[landmark.relation]) % {"landmark": noun}
            said = f"{said} {sight}"
    return _phrases.contracted(said)


def _finished(clause: str, passing: str) -> str:
    """Return a clause as a sentence, and what is passed as a second one."""
    clause = _phrases.contracted(clause)
    sentence = f"{clause[:1].upper()}{clause[1:]}."
    return f"{sentence} {_phrases.contracted(passing)}" if passing else sentence
