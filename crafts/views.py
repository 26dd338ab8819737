"""Pages of crafts, the people who practise them, and what they make."""

from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from crafts import structured_data
from crafts.at_place import presences
from crafts.models import Artisan, Craft, Motif, Organisation, Product, SalePoint, Workplace
from crafts.sales import shops
from geodata import visits
from geodata.models import Place, Publication
from geodata.opening import Rules
from geodata.query import read_choices, read_page
from geodata.rules import rules_by_id

SHOWN = 12

# How many products of a craft anybody may see.
PRODUCT_COUNT = Count("products", filter=Q(products__status=Publication.PUBLISHED))


def trail(label: str, list_name: str, name: str) -> list[dict[str, str]]:
    """Return the way from a list to one of its records, for the breadcrumb."""
    return [{"label": label, "url": reverse(f"crafts:{list_name}")}, {"label": name}]


def public_crafts() -> Prefetch:
    """Return the crafts of artisans that anybody may see, for their cards."""
    return Prefetch("crafts", Craft.objects.public())


def craft_list(request: HttpRequest) -> HttpResponse:
    """Show the crafts with the number of products documented of each."""
    crafts = Craft.objects.public().annotate(product_count=PRODUCT_COUNT)
    return render(
        request,
        "crafts/craft_list.html",
        {
            "page_title": _("Crafts"),
            "illustration": "leather",
            "page_description": _(
                "What hands do here: the trades, their tools, their makers, and what comes of them."
            ),
            "page_obj": read_page(request, crafts),
        },
    )


def craft_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a craft: how it is done, by whom, where, and what comes of it."""
    craft = get_object_or_404(Craft.objects.public(), slug=slug)
    products = Product.objects.public().filter(craft=craft).select_related("craft")
    artisans = Artisan.objects.public().filter(crafts=craft).prefetch_related(public_crafts())
    return render(
        request,
        "crafts/craft_detail.html",
        {
            "page_title": craft.name,
            "page_description": craft.description,
            "crumbs": trail(_("Crafts"), "craft_list", craft.name),
            "eyebrow": _("Craft"),
            "illustration": craft.slug,
            "record": craft,
            "craft": craft,
            "tools": craft.tools.all(),
            "products": products[:SHOWN],
            "product_count": products.count(),
            "artisans": artisans[:SHOWN],
            "artisan_count": artisans.count(),
            "places": Place.objects.public()
            .filter(crafts=craft)
            .exclude(category="workshop")[:SHOWN],
            "organisations": Organisation.objects.public().filter(crafts=craft)[:SHOWN],
            "motifs": Motif.objects.public().filter(craft=craft)[:SHOWN],
            "structured_data": structured_data.craft(request, craft),
        },
    )


def organisation_list(request: HttpRequest) -> HttpResponse:
    """Show the cooperatives, associations and firms of the sector."""
    organisations = Organisation.objects.public().select_related("place")
    return render(
        request,
        "crafts/organisation_list.html",
        {
            "page_title": _("Organisations"),
            "illustration": "tent-weaving",
            "page_description": _(
                "Cooperatives, associations and firms of the sector, as far as sources name them."
            ),
            "page_obj": read_page(request, organisations),
        },
    )


def organisation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an organisation, its members who agreed to be shown, and what they make."""
    organisation = get_object_or_404(
        Organisation.objects.public().select_related("place"), slug=slug
    )
    return render(
        request,
        "crafts/organisation_detail.html",
        {
            "page_title": organisation.name,
            "page_description": organisation.description,
            "crumbs": trail(_("Organisations"), "organisation_list", organisation.name),
            "eyebrow": organisation.get_kind_display(),
            "illustration": "tent-weaving",
            "record": organisation,
            "organisation": organisation,
            "crafts": Craft.objects.public().filter(organisations=organisation),
            "artisans": Artisan.objects.public()
            .filter(organisation=organisation)
            .prefetch_related(public_crafts())[:SHOWN],
            "products": Product.objects.public()
            .filter(organisations=organisation)
            .select_related("craft")[:SHOWN],
            "structured_data": structured_data.organisation(request, organisation),
        },
    )


def artisan_list(request: HttpRequest) -> HttpResponse:
    """Show the artisans who agreed to be shown, by craft where one is chosen."""
    crafts = list(Craft.objects.public())
    artisans = Artisan.objects.public().prefetch_related(public_crafts())
    chosen = read_choices(request.GET, "craft", {craft.slug for craft in crafts})
    if chosen:
        artisans = artisans.filter(crafts__slug__in=chosen).distinct()
    return render(
        request,
        "crafts/artisan_list.html",
        {
            "page_title": _("Artisans"),
            "illustration": "workshop",
            "page_description": _(
                "The people behind the things, and where to meet them. "
                "Only those who agreed to be shown are here."
            ),
            "page_obj": read_page(request, artisans),
            "crafts": crafts,
            "chosen": chosen,
        },
    )


def artisan_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an artisan: where they are today, what they make, and how to meet them."""
    artisan = get_object_or_404(Artisan.objects.public().select_related("organisation"), slug=slug)
    visits.note(request, "artisan", artisan.slug)
    workplaces = list(
        Workplace.objects.filter(artisan=artisan, place__in=Place.objects.public()).select_related(
            "place__parent__parent"
        )
    )
    places = Place.objects.filter(pk__in=[workplace.place_id for workplace in workplaces])
    rules = rules_by_id(places)
    crafts = list(Craft.objects.public().filter(artisans=artisan))
    now = timezone.now()
    return render(
        request,
        "crafts/artisan_detail.html",
        {
            "page_title": artisan.name,
            "page_description": artisan.bio,
            "crumbs": trail(_("Artisans"), "artisan_list", artisan.name),
            "eyebrow": _("Artisan"),
            "illustration": crafts[0].slug if crafts else "workshop",
            "record": artisan,
            "artisan": artisan,
            "crafts": crafts,
            "presences": presences(
                workplaces, lambda workplace: rules.get(workplace.place_id, Rules()).closures, now
            ),
            "products": Product.objects.public()
            .filter(artisans=artisan)
            .select_related("craft")[:SHOWN],
            "structured_data": structured_data.artisan(request, artisan),
        },
    )


def product_list(request: HttpRequest) -> HttpResponse:
    """Show the products, by craft where one is chosen."""
    crafts = list(Craft.objects.public())
    products = Product.objects.public().select_related("craft")
    chosen = read_choices(request.GET, "craft", {craft.slug for craft in crafts})
    if chosen:
        products = products.filter(craft__slug__in=chosen)
    return render(
        request,
        "crafts/product_list.html",
        {
            "page_title": _("Products"),
            "illustration": "silver-jewellery",
            "page_description": _(
                "Things made by hand, under their local names: what they are for, "
                "and where they are sold."
            ),
            "page_obj": read_page(request, products),
            "crafts": crafts,
            "chosen": chosen,
        },
    )


def product_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a product: who makes it, the motifs it carries, and where it is sold and open next."""
    product = get_object_or_404(Product.objects.public().select_related("craft"), slug=slug)
    visits.note(request, "product", product.slug)
    sale_points = SalePoint.objects.filter(
        product=product, place__in=Place.objects.public()
    ).select_related("place")
    artisans = Artisan.objects.public().filter(products=product)
    return render(
        request,
        "crafts/product_detail.html",
        {
            "page_title": product.name,
            "page_description": product.description,
            "crumbs": trail(_("Products"), "product_list", product.name),
            "eyebrow": product.craft.name,
            "illustration": product.craft.slug,
            "record": product,
            "product": product,
            "shops": shops(list(sale_points), timezone.now())[:SHOWN],
            "artisans": artisans.prefetch_related(public_crafts())[:SHOWN],
            "organisations": Organisation.objects.public().filter(products=product)[:SHOWN],
            "motifs": Motif.objects.public().filter(products=product)[:SHOWN],
            "related": Product.objects.public()
            .filter(craft=product.craft)
            .select_related("craft")
            .exclude(pk=product.pk)[:4],
            "structured_data": structured_data.product(request, product),
        },
    )


def motif_list(request: HttpRequest) -> HttpResponse:
    """Show the motifs, from rock art to the colours of leather."""
    motifs = Motif.objects.public().select_related("place")
    return render(
        request,
        "crafts/motif_list.html",
        {
            "page_title": _("Motifs"),
            "illustration": "leather-red-green",
            "page_description": _(
                "From rock engravings to the colours of leather: where each comes from, "
                "and what to ask before using it."
            ),
            "page_obj": read_page(request, motifs),
        },
    )


def motif_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a motif: the site it comes from, the products that carry it, how it may be used."""
    motif = get_object_or_404(Motif.objects.public().select_related("place", "craft"), slug=slug)
    return render(
        request,
        "crafts/motif_detail.html",
        {
            "page_title": motif.name,
            "page_description": motif.description,
            "crumbs": trail(_("Motifs"), "motif_list", motif.name),
            "eyebrow": motif.get_kind_display(),
            "illustration": motif.illustration_name,
            "record": motif,
            "motif": motif,
            "products": Product.objects.public()
            .filter(motifs=motif)
            .select_related("craft")[:SHOWN],
            "siblings": Motif.objects.public().filter(place=motif.place).exclude(pk=motif.pk)[:4]
            if motif.place
            else [],
        },
    )
