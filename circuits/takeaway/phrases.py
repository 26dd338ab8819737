"""What to say at a stall: few words, in the Arabic of Morocco, and two in Tamazight.

Only what is said everywhere in Morocco is here. The letters are those of a phrase book: a line over
a vowel makes it long, a dot under a consonant makes it deep, ʿ is ʿayn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Phrase:
    """Something to say.

    Attributes
    ----------
    sound, sound_in_arabic
        How it is said, for those who read Latin and those who read Arabic letters; the latter is
        empty where the words themselves are written in them.
    """

    meaning: Any
    words: str
    sound: str
    language: str = "ar"
    sound_in_arabic: str = ""


PHRASES = (
    Phrase(_("Peace be upon you: at every door, before anything else"),
           "السلام عليكم", "as-salāmu ʿalaykum"),
    Phrase(_("And upon you: the answer"), "وعليكم السلام", "wa ʿalaykumu s-salām"),
    Phrase(_("Please"), "عافاك", "ʿāfāk"),
    Phrase(_("Thank you"), "شكرا", "shukran"),
    Phrase(_("Who made this?"), "شكون صنع هادا؟", "shkūn ṣnaʿ hāda?"),
    Phrase(_("How much is it?"), "بشحال هادا؟", "b-shḥāl hāda?"),
    Phrase(_("It is a little dear"), "غالي شوية", "ghāli shwiya"),
    Phrase(_("What is your best price?"), "شحال آخر ثمن؟", "shḥāl ākhir taman?"),
    Phrase(_("May I take a picture?"), "واش ممكن نصور؟", "wāsh mumkin nṣawwar?"),
    Phrase(_("No, thank you"), "لا، شكرا", "lā, shukran"),
    Phrase(_("Good-bye"), "بسلامة", "b-slāma"),
    Phrase(_("Hello, in Tamazight"), "ⴰⵣⵓⵍ", "azul", "zgh", "أزول"),
    Phrase(_("Thank you, in Tamazight"), "ⵜⴰⵏⵎⵎⵉⵔⵜ", "tanmmirt", "zgh", "تانميرت"),
)  # fmt: skip
