from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class HeritageMapConfig(AppConfig):
    name = "heritage_map"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from heritage_map import checks, roles  # noqa: F401 (checks register themselves)

        post_migrate.connect(roles.keep_groups, sender=self)


class DeskConfig(admin_apps.AdminConfig):
    """Django's admin, on the municipality's desk."""

    default = False
    default_site = "heritage_map.desk.Desk"
