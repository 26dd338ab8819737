"""Which fields of places are written in every language."""

from modeltranslation.translator import TranslationOptions, register

from geodata.models import Closure, Event, Fact, Photo, Place


@register(Place)
class PlaceTranslation(TranslationOptions):
    fields = ("name", "summary", "story", "position_source", "address")


@register(Fact)
class FactTranslation(TranslationOptions):
    fields = ("text",)


@register(Closure)
class ClosureTranslation(TranslationOptions):
    fields = ("reason",)


@register(Event)
class EventTranslation(TranslationOptions):
    fields = ("name", "recurrence", "note")


@register(Photo)
class PhotoTranslation(TranslationOptions):
    fields = ("alt",)
