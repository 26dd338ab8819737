from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HeritageMapConfig(AppConfig):
    name = "heritage_map"
    verbose_name = _("Accounts")
