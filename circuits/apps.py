from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CircuitsConfig(AppConfig):
    name = "circuits"
    verbose_name = _("Circuits")

    def ready(self) -> None:
        from circuits import at_place, consequences, forgetting, signals  # noqa: F401
        from circuits.editions import outdated

        at_place.register()
        consequences.register()
        forgetting.register()
        outdated.watch()
