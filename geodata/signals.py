"""What geodata tells the apps above it, which it does not know."""

from django.dispatch import Signal

# After a new street graph has begun to serve; ``version`` names it.
streets_changed = Signal()
