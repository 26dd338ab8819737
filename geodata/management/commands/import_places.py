"""Import places from a file."""

from geodata.interchange.commands import ImportCommand


class Command(ImportCommand):
    """Compare a file of places with what stands, and bring it in, all of it or nothing."""

    help = "Compare a file of places with what stands, and bring it in: see docs/imports.md."
    subject = "place"
