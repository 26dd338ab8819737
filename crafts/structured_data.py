"""Describe crafts, people and products to search engines in schema.org's words (JSON-LD).

Samples are not described at all: a search engine must not take them for real.
"""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from crafts.models import Artisan, Craft, Organisation, Product
from geodata.models import Record

Data = dict[str, Any] | None


def _describe(
    request: HttpRequest, record: Record, kind: str, name: str, description: str, **more: Any
) -> Data:
    if record.is_sample:
        return None
    data = {
        "@context": "https://schema.org",
        "@type": kind,
        "name": name,
        "description": description,
        "inLanguage": get_language(),
        "url": request.build_absolute_uri(record.get_absolute_url()),
    } | more
    return {key: value for key, value in data.items() if value}


def craft(request: HttpRequest, craft: Craft) -> Data:
    """Return a craft as a schema.org DefinedTerm."""
    return _describe(request, craft, "DefinedTerm", craft.name, craft.description)


def organisation(request: HttpRequest, organisation: Organisation) -> Data:
    """Return an organisation as schema.org."""
    return _describe(
        request, organisation, "Organization", organisation.name, organisation.description
    )


def artisan(request: HttpRequest, artisan: Artisan) -> Data:
    """Return an artisan as a schema.org Person, with the telephone only where it may be shown."""
    telephone = artisan.phone if artisan.phone_is_public else ""
    return _describe(request, artisan, "Person", artisan.name, artisan.bio, telephone=telephone)


def product(request: HttpRequest, product: Product) -> Data:
    """Return a product as schema.org, with an offer only where a price is known."""
    offer = product.price_mad and {
        "@type": "Offer",
        "price": str(product.price_mad),
        "priceCurrency": "MAD",
    }
    return _describe(
        request,
        product,
        "Product",
        product.name,
        product.description,
        material=product.materials,
        category=product.craft.name,
        offers=offer,
    )
