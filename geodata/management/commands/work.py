"""Do what waits in the background: previews, imports and undoings of large files."""

import os
from argparse import ArgumentParser
from typing import Any

from django.db import connection
from django_tasks_db.management.commands import db_worker

from geodata import beside
from geodata.interchange import jobs


class Command(db_worker.Command):
    """A worker of django-tasks-db that is seen while it lives, and takes up what others left."""

    help = "Do what waits in the background, until interrupted; see docs/running.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(reload=False)
        parser.add_argument("--beside", type=int, metavar="PID", help="end when this process ends")

    def handle(self, *args: Any, **options: Any) -> None:
        process = options.pop("beside")
        if process:
            beside.end_with(process)
        os.environ[jobs.NAME_VARIABLE] = jobs.name_of(options["worker_id"])
        connection.close()  # the next one has the name
        jobs.take_up_again()
        super().handle(**options)
