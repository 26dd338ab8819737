"""What a web worker does when it starts."""

import os
import subprocess
import sys

from django.conf import settings

PROGRAM = """
import sys, threading
from heritage_map import wsgi
threads = [thread for thread in threading.enumerate() if thread.name == "planner"]
assert len(threads) == 1
threads[0].join()
from circuits.planner.search import kernel
assert kernel.improve.signatures
"""


def test_a_web_worker_loads_the_planner_beside_its_first_pages() -> None:
    subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=settings.BASE_DIR, env=os.environ, check=True
    )
