"""Turns: who plans now, who waits, and who is told to come again."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from circuits.errors import GivenUp, TooBusy
from circuits.planner.stop import Cancelled
from circuits.plans import turns
from circuits.plans.turns import turn

HOLDER = """
import os, sys, time
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heritage_map.settings")
from django.conf import settings
from circuits.plans import turns
settings.VAR_DIR = sys.argv[1]
turns.os.cpu_count = lambda: 1
with turns.turn():
    print("holding", flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def _one_processor(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(turns.os, "cpu_count", lambda: 1)


class Visitor(threading.Thread):
    """Somebody who takes a turn, holds it until told to end, and notes when that began."""

    def __init__(self, name: str, began: list[str], patience_s: float = 10.0) -> None:
        super().__init__(name=name, daemon=True)
        self.began, self.patience_s = began, patience_s
        self.may_end = threading.Event()
        self.refused: Exception | None = None
        self.start()

    def run(self) -> None:
        try:
            with turn(patience_s=self.patience_s):
                self.began.append(self.name)
                self.may_end.wait(10)
        except TooBusy as error:
            self.refused = error


def wait_until(condition: Any) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def tickets(folder: Path) -> int:
    return len(list((folder / "planning").glob("ticket-*")))


def test_as_many_plan_at_once_as_there_are_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns.os, "cpu_count", lambda: 2)
    with turn(), turn(), pytest.raises(TooBusy), turn(patience_s=0.05):
        pass


def test_a_turn_is_free_again_after_it_and_after_a_mistake_in_it(tmp_path: Path) -> None:
    for _time in range(3):
        with pytest.raises(ValueError, match="a mistake"), turn(patience_s=0.05):
            raise ValueError("a mistake")
    assert tickets(tmp_path) == 0


def test_who_comes_first_is_served_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(turns, "MOST_WAITING", 10)
    began: list[str] = []
    visitors = []
    for number in range(6):
        visitors.append(Visitor(str(number), began))
        wait_until(lambda so_far=number: tickets(tmp_path) == so_far + 1)
    for number, visitor in enumerate(visitors):
        wait_until(lambda so_far=number: len(began) == so_far + 1)
        visitor.may_end.set()
        visitor.join()
    assert began == ["0", "1", "2", "3", "4", "5"]


def test_a_full_queue_turns_people_away_at_once(tmp_path: Path) -> None:
    began: list[str] = []
    visitors = [Visitor(str(number), began) for number in range(1 + turns.MOST_WAITING)]
    wait_until(lambda: tickets(tmp_path) == 1 + turns.MOST_WAITING)
    asked = time.monotonic()
    with pytest.raises(TooBusy), turn(patience_s=10):
        pass
    assert time.monotonic() - asked < 1
    for visitor in visitors:  # they drew their tickets in any order
        visitor.may_end.set()
    for visitor in visitors:
        visitor.join()
    assert sorted(began) == ["0", "1", "2"]


def test_who_loses_patience_leaves_the_queue(tmp_path: Path) -> None:
    with turn():
        impatient = Visitor("impatient", [], patience_s=0.05)
        impatient.join()
        assert isinstance(impatient.refused, TooBusy)
        assert tickets(tmp_path) == 1


def test_who_has_left_the_site_leaves_the_queue() -> None:
    with turn(), pytest.raises(GivenUp), turn(Cancelled(lambda: True), patience_s=10):
        pass


def test_processes_share_the_turns_and_a_dead_one_gives_its_own_back(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, tmp_path], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "holding\n"
        with pytest.raises(TooBusy), turn(patience_s=0.05):
            pass
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()
        with turn(patience_s=1):
            assert tickets(tmp_path) == 1
