"""Compare names across spellings and scripts: Amhirich, Amhayrich, أمحيريش, ⴰⵎⵃⵉⵔⵉⵛ.

Places here are written in Arabic, in Latin letters after French, English or Spanish habits, and in
Tifinagh, and no two signposts agree. `fold` removes what is only typography. `skeleton` goes
further and keeps the consonants alone, in classes that all three scripts share; equal skeletons
mean that two words may be the same name, not that they are.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise, zip_longest

# One letter for another of its script: variants that keyboards and neighbours' alphabets produce.
_SAME_LETTER = {
    "ٱ": "ا",  # alef wasla; the hamza alefs come apart by themselves
    "ة": "ه",  # teh marbuta loses its dots in hurried writing
    "ى": "ي",  # alef maqsura, as Egyptian keyboards write yeh
    "ی": "ي",  # Persian yeh
    "گ": "ك",  # Moroccan gaf is written with whichever of these the keyboard has
    "ڭ": "ك",
    "ݣ": "ك",
    "ڨ": "ق",  # the gaf of Tunisia and Algeria
    "ک": "ك",  # Persian kaf
    "ڪ": "ك",
    "ڧ": "ق",  # Maghribi qaf and feh carry their dots elsewhere
    "ڢ": "ف",
    "ڤ": "ف",  # v
    "پ": "ب",  # p
    "چ": "ج",
    "ژ": "ز",
    "ہ": "ه",
    "ە": "ه",
    "ھ": "ه",
    "œ": "oe",
    "æ": "ae",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ħ": "h",
    "ı": "i",
    "ɣ": "gh",  # Tamazight in Latin letters
    "γ": "gh",
    "ɛ": "a",
    "ε": "a",
}
# Signs that stand inside a word without being a letter: hamza, ayn, tatweel, stress.
_SILENT = frozenset("ءـʿʾʻʼˈˌ")


class _Folding(dict[int, str]):
    """What each character becomes; worked out at first sight and kept."""

    def __missing__(self, code: int) -> str:
        folded = "".join(_folded_character(part) for part in _decomposed(chr(code)))
        self[code] = folded
        return folded


def _decomposed(character: str) -> str:
    whole = unicodedata.normalize("NFKD", character)
    return unicodedata.normalize("NFKD", whole.casefold())


def _folded_character(character: str) -> str:
    if character in _SAME_LETTER:
        return _SAME_LETTER[character]
    category = unicodedata.category(character)
    if character in _SILENT or category in {"Mn", "Me", "Cf"}:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    return character if category[0] in "LN" else " "


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Return a text in small letters without accents, vowel signs and punctuation.

    Words come out separated by single spaces; each is made of letters and digits alone, in its own
    script. Any text is safe, control characters and lone surrogates included. The Arabic alef,
    yeh, kaf and heh of all keyboards become one.
    """
    if text.isascii() and text.isalnum():
        return text.lower()  # most words, and much sooner
    return " ".join(_folded_words(text))


def _folded_words(text: str) -> list[str]:
    return text.translate(_FOLDING).split()


# The consonants. Each class is one capital letter. Merges, and why:
#   K  q ق, k ك, g ݣ     Agouidir is أكويدير or أݣويدير, Guelmim كلميم, Ksar and Lagsar are قصر
#   G  gh غ, rh           French maps write غ as rh: Tirhmert for Tighmert
#   C  ch, sh, ش          French ch is English sh; Spanish ch is the nearest it has
#   J  j, dj, ج           French dj is English j
#   X  kh خ, x            x in the Latin writing of Tamazight
#   H  h ه, ح             Latin letters have one h for both
#   T  t ت, th ث, ط       ث is spoken t in Morocco, and Latin letters have no emphatic t
#   D  d د, dh ذ, ض, ظ    the same
#   S  s س, ص, c before e, i, y, and ç
#   Z  z ز, ⵥ
#   B  b ب, p             Arabic has no p and writes ب
#   F  f ف, ph, v         Arabic has no v and writes ف
# And the vowels, which stand for little:
#   A  a, e, ا, and ayn ع, which is no letter in Latin writing; Arabic leaves it out when short
#   I  i, y, ي            ي is both
#   U  o, u, ou, w, و     و is all of them
_ARABIC = {
    **dict.fromkeys("قك", "K"),
    "غ": "G",
    "ش": "C",
    "ج": "J",
    "خ": "X",
    **dict.fromkeys("هح", "H"),
    **dict.fromkeys("تثط", "T"),
    **dict.fromkeys("دذضظ", "D"),
    **dict.fromkeys("سص", "S"),
    "ز": "Z",
    "ب": "B",
    "ف": "F",
    "ل": "L",
    "م": "M",
    "ن": "N",
    "ر": "R",
    **dict.fromkeys("اع", "A"),
    "ي": "I",
    "و": "U",
}
_TIFINAGH = {
    **dict.fromkeys("ⴳⴴⴽⴿⵇ", "K"),
    **dict.fromkeys("ⵖⵗ", "G"),
    **dict.fromkeys("ⵛⵞ", "C"),
    **dict.fromkeys("ⵊⴵⵌ", "J"),
    **dict.fromkeys("ⵅⵆ", "X"),
    **dict.fromkeys("ⵀⵃ", "H"),
    **dict.fromkeys("ⵜⵝⵟ", "T"),
    **dict.fromkeys("ⴷⴸⴹⴺ", "D"),
    **dict.fromkeys("ⵙⵚ", "S"),
    **dict.fromkeys("ⵣⵥ", "Z"),
    **dict.fromkeys("ⴱⴲⵒ", "B"),
    **dict.fromkeys("ⴼⵠ", "F"),
    "ⵍ": "L",
    "ⵎ": "M",
    "ⵏ": "N",
    **dict.fromkeys("ⵔⵕ", "R"),
    **dict.fromkeys("ⴰⴻⵄ", "A"),
    **dict.fromkeys("ⵉⵢ", "I"),
    **dict.fromkeys("ⵓⵡ", "U"),
}
_LATIN = {
    **dict.fromkeys(["q", "k", "g", "c"], "K"),
    **dict.fromkeys(["gh", "rh"], "G"),
    **dict.fromkeys(["ch", "sh", "sch"], "C"),
    **dict.fromkeys(["j", "dj"], "J"),
    **dict.fromkeys(["kh", "x", "5"], "X"),
    **dict.fromkeys(["h", "7"], "H"),
    **dict.fromkeys(["t", "th"], "T"),
    **dict.fromkeys(["d", "dh"], "D"),
    "s": "S",
    "z": "Z",
    **dict.fromkeys(["b", "p"], "B"),
    **dict.fromkeys(["f", "ph", "v"], "F"),
    "l": "L",
    "m": "M",
    "n": "N",
    "r": "R",
    "9": "K",  # people type 2, 3, 5, 7 and 9 for hamza, ayn, خ, ح and ق
    **dict.fromkeys("ae23", "A"),
    **dict.fromkeys("iy", "I"),
    **dict.fromkeys("ouw", "U"),
}
_ARABIC_LETTERS, _TIFINAGH_LETTERS = str.maketrans(_ARABIC), str.maketrans(_TIFINAGH)
_LATIN_LETTERS = str.maketrans(
    {one: _LATIN[one] for one in _LATIN if one.isalpha() and len(one) == 1}
)
# What is more than its letters: several for one sound, a soft c, and digits, of which one alone
# stands for a sound.
_LATIN_GROUP = re.compile(r"sch|[scgrktdp]h|dj|\d+|c(?=[eiy])")
_ARABIC_ARTICLE = re.compile(r"^(?:[وفبك]?ال|لل)(?=..)")
_LATIN_ARTICLE = re.compile(r"^[ae]l(?=[bcdfghj-np-tv-z].)")
_SEPARATE_ARTICLE = re.compile(r"^(?:al|el|l|ال|[ae](?:[drtzsn]|[cs]h))$")
_LONGEST_ARTICLE = 3  # letters
_ARABIC_IN = "ب"  # written onto the name of the place that something is in
_FEW_CONSONANTS = 3  # with fewer, a skeleton keeps vowels, and no more can be cut from it
_SHORTEST_MUTE = 2  # letters; in a longer word a last e may be mute
_VOWELS = re.compile(r"[AIU]+")
_NO_VOWELS = str.maketrans("", "", "AIU")
_DOUBLED = re.compile(r"([^AIU])\1+")
_SHORT = re.compile(r"([^AIU])([AIU]?)([^AIU])([AIU]?)$")


def _script(word: str) -> dict[str, str]:
    """Return the consonants of the script that a folded word begins in."""
    first = word[0] if word[:1].isalpha() else next(filter(str.isalpha, word), "")
    if first in _ARABIC:
        return _ARABIC
    return _TIFINAGH if first in _TIFINAGH else _LATIN


def _classes(word: str, is_whole: bool = True) -> str:
    """Return the classes of a folded word's sounds, each vowel by itself."""
    script = _script(word)
    if script is _ARABIC:
        # God's name is written with two l and spoken with one that is doubled, as in Abdellah.
        word = without_article(word.replace("الله", "له"))
        if is_whole:
            word = re.sub("[هح]$", "ا", word)  # few hear it
        return word.translate(_ARABIC_LETTERS)
    if script is _TIFINAGH:
        classes = word.translate(_TIFINAGH_LETTERS)
    else:
        word = _LATIN_ARTICLE.sub("", word)
        if is_whole and word.endswith("h"):
            word = re.sub(r"(?<=[aeiouy])h$", "a", word)  # Abdellah, zawiyah, Sabah
        classes = _LATIN_GROUP.sub(_latin_sound, word).translate(_LATIN_LETTERS)
        if is_whole and len(word) > _SHORTEST_MUTE and word.endswith("e"):
            classes = classes[:-1]
    # Not in Arabic: it writes a doubled consonant once, and one that is written twice has a
    # vowel between that is not written.
    return _DOUBLED.sub(r"\1", classes)


def _latin_sound(group: re.Match[str]) -> str:
    return "S" if group[0] == "c" else _LATIN.get(group[0], group[0])


@lru_cache(maxsize=50_000)
def skeleton(word: str) -> str:
    """Return the consonants of a word in classes that Latin, Arabic and Tifinagh share.

    The Arabic article is dropped, vowels too, and of a doubled consonant one stays: ``MHRC`` for
    Amhirich. Shorter names would be too much alike. So with two consonants a clear i or u between
    them stays, and a last vowel as ``A``: ``SUK`` for souk, ``DR`` for dar, ``DRA`` for daraa.
    With one consonant there is a skeleton only between two vowels: ``ASA`` for Assa. Empty for
    words that have none; a number stays as it is. The word may be folded or not.
    """
    word = fold(word).replace(" ", "")
    if not (word.isalpha() or any(map(str.isalpha, word))):
        return word
    classes = _classes(word)
    consonants = classes.translate(_NO_VOWELS)
    match len(consonants):
        case 0:
            return ""
        case 1:
            is_between = classes[0] != consonants != classes[-1]
            return f"A{consonants}A" if is_between else ""
        case 2:
            runs = _VOWELS.sub(lambda run: next(v for v in "IUA" if v in run[0]), classes)
            first, between, second, last = _SHORT.findall(runs)[0]
            return f"{first}{between.strip('A')}{second}{'A' if last else ''}"
    # French hears a final m as n: Goulimine was Guelmim.
    return consonants[:-1] + "N" if classes.endswith("M") else consonants


def skeletons(word: str) -> tuple[str, ...]:
    """Return the skeletons that a word may have, the likeliest first.

    There are two where a first letter may be a part of the word or something written onto it: the
    short article of ``لقصر`` and ``Lagsar``, or the Arabic prefix of ``بكلميم``, in Guelmim.
    """
    whole = skeleton(word)
    if not whole:
        return ()
    has_prefix = whole.startswith("L") or fold(word).startswith(_ARABIC_IN)
    is_long = len(whole) > _FEW_CONSONANTS and not _VOWELS.search(whole)
    return (whole, whole[1:]) if has_prefix and is_long else (whole,)


def skeleton_start(word: str) -> str:
    """Return what the skeleton of a longer word begins with, of which only this much is typed.

    Empty while there are too few consonants to go by.
    """
    consonants = _classes(fold(word).replace(" ", ""), is_whole=False).translate(_NO_VOWELS)
    return consonants if len(consonants) >= _FEW_CONSONANTS else ""


def without_article(word: str) -> str:
    """Return a folded Arabic word without the article written onto it; any other as it is."""
    return word if word.isascii() else _ARABIC_ARTICLE.sub("", word)


def name_words(name: str) -> list[str]:
    """Return the folded words of a name without its articles: ``["place", "malab"]``.

    An article stays where it is all there is.
    """
    words = _folded_words(name)
    if min(map(len, words), default=0) > _LONGEST_ARTICLE:
        return words
    bare = [
        word
        for word, following in zip_longest(words, words[1:], fillvalue="")
        if not (_SEPARATE_ARTICLE.match(word) and _is_article_of(word, following))
    ]
    return bare or words


def _is_article_of(word: str, following: str) -> bool:
    """Tell an article from a word like it: in er-rahla it takes the sound of what follows."""
    return bool(following) and (word[-1] in "lل" or following.startswith(word[1:]))


def compounds(words: list[str]) -> list[str]:
    """Return each two neighbours as one word: Bou Jerif is Boujerif to some."""
    return [f"{first}{without_article(second)}" for first, second in pairwise(words)]


def whole_skeleton(words: list[str]) -> str:
    """Return the skeleton of a whole name, from its words without articles."""
    return skeleton("".join(without_article(word) for word in words))
