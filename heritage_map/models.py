"""Accounts."""

from django.contrib.auth.models import AbstractUser
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """Somebody who signs in; what they may do comes from their roles (``heritage_map.roles``)."""

    class Meta(AbstractUser.Meta):
        permissions = [("open_desk", _("Can open the municipality's desk"))]
