"""What can be found of crafts, the people who practise them and what they make."""

from crafts.models import Artisan, Craft, Motif, Organisation, Product
from geodata.search import register

register(
    Craft,
    "craft",
    url_name="crafts:craft_detail",
    names=("name", "other_names"),
    summary="description",
    texts=("materials", "techniques", "note", "tools__local_name", "tools__name"),
)
register(
    Artisan,
    "artisan",
    url_name="crafts:artisan_detail",
    names=("name",),
    codes=("code",),
    summary="bio",
    texts=("crafts__name", "crafts__other_names", "organisation__name", "workplaces__place__name"),
)
register(
    Organisation,
    "organisation",
    url_name="crafts:organisation_detail",
    names=("name",),
    summary="description",
    texts=("kind", "crafts__name", "crafts__other_names", "place__name"),
)
register(
    Product,
    "product",
    url_name="crafts:product_detail",
    names=("name", "local_name"),
    summary="description",
    texts=("materials", "techniques", "colours", "note", "craft__name", "motifs__name"),
)
register(
    Motif,
    "motif",
    url_name="crafts:motif_detail",
    names=("name",),
    summary="description",
    texts=("kind", "evidence", "place__name", "craft__name"),
)
