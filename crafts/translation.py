"""Which fields of crafts and people are written in every language."""

from modeltranslation.translator import TranslationOptions, register

from crafts.models import Artisan, Craft, Motif, Organisation, Product, Tool, Workplace


@register(Craft)
class CraftTranslation(TranslationOptions):
    fields = ("name", "description", "materials", "techniques", "note")


@register(Tool)
class ToolTranslation(TranslationOptions):
    fields = ("name",)


@register(Organisation)
class OrganisationTranslation(TranslationOptions):
    fields = ("name", "description")


@register(Artisan)
class ArtisanTranslation(TranslationOptions):
    fields = ("name", "bio")


@register(Workplace)
class WorkplaceTranslation(TranslationOptions):
    fields = ("note",)


@register(Motif)
class MotifTranslation(TranslationOptions):
    fields = ("name", "description", "evidence", "protection", "reuse_note")


@register(Product)
class ProductTranslation(TranslationOptions):
    fields = (
        "name",
        "description",
        "materials",
        "techniques",
        "colours",
        "note",
        "price_note",
    )
