"""The site for gunicorn, with plans that never end by themselves, and one processor to make them.

A plan whose time is limited ends. What is limited by a number of tries goes on for hours.
"""

import os

from circuits.planner import compile as planner
from heritage_map.wsgi import application

planner.warm()  # so that nothing here waits for it

from circuits.plans import answer  # noqa: E402 (it needs the settings that the line above sets up)

answer.ITERATIONS = 10**9
os.cpu_count = lambda: 1

__all__ = ["application"]
