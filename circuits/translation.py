"""Which fields of circuits are written in every language."""

from modeltranslation.translator import TranslationOptions, register

from circuits.models import Circuit, Stop


@register(Circuit)
class CircuitTranslation(TranslationOptions):
    fields = ("name", "summary", "story")


@register(Stop)
class StopTranslation(TranslationOptions):
    fields = ("note",)
