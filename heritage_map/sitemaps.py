"""The sitemaps: every public page in every language, with its translations beside it.

``/sitemap.xml`` lists one for each kind of record, in parts where there are many.
"""

from collections.abc import Callable

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from circuits.models import Circuit
from crafts.models import Artisan, Craft, Motif, Organisation, Product
from geodata.models import Place, Record


class Pages(Sitemap):
    """The pages that belong to no record."""

    i18n = alternates = x_default = True
    names = (
        "home",
        "map",
        "about",
        "privacy",
        "plaque",
        "places:list",
        "places:to_survey",
        "circuits:list",
        "plans:plan",
        "crafts:craft_list",
        "crafts:artisan_list",
        "crafts:product_list",
        "crafts:motif_list",
        "crafts:organisation_list",
    )

    def items(self) -> list[str]:
        return list(self.names)

    def location(self, item: str) -> str:
        return reverse(item)


class Records(Sitemap):
    """The public records of one kind; samples are for trying the site, not for finding it."""

    i18n = alternates = x_default = True
    limit = 2000

    def __init__(self, records: Callable[[], QuerySet]) -> None:
        self.records = records

    def items(self) -> QuerySet:
        return self.records().filter(is_sample=False).order_by("pk")

    def lastmod(self, item: Record) -> object:
        return item.updated_at


SITEMAPS = {
    "pages": Pages,
    "circuits": Records(Circuit.objects.public),
    "places": Records(Place.objects.public),
    "crafts": Records(Craft.objects.public),
    "organisations": Records(Organisation.objects.public),
    "artisans": Records(Artisan.objects.public),
    "products": Records(Product.objects.public),
    "motifs": Records(Motif.objects.public),
}
