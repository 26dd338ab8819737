from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class GeodataConfig(AppConfig):
    name = "geodata"
    verbose_name = _("Places and positions")

    def ready(self) -> None:
        from geodata.history import recording

        autodiscover_modules("search")
        autodiscover_modules("importable")
        autodiscover_modules("tracked")
        recording.watch()
