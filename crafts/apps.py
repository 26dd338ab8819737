from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CraftsConfig(AppConfig):
    name = "crafts"
    verbose_name = _("Crafts and people")

    def ready(self) -> None:
        from crafts import at_place

        at_place.register()
