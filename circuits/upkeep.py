"""Keep legs in step with what they are computed from, each circuit once however much changes.

What changes a circuit itself, its stops, their order, its mode or pace, is written at once: who
did it sees it. What changes around it goes through `circuits.reroutings`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from circuits import reroutings
from circuits.legs import Comparison, refresh_legs
from circuits.models import Circuit, Rerouting
from circuits.ways import Network

type _Why = Rerouting.Reason | None  # None: the circuit itself was edited

_waiting: ContextVar[dict[int, _Why] | None] = ContextVar("waiting", default=None)


def circuit_edited(circuit: int) -> None:
    """Note that a circuit, by its primary key, leads another way now."""
    _note({circuit: None})


def surroundings_changed(circuits: Iterable[int], reason: Rerouting.Reason) -> None:
    """Note that the ways of some circuits may be others now, though nobody edited them."""
    _note(dict.fromkeys(circuits, reason))


@contextmanager
def deferred() -> Iterator[None]:
    """Compute what changes inside this block once, at its end.

    After an error nothing is computed: open it inside the transaction that is rolled back then.
    """
    if _waiting.get() is not None:
        yield
        return
    token = _waiting.set({})
    try:
        yield
        changed = _waiting.get() or {}
    finally:
        _waiting.reset(token)
    _compute(changed)


def settle(circuit: Circuit) -> Comparison | None:
    """Compute a circuit that was edited inside a block now; None where it was not."""
    waiting = _waiting.get() or {}
    if waiting.get(circuit.pk, False) is not None:
        return None
    del waiting[circuit.pk]
    return refresh_legs(circuit)


def refresh_all() -> int:
    """Compute every circuit again; return how many have a new way that waits for a publisher."""
    network = Network.now()
    circuits = list(Circuit.objects.order_by("pk"))
    return sum(reroutings.follow(circuit, network) is not None for circuit in circuits)


def _note(changed: dict[int, _Why]) -> None:
    waiting = _waiting.get()
    if waiting is None:
        _compute(changed)
        return
    for circuit, why in changed.items():
        if why is None or circuit not in waiting:
            waiting[circuit] = why


def _compute(changed: dict[int, _Why]) -> None:
    if not changed:
        return
    network = Network.now()
    for circuit in Circuit.objects.filter(pk__in=changed).order_by("pk"):
        why = changed[circuit.pk]
        if why is None:
            refresh_legs(circuit, network)
        else:
            reroutings.follow(circuit, network, why)
