"""Accounts, and the tallies of visits."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """Somebody who signs in; what they may do comes from their roles (``heritage_map.roles``)."""

    class Meta(AbstractUser.Meta):
        permissions = [("open_desk", _("Can open the municipality's desk"))]


class Tally(models.Model):
    """How often something happened on a day, in a language: a number, and nobody in it.

    Only ``heritage_map.visits.tallies`` writes them.
    """

    class What(models.TextChoices):
        """What is counted: pages that are opened here, and what happens on the way, on phones."""

        CIRCUIT = "circuit", _("circuit opened")
        PLACE = "place", _("place opened")
        ARTISAN = "artisan", _("artisan opened")
        PRODUCT = "product", _("product opened")
        PLAQUE = "plaque", _("plaque scanned")
        PLAN = "plan", _("plan made")
        TAKEN = "taken", _("circuit taken along")
        BEGUN = "begun", _("walk begun")
        REACHED = "reached", _("stop reached")
        FINISHED = "finished", _("walk finished")

    # No number of its own: numbers would tell in which order things happened.
    pk = models.CompositePrimaryKey("day", "what", "subject", "language")
    day = models.DateField()
    what = models.CharField(max_length=10, choices=What)
    subject = models.CharField(max_length=161, blank=True)
    language = models.CharField(max_length=8)
    count = models.PositiveBigIntegerField()

    class Meta:
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.day} {self.what} {self.subject} {self.language}: {self.count}"
