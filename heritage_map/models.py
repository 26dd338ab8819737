"""Accounts."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Somebody who signs in; what they may do comes from their roles (``heritage_map.roles``)."""
