"""Forget a person who asks for it, for good."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from crafts.errors import NobodyToForget
from crafts.forgetting import Person, forget, known_as
from crafts.forgetting_pages import lines


class Command(BaseCommand):
    """Tell all that is kept of an artisan, and remove it once their code has been typed."""

    help = (
        "Remove all that is kept of an artisan, also of one whose record has been deleted: the "
        "record, what the history, drafts and imports say of them, their photos, and their traces "
        "in editions. It cannot be taken back. See docs/history.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("who", help="a code, an address, a name as it is spelt, or #number")
        parser.add_argument("--yes", action="store_true", help="do not ask first")
        parser.add_argument(
            "--shared-photos", action="store_true", help="also photos that other records show"
        )

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        person = self._find(options["who"])
        self._tell(person, options["shared_photos"])
        if not options["yes"]:
            self._ask(person)
        shared = [one.pk for one in person.portraits] if options["shared_photos"] else []
        forget(person.pk, shared_photos=shared)
        self.stdout.write("Forgotten.")

    def _find(self, who: str) -> Person:
        found = known_as(who)
        if len(found) > 1:
            told = ", ".join(f"#{pk} {name}" for pk, name in found.items())
            raise CommandError(f"Several are called that: write one of {told}.")
        try:
            return Person.find(next(iter(found), 0))
        except NobodyToForget:
            raise CommandError(f"Nothing is kept of anybody called {who}.") from None

    def _tell(self, person: Person, with_shared: bool) -> None:
        self.stdout.write(f"{' / '.join(person.names)}, {person.code}. To be removed for good:")
        for line in lines(person):
            self.stdout.write(f"- {line}")
        for one in person.portraits:
            others = ", ".join(str(record) for record in one.shown_by)
            if not others or with_shared:
                self.stdout.write(f"- photo {one.pk}")
            else:
                self.stdout.write(f"Photo {one.pk} stays: {others} shows it (--shared-photos).")
        for thing in person.mentions:
            kind = thing._meta.verbose_name
            self.stdout.write(f"Mend by hand, it names the person: {kind} {thing.pk}.")

    def _ask(self, person: Person) -> None:
        try:
            answer = input(f"Type {person.code} to forget them for good: ")
        except EOFError:
            raise CommandError("Nobody is there to ask: run it with --yes.") from None
        if answer.strip().casefold() != person.code.casefold():
            raise CommandError("Nothing was removed.")
