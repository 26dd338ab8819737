"""Everything that the planner refuses, each with one sentence that says what to mend."""


class PlannerError(Exception):
    """Something that its author can mend; ``str()`` of it is a sentence in English.

    Whoever shows it to a person words it through gettext from the class and its attributes.
    """


class InvalidProblem(PlannerError):
    """A problem that makes no sense, such as a day that ends before it begins.

    Attributes
    ----------
    field
        Where it is, as a path: ``days[0].ends_s``, ``candidates[silver].windows``.
    """

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(f"{field}: {sentence}")
        self.field = field
        self.sentence = sentence


class WrongPlan(PlannerError):
    """The search made a plan that the checker refuses. It is a fault of ours, never shown as one.

    Attributes
    ----------
    violations
        What the checker found (`circuits.planner.checker.Violation`).
    """

    def __init__(self, violations: tuple[object, ...]) -> None:
        super().__init__("No plan could be made that passes its check.")
        self.violations = violations


class ImpossibleDay(PlannerError):
    """A day on which one cannot even go from its start to its end.

    Attributes
    ----------
    day
        Its number, from 0.
    reason
        ``no_way``, ``time`` or ``walk``.
    found, limit
        How much it takes and how much there is, in seconds (time) or metres (walk).
    """

    def __init__(self, day: int, reason: str, found: float, limit: float) -> None:
        super().__init__(f"days[{day}]: from its start to its end takes {found}, not {limit}")
        self.day, self.reason, self.found, self.limit = day, reason, found, limit
