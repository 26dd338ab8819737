"""Import a register of artisans from a file."""

from geodata.interchange.commands import ImportCommand


class Command(ImportCommand):
    """Compare a register with the artisans who are known, and bring it in, all of it or nothing."""

    help = "Compare a register of artisans with what stands, and bring it in: see docs/imports.md."
    subject = "artisan"
