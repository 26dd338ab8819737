"""Of which records here a history is kept."""

from crafts.models import Artisan, Craft, Motif, Organisation, Product
from geodata.history.tracking import track

track(Craft, "tools")
track(Organisation)
track(Artisan, "workplaces")
track(Motif)
track(Product, "sale_points")
