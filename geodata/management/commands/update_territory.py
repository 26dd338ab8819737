"""Fetch the territory's streets from OpenStreetMap, and build graph and basemap of them."""

from __future__ import annotations

import fcntl
import logging
import os
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, no_translations

from geodata import basemap, beside, built, downloads, overpass, street_graph, supply, territory
from geodata.basemap import building
from geodata.errors import GeodataError
from geodata.progress import Progress
from geodata.signals import streets_changed
from geodata.supply import Supply

logger = logging.getLogger(__name__)

TRIED_AGAIN_AFTER_S = 24 * 3600
# A map that lost half of its streets was vandalised, or came in halves.
FEWEST_STREETS_LEFT = 0.5
INTERRUPTED = 130  # what shells have for it


class Command(BaseCommand):
    """Build both beside what serves, then let both serve; if anything fails, nothing changes."""

    help = (
        "Fetch the territory's box from OpenStreetMap (from Overpass, else cut out of a regional "
        "extract), check it, and build the street graph and the basemap of it. What serves goes "
        "on serving until both are ready. Needs a connection; without one, nothing changes."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--from",
            dest="url",
            metavar="URL",
            help="cut the territory out of this .osm.pbf instead of asking Overpass",
        )
        parser.add_argument(
            "--check", action="store_true", help="only say whether there is something newer"
        )
        parser.add_argument(
            "--once",
            action="store_true",
            help="do nothing where streets serve already, or where it was tried in the last day",
        )
        parser.add_argument(
            "--force",
            action="store_true",
            help="take data that has lost half of its streets, and data that has not changed",
        )
        parser.add_argument("--beside", type=int, metavar="PID", help="end when this process ends")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        if options["beside"]:
            beside.end_with(options["beside"])
        try:
            with _alone():
                if options["check"]:
                    self._check(options["url"])
                elif options["once"] and not self._is_due():
                    return
                else:
                    self._update(options["url"], force=options["force"])
        except GeodataError as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        except KeyboardInterrupt:
            # Its server ended, which is no answer: the next start tries again.
            _stamp().unlink(missing_ok=True)
            raise CommandError("It was interrupted.", returncode=INTERRUPTED) from None
        except OSError as error:
            raise CommandError(f"{error.strerror or error}: nothing was changed.") from error

    def _is_due(self) -> bool:
        if built.shelf("streets").current() or basemap.shelf().current():
            self.stdout.write("Streets or a basemap serve already.")
            return False
        with suppress(OSError):
            tried_s = time.time() - _stamp().stat().st_mtime
            if 0 <= tried_s < TRIED_AGAIN_AFTER_S:
                self.stdout.write("It was tried less than a day ago.")
                return False
        return True

    def _update(self, url: str | None, *, force: bool) -> None:
        _stamp().touch()
        progress = Progress(self.stdout)
        known = supply.origin()
        serving = built.shelf("streets").current() and basemap.shelf().current()
        try:
            with ExitStack() as stack:
                got = self._get(stack, url, progress, known if serving and not force else None)
                streets = got.extract.highways
                if known and streets < FEWEST_STREETS_LEFT * known.highways and not force:
                    raise GeodataError(
                        f"{got.source} has {streets} streets where there were {known.highways}: "
                        "that is not believed (--force takes it all the same)."
                    )
                version = _build(got, progress)
                supply.keep(got)
        except supply.Unchanged as unchanged:
            self.stdout.write(str(unchanged))
            return
        moment = got.extract.timestamp
        self.stdout.write(
            f"{streets} streets{f', as they were on {moment:%Y-%m-%d},' if moment else ''} serve "
            f"from now on, with their basemap. Data: © OpenStreetMap contributors, ODbL."
        )
        for receiver, outcome in streets_changed.send_robust(sender=None, version=version):
            if isinstance(outcome, Exception):
                logger.error("After the new streets, %r failed", receiver, exc_info=outcome)
                self.stderr.write(f"The new streets serve, but this failed afterwards: {outcome}")

    def _get(
        self, stack: ExitStack, url: str | None, progress: Progress, known: supply.Origin | None
    ) -> Supply:
        """Return data from the address given, else from Overpass, else from the region's extract.

        It can be built from until the stack unwinds.
        """
        if url:
            return stack.enter_context(supply.from_region(url, progress, known=known))
        try:
            return stack.enter_context(supply.from_overpass(progress))
        except GeodataError as error:
            region = territory.current().extract
            if not region:
                raise
            self.stderr.write(f"{error} Trying {region} instead.")
            return stack.enter_context(supply.from_region(region, progress, known=known))

    def _check(self, url: str | None) -> None:
        known = supply.origin()
        if known is None:
            self.stdout.write("No streets have been fetched yet: run manage.py update_territory.")
            return
        url = url or (known.source if known.modified else None)
        if url:
            there = downloads.ask(url).modified_at
            if there is None:
                self.stdout.write(f"{url} does not say when it was made.")
            elif known.source == url and there.isoformat() == known.modified:
                self.stdout.write(f"{url} is of {there:%Y-%m-%d}, and that serves.")
            else:
                self.stdout.write(f"{url} is of {there:%Y-%m-%d}: there is something newer.")
            return
        since = datetime.fromisoformat(known.timestamp or known.fetched)
        changed = overpass.changes_since(territory.current().bbox, since)
        self.stdout.write(f"{changed} streets have changed since {since:%Y-%m-%d}.")


def _build(got: Supply, progress: Progress) -> str:
    """Build graph and basemap, and let both serve; return the graph's version."""
    shelves = (built.shelf("streets"), basemap.shelf())
    with built.drafts(shelves) as (streets, ground):
        street_graph.build(got.extract, streets, source=got.source, progress=progress)
        building.build(got.extract, ground, progress=progress)
    folder = shelves[0].current()
    return folder.name if folder else ""


def _stamp() -> Path:
    """Return the file whose time says when it was last tried."""
    home = supply.folder()
    home.mkdir(parents=True, exist_ok=True)
    return home / "tried"


@contextmanager
def _alone() -> Iterator[None]:
    """See to it that nobody else updates this territory meanwhile."""
    home = supply.folder()
    home.mkdir(parents=True, exist_ok=True)
    lock = os.open(home / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise GeodataError(
                f"Another update of {settings.TERRITORY} is under way: wait for it to end."
            ) from None
        yield
    finally:
        os.close(lock)
