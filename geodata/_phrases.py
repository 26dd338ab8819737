"""Say what streets, ways and landmarks are called inside a sentence, in the reader's language.

Sentences of `geodata.directions` are put together from whole clauses and whole phrases that are
translated one by one; what this module returns is such a phrase, with its article and where needed
its preposition. Nothing that a phrase is put into changes with its gender or number.
"""

import re
import unicodedata
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_bidi, pgettext_lazy
from django.utils.translation import gettext as _

from geodata.languages import fallbacks
from geodata.spelling import fold

# FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE, of the Unicode bidirectional algorithm (UAX 9):
# what stands between them does not turn the text around it.
FSI, PDI = "\u2068", "\u2069"

# What one turns into when the way has no name, and what one goes along; by `streets.Way`.
INTO: Mapping[str, Promise] = {
    "street": pgettext_lazy("turn left ...", "into the street"),
    "pedestrian_street": pgettext_lazy("turn left ...", "into the pedestrian street"),
    "alley": pgettext_lazy("turn left ...", "into the alley"),
    "path": pgettext_lazy("turn left ...", "onto the footpath"),
    "track": pgettext_lazy("turn left ...", "onto the track"),
    "stairs": pgettext_lazy("turn left ...", "onto the stairs"),
    "square": pgettext_lazy("turn left ...", "into the square"),
    "bridge": pgettext_lazy("turn left ...", "onto the bridge"),
    "tunnel": pgettext_lazy("turn left ...", "into the tunnel"),
    "arcade": pgettext_lazy("turn left ...", "into the covered passage"),
    "crossing": pgettext_lazy("turn left ...", "over the pedestrian crossing"),
}
ALONG: Mapping[str, Promise] = {
    "street": pgettext_lazy("go on ...", "along the street"),
    "pedestrian_street": pgettext_lazy("go on ...", "along the pedestrian street"),
    "alley": pgettext_lazy("go on ...", "along the alley"),
    "path": pgettext_lazy("go on ...", "along the footpath"),
    "track": pgettext_lazy("go on ...", "along the track"),
    "stairs": pgettext_lazy("go on ...", "along the stairs"),
    "square": pgettext_lazy("go on ...", "across the square"),
    "bridge": pgettext_lazy("go on ...", "over the bridge"),
    "tunnel": pgettext_lazy("go on ...", "through the tunnel"),
    "arcade": pgettext_lazy("go on ...", "through the covered passage"),
    "crossing": pgettext_lazy("go on ...", "over the pedestrian crossing"),
}

# What is said of a landmark: first without a name, then with one. A name that says itself what it
# is (Café de Paris) is said alone.
LANDMARKS: Mapping[str, tuple[Promise, Promise]] = {
    "mosque": (
        pgettext_lazy("landmark", "the mosque"),
        pgettext_lazy("landmark", "the %(name)s mosque"),
    ),
    "church": (
        pgettext_lazy("landmark", "the church"),
        pgettext_lazy("landmark", "the %(name)s church"),
    ),
    "synagogue": (
        pgettext_lazy("landmark", "the synagogue"),
        pgettext_lazy("landmark", "the %(name)s synagogue"),
    ),
    # The tomb of a saint, a landmark of every Moroccan town.
    "mausoleum": (
        pgettext_lazy("landmark", "the mausoleum"),
        pgettext_lazy("landmark", "the mausoleum of %(name)s"),
    ),
    "fountain": (
        pgettext_lazy("landmark", "the fountain"),
        pgettext_lazy("landmark", "the fountain %(name)s"),
    ),
    "well": (
        pgettext_lazy("landmark", "the well"),
        pgettext_lazy("landmark", "the well %(name)s"),
    ),
    "water_point": (
        pgettext_lazy("landmark", "the water tap"),
        pgettext_lazy("landmark", "the water tap %(name)s"),
    ),
    "gate": (
        pgettext_lazy("landmark", "the gate"),
        pgettext_lazy("landmark", "the gate %(name)s"),
    ),
    "city_gate": (
        pgettext_lazy("landmark", "the town gate"),
        pgettext_lazy("landmark", "the town gate %(name)s"),
    ),
    "arch": (
        pgettext_lazy("landmark", "the arch"),
        pgettext_lazy("landmark", "the arch %(name)s"),
    ),
    "market": (
        pgettext_lazy("landmark", "the market"),
        pgettext_lazy("landmark", "the %(name)s market"),
    ),
    "fort": (
        pgettext_lazy("landmark", "the fort"),
        pgettext_lazy("landmark", "the fort %(name)s"),
    ),
    "palace": (
        pgettext_lazy("landmark", "the palace"),
        pgettext_lazy("landmark", "the palace %(name)s"),
    ),
    "tower": (
        pgettext_lazy("landmark", "the tower"),
        pgettext_lazy("landmark", "the tower %(name)s"),
    ),
    "ruins": (
        pgettext_lazy("landmark", "the ruins"),
        pgettext_lazy("landmark", "the ruins of %(name)s"),
    ),
    "monument": (
        pgettext_lazy("landmark", "the monument"),
        pgettext_lazy("landmark", "the monument %(name)s"),
    ),
    "museum": (
        pgettext_lazy("landmark", "the museum"),
        pgettext_lazy("landmark", "the museum %(name)s"),
    ),
    "school": (
        pgettext_lazy("landmark", "the school"),
        pgettext_lazy("landmark", "the %(name)s school"),
    ),
    "university": (
        pgettext_lazy("landmark", "the university"),
        pgettext_lazy("landmark", "the university %(name)s"),
    ),
    "library": (
        pgettext_lazy("landmark", "the library"),
        pgettext_lazy("landmark", "the %(name)s library"),
    ),
    "pharmacy": (
        pgettext_lazy("landmark", "the pharmacy"),
        pgettext_lazy("landmark", "the %(name)s pharmacy"),
    ),
    "hospital": (
        pgettext_lazy("landmark", "the hospital"),
        pgettext_lazy("landmark", "the %(name)s hospital"),
    ),
    "bank": (
        pgettext_lazy("landmark", "the bank"),
        pgettext_lazy("landmark", "the bank %(name)s"),
    ),
    "post_office": (
        pgettext_lazy("landmark", "the post office"),
        pgettext_lazy("landmark", "the post office %(name)s"),
    ),
    "police": (
        pgettext_lazy("landmark", "the police station"),
        pgettext_lazy("landmark", "the police station %(name)s"),
    ),
    "town_hall": (
        pgettext_lazy("landmark", "the town hall"),
        pgettext_lazy("landmark", "the town hall %(name)s"),
    ),
    "court": (
        pgettext_lazy("landmark", "the law court"),
        pgettext_lazy("landmark", "the law court %(name)s"),
    ),
    "cafe": (
        pgettext_lazy("landmark", "the café"),
        pgettext_lazy("landmark", "the café %(name)s"),
    ),
    "restaurant": (
        pgettext_lazy("landmark", "the restaurant"),
        pgettext_lazy("landmark", "the restaurant %(name)s"),
    ),
    "hotel": (
        pgettext_lazy("landmark", "the hotel"),
        pgettext_lazy("landmark", "the hotel %(name)s"),
    ),
    "shop": (
        pgettext_lazy("landmark", "the shop"),
        pgettext_lazy("landmark", "the shop %(name)s"),
    ),
    "bakery": (
        pgettext_lazy("landmark", "the bakery"),
        pgettext_lazy("landmark", "the bakery %(name)s"),
    ),
    "supermarket": (
        pgettext_lazy("landmark", "the supermarket"),
        pgettext_lazy("landmark", "the supermarket %(name)s"),
    ),
    "hammam": (
        pgettext_lazy("landmark", "the hammam"),
        pgettext_lazy("landmark", "the %(name)s hammam"),
    ),
    "theatre": (
        pgettext_lazy("landmark", "the theatre"),
        pgettext_lazy("landmark", "the %(name)s theatre"),
    ),
    "cinema": (
        pgettext_lazy("landmark", "the cinema"),
        pgettext_lazy("landmark", "the %(name)s cinema"),
    ),
    "stadium": (
        pgettext_lazy("landmark", "the stadium"),
        pgettext_lazy("landmark", "the stadium %(name)s"),
    ),
    "garden": (
        pgettext_lazy("landmark", "the garden"),
        pgettext_lazy("landmark", "the garden %(name)s"),
    ),
    "cemetery": (
        pgettext_lazy("landmark", "the cemetery"),
        pgettext_lazy("landmark", "the %(name)s cemetery"),
    ),
    "viewpoint": (
        pgettext_lazy("landmark", "the viewpoint"),
        pgettext_lazy("landmark", "the viewpoint %(name)s"),
    ),
    "bus_station": (
        pgettext_lazy("landmark", "the bus station"),
        pgettext_lazy("landmark", "the bus station %(name)s"),
    ),
    "station": (
        pgettext_lazy("landmark", "the railway station"),
        pgettext_lazy("landmark", "the railway station %(name)s"),
    ),
    "taxi": (
        pgettext_lazy("landmark", "the taxi stand"),
        pgettext_lazy("landmark", "the taxi stand %(name)s"),
    ),
    "fuel": (
        pgettext_lazy("landmark", "the petrol station"),
        pgettext_lazy("landmark", "the petrol station %(name)s"),
    ),
    "parking": (
        pgettext_lazy("landmark", "the car park"),
        pgettext_lazy("landmark", "the car park %(name)s"),
    ),
    "clock": (
        pgettext_lazy("landmark", "the clock"),
        pgettext_lazy("landmark", "the clock %(name)s"),
    ),
    "tree": (
        pgettext_lazy("landmark", "the big tree"),
        pgettext_lazy("landmark", "the tree %(name)s"),
    ),
}

# How French and Spanish speak of something whose name begins with one of these words, folded:
# its French article, how one gets onto it in French, and its Spanish article. No preposition where
# nobody walks on it.
_GENERIC: Mapping[str, tuple[str, str, str]] = {
    **dict.fromkeys(("rue", "ruelle", "venelle", "traverse"), ("la ", "dans", "la")),
    **dict.fromkeys(("zankat", "zanqat", "zenkat", "zanka", "zenqa"), ("la ", "dans", "la")),
    **dict.fromkeys(("galerie", "cite", "cour", "montee", "descente"), ("la ", "dans", "la")),
    **dict.fromkeys(("impasse", "allee"), ("l’", "dans", "la")),
    **dict.fromkeys(("passage", "derb", "tunnel", "jardin", "parc"), ("le ", "dans", "el")),
    **dict.fromkeys(("souk", "souq", "marche", "hay", "quartier"), ("le ", "dans", "el")),
    "escalier": ("l’", "dans", "la"),
    "escaliers": ("les ", "dans", "las"),
    "jardins": ("les ", "dans", "los"),
    "halles": ("les ", "dans", "las"),
    **dict.fromkeys(("avenue", "esplanade", "av", "ave"), ("l’", "sur", "la")),
    **dict.fromkeys(("boulevard", "quai", "chemin", "pont", "cours"), ("le ", "sur", "el")),
    **dict.fromkeys(("bd", "blvd", "square", "parvis", "sentier"), ("le ", "sur", "el")),
    **dict.fromkeys(("rond", "carrefour", "parking", "viaduc"), ("le ", "sur", "el")),
    **dict.fromkeys(("place", "route", "promenade", "rampe", "corniche"), ("la ", "sur", "la")),
    **dict.fromkeys(("placette", "digue", "jetee", "terrasse", "piste"), ("la ", "sur", "la")),
    "terrasses": ("les ", "sur", "las"),
    **dict.fromkeys(("mosquee", "cathedrale", "chapelle", "synagogue"), ("la ", "", "la")),
    **dict.fromkeys(("zaouia", "zawiya", "medersa", "madrasa", "kasbah"), ("la ", "", "la")),
    **dict.fromkeys(("fontaine", "source", "porte", "tour", "gare"), ("la ", "", "la")),
    **dict.fromkeys(("pharmacie", "banque", "poste", "mairie"), ("la ", "", "la")),
    **dict.fromkeys(("bibliotheque", "mediatheque", "boulangerie"), ("la ", "", "la")),
    **dict.fromkeys(("brasserie", "pizzeria", "boutique", "clinique"), ("la ", "", "la")),
    **dict.fromkeys(("maison", "villa", "residence", "plage", "cooperative"), ("la ", "", "la")),
    **dict.fromkeys(("eglise", "ecole", "auberge", "universite"), ("l’", "", "la")),
    **dict.fromkeys(("agence", "oasis", "horloge"), ("l’", "", "la")),
    **dict.fromkeys(("hotel", "hopital", "institut", "arc", "ensemble"), ("l’", "", "el")),
    **dict.fromkeys(("cafe", "restaurant", "bar", "snack", "riad"), ("le ", "", "el")),
    **dict.fromkeys(("musee", "palais", "fort", "chateau", "ksar"), ("le ", "", "el")),
    **dict.fromkeys(("college", "lycee", "centre", "complexe"), ("le ", "", "el")),
    **dict.fromkeys(("theatre", "cinema", "casino", "stade", "port"), ("le ", "", "el")),
    **dict.fromkeys(("monument", "mausolee", "marabout", "hammam"), ("le ", "", "el")),
    **dict.fromkeys(("cimetiere", "tribunal", "fondouk", "supermarche"), ("le ", "", "el")),
    **dict.fromkeys(("grande", "petite", "vieille", "nouvelle"), ("la ", "", "la")),
    **dict.fromkeys(("grand", "petit", "vieux", "nouveau"), ("le ", "", "el")),
    **dict.fromkeys(("ancien",), ("l’", "", "el")),
    **dict.fromkeys(("ancienne",), ("l’", "", "la")),
    **dict.fromkeys(("calle", "avenida", "plaza"), ("la ", "sur", "la")),
    **dict.fromkeys(("paseo", "camino", "callejon"), ("le ", "sur", "el")),
}
# Words that say what a thing is, in other languages and anywhere in its name.
_SAYS_WHAT_IT_IS = frozenset(
    fold(word)
    for word in (
        *_GENERIC,
        *("street", "avenue", "square", "mosque", "church", "cathedral", "gate", "market"),
        *("fort", "palace", "tower", "museum", "school", "university", "library", "pharmacy"),
        *("hospital", "bank", "police", "court", "theatre", "stadium", "garden", "gardens"),
        *("cemetery", "station", "fountain", "hostel", "shop", "supermarket", "park", "bab"),
        *("iglesia", "mezquita", "mercado", "museo", "farmacia", "banco", "puerta", "fuente"),
        *("heliport", "centrale", "coiffure"),
        *("مسجد", "جامع", "كنيسة", "كنيس", "ضريح", "زاوية", "سقاية", "نافورة", "بئر", "باب"),
        *("سوق", "قصبة", "قصر", "برج", "نصب", "متحف", "مدرسة", "ثانوية", "إعدادية", "جامعة"),
        *("مكتبة", "صيدلية", "مستشفى", "مصحة", "بنك", "بريد", "شرطة", "بلدية", "محكمة", "مقهى"),
        *("مطعم", "فندق", "متجر", "مخبزة", "حمام", "مسرح", "سينما", "ملعب", "حديقة", "مقبرة"),
        *("محطة", "قلعة", "شارع", "زنقة", "درب", "ساحة", "عين", "دار"),
    )
)
_CONTRACTIONS: Mapping[str, tuple[tuple[re.Pattern[str], str], ...]] = {
    "fr": (
        (re.compile(r"\bà le (?=\S)"), "au "),
        (re.compile(r"\bà les (?=\S)"), "aux "),
        (re.compile(r"\bde le (?=\S)"), "du "),
        (re.compile(r"\bde les (?=\S)"), "des "),
    ),
    "es": (
        (re.compile(r"\ba el (?=\S)"), "al "),
        (re.compile(r"\bde el (?=\S)"), "del "),
    ),
}


def isolated(name: str) -> str:
    """Return a name that does not disturb the sentence around it, whichever way its letters run.

    Only names with letters that run against the sentence are wrapped.
    """
    against = {"L"} if get_language_bidi() else {"R", "AL"}
    if any(unicodedata.bidirectional(letter) in against for letter in name):
        return f"{FSI}{name}{PDI}"
    return name


def contracted(text: str) -> str:
    """Return a text in which a preposition and the article after it are one word, where they are.

    French says *au* and *du* for *à le* and *de le*, Spanish *al* and *del*; always, with any noun.
    """
    for pattern, together in _CONTRACTIONS.get(get_language() or "", ()):
        text = pattern.sub(together, text)
    return text


def script(text: str) -> str:
    """Return the script a name begins in, such as LATIN, ARABIC or TIFINAGH; "" for none."""
    letter = next((character for character in text if character.isalpha()), "")
    return unicodedata.name(letter, "").split(" ", 1)[0] if letter else ""


def name_in(names: Mapping[str, str], language: str) -> str:
    """Return the name a reader can use best: in the own language, else one in letters they read.

    Parameters
    ----------
    names
        By language code; "" is the name as tagged, which is on the sign. Empty for no name.
    """
    tagged = names.get("", "")
    if names.get(language):
        return names[language]
    read = _LETTERS.get(language, {"LATIN"})
    others = (names.get(code, "") for code in fallbacks(language))
    for name in (tagged, *others):
        if name and script(name) in read:
            return name
    return tagged or next((name for name in names.values() if name), "")


# The letters that readers of a page read without effort, beside those of their own language.
_LETTERS: Mapping[str, frozenset[str]] = {
    "ar": frozenset({"ARABIC"}),
    "zgh": frozenset({"TIFINAGH", "ARABIC", "LATIN"}),
}


def onto_street(name: str) -> str:
    """Return how one turns into a street that has a name."""
    if preposition := _french_preposition(name):
        return f"{preposition} {_with_article(name)}"
    return _("onto %(street)s") % {"street": isolated(_with_article(name))}


def along_street(name: str) -> str:
    """Return how one goes along a street that has a name."""
    return _("along %(street)s") % {"street": isolated(_with_article(name))}


def landmark(category: str, names: Mapping[str, str]) -> str:
    """Return what to call a landmark, such as the mosque or Souk Dlalat; "" if no word is known."""
    language = get_language() or ""
    name = name_in(names, language)
    words = LANDMARKS.get(category)
    if words is None:
        return isolated(_with_article(name)) if name else ""
    if not name:
        return str(words[0])
    if _says_what_it_is(name) and script(name) == _SCRIPT.get(language, "LATIN"):
        return isolated(_with_article(name))
    return str(words[1]) % {"name": isolated(name)}


_SCRIPT: Mapping[str, str] = {"ar": "ARABIC", "zgh": "TIFINAGH"}


def place(name: str) -> str:
    """Return the name of one of our own places, as it stands in a sentence."""
    return isolated(_with_article(name)) if name else ""


def _french_preposition(name: str) -> str:
    """Return dans or sur, whichever French says of this kind of street; "" if not known."""
    generic = _generic(name) if get_language() == "fr" else None
    return generic[1] if generic else ""


def _generic(name: str) -> tuple[str, str, str] | None:
    first = re.split(r"[\s\-.’']", name, maxsplit=1)[0]
    return _GENERIC.get(fold(first))


def _says_what_it_is(name: str) -> bool:
    words = fold(name).split()
    return any(
        word in _SAYS_WHAT_IT_IS or word.removeprefix("ال") in _SAYS_WHAT_IT_IS for word in words
    )


def _with_article(name: str) -> str:
    """Return a name as French and Spanish say it in a sentence: la rue Basse, la Rue Basse."""
    language = get_language()
    generic = _generic(name)
    if generic is None or script(name) != "LATIN":
        return name
    if language == "fr":
        return f"{generic[0]}{name[0].lower()}{name[1:]}"
    if language == "es":
        return f"{generic[2]} {name}"
    return name
