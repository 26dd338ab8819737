"""Search through the real database: what is found, in which order, and what never is."""

from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils.translation import override

from circuits.models import Circuit, Stop
from crafts.models import Artisan, Craft, Product, Tool, Workplace
from geodata import findable
from geodata.models import Fact, Place, Publication, SearchEntry
from geodata.search import Results, search

pytestmark = pytest.mark.django_db

NAMES = {
    "souk-amhirich": {"fr": "Souk Amhirich", "ar": "سوق أمحيريش", "es": "Zoco Amhirich"},
    "souk-dlalat": {"fr": "Souk Dlalat", "ar": "سوق الدلالات"},
    "guelmim": {"fr": "Guelmim", "ar": "كلميم", "zgh": "ⴰⴳⵯⵍⵎⵉⵎ"},
    "ensemble-artisanal": {
        "fr": "Ensemble artisanal de Guelmim (1978)",
        "ar": "مجمع الصناعة التقليدية بكلميم",
    },
    "agouidir": {"fr": "Agouidir", "ar": "قصر أگويدير"},
    "agadir-otrime": {"fr": "Agadir O'trime", "ar": "أگادير أوتريم"},
    "lagsar": {"fr": "Lagsar", "ar": "لقصر"},
    "oasis-tighmert": {"fr": "Oasis de Tighmert", "ar": "واحة تغمرت"},
    "taghjijt": {"fr": "Taghjijt", "ar": "تغجيجت", "zgh": "ⵜⴰⵖⵊⵉⵊⵜ"},
    "abaynou": {"fr": "Abaynou (sources thermales)", "ar": "أباينو"},
    "bouizakarne": {"fr": "Bouizakarne", "ar": "بويزكارن"},
    "fort-bou-jerif": {"fr": "Fort Bou-Jerif", "ar": "حصن بوجريف"},
    "place-al-malab": {"fr": "Place Al Malab", "ar": "ساحة الملعب"},
    "assa": {"fr": "Assa", "ar": "أسا"},
    "gare-routiere": {"fr": "Gare routière", "ar": "المحطة الطرقية"},
}
PRODUCTS = {
    "melhfa": {"fr": "Melhfa (voile)", "ar": "ملحفة"},
    "khaima": {"fr": "Khaïma (tente)", "ar": "خيمة"},
    "daraa": {"fr": "Daraa (tunique d'homme)", "ar": "دراعة"},
    "bague": {"fr": "Bague d'argent", "en": "Silver ring", "ar": "خاتم من الفضة"},
}


def translated(field: str, texts: dict[str, str]) -> dict[str, str]:
    return {f"{field}_{language}": text for language, text in texts.items()}


def place(slug: str, names: dict[str, str], **fields: Any) -> Place:
    fields = {"category": "monument", "status": Publication.PUBLISHED} | fields
    return Place.objects.create(slug=slug, **translated("name", names), **fields)


def product(slug: str, names: dict[str, str], **fields: Any) -> Product:
    craft, _made = Craft.objects.get_or_create(slug="craft", defaults={"name_fr": "Métier"})
    fields = {"craft": craft, "status": Publication.PUBLISHED} | fields
    return Product.objects.create(slug=slug, **translated("name", names), **fields)


def artisan(slug: str, name: str, **fields: Any) -> Artisan:
    fields = {"status": Publication.PUBLISHED, "consent_given_on": date(2026, 1, 5)} | fields
    return Artisan.objects.create(slug=slug, name_fr=name, **fields)


@pytest.fixture
def town() -> None:
    with findable.deferred():
        for slug, names in NAMES.items():
            place(slug, names, is_core=slug == "ensemble-artisanal")
        for slug, names in PRODUCTS.items():
            product(slug, names)


def slugs(query: str, **options: Any) -> list[str]:
    return [hit.slug for hit in search(query, "fr", **options).hits]


SPELLINGS = {
    "souk-amhirich": "Amhirich Amhayrich AMHAÏRICH أمحيريش امحيريش ⴰⵎⵃⵉⵔⵉⵛ Amhirch Amihrich",
    "guelmim": "Guelmim Gulmim Goulimine كلميم گلميم ڭلميم ⴰⴳⵯⵍⵎⵉⵎ",
    "souk-dlalat": "Dlalat Dlalate الدلالات دلالات دَلّالات",
    "agouidir": "Agouidir Agwidir أگويدير أكويدير",
    "oasis-tighmert": "Tighmert Tirhmert تغمرت ⵜⵉⵖⵎⵔⵜ Tigmert Tighmrt",
    "taghjijt": "Taghjijt Tarhjijt تغجيجت ⵜⴰⵖⵊⵉⵊⵜ Taghjicht",
    "abaynou": "Abaynou Abainou أباينو ابينو",
    "bouizakarne": "Bouizakarne Bouizakaren بويزكارن Bouyzakarn",
    "melhfa": "melhfa mlahfa ملحفة مِلْحَفَة الملحفة mlehfa mle7fa",
    "khaima": "khaima Khaïma khayma خيمة الخيمة",
    "daraa": "daraa deraa دراعة dra3a الدراعة",
    "lagsar": "Lagsar لقصر",
    "fort-bou-jerif": "Boujerif بوجريف بوجرف",
    "assa": "Assa أسا",
}


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("slug", SPELLINGS)
def test_a_name_is_found_in_every_spelling_and_script(slug: str):
    for spelling in SPELLINGS[slug].split():
        assert slugs(spelling)[:1] == [slug], spelling


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("Amhirixh", "souk-amhirich"),
        ("Bouizacarnes", "bouizakarne"),
        ("Tighmetr", "oasis-tighmert"),
        ("Taghgijt", "taghjijt"),
    ],
)
def test_a_slip_of_the_finger_still_finds_the_name(query: str, slug: str):
    assert slugs(query)[0] == slug


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("amhi", "souk-amhirich"),
        ("amhayr", "souk-amhirich"),
        ("souk dl", "souk-dlalat"),
        ("بويزك", "bouizakarne"),
        ("bou jer", "fort-bou-jerif"),
        ("place mal", "place-al-malab"),
    ],
)
def test_a_name_is_found_before_it_is_typed_to_its_end(query: str, slug: str):
    assert slugs(query)[0] == slug


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("Place Al Malab", "place-al-malab"),
        ("place malab", "place-al-malab"),
        ("الملعب", "place-al-malab"),
        ("Bou Jerif", "fort-bou-jerif"),
        ("agadir otrime", "agadir-otrime"),
        ("oasis tighmert", "oasis-tighmert"),
        ("Zoco Amhirich", "souk-amhirich"),
    ],
)
def test_articles_small_words_and_spaces_do_not_matter(query: str, slug: str):
    assert slugs(query) == [slug]


@pytest.mark.usefixtures("town")
def test_the_spelling_that_was_typed_comes_before_others_with_the_same_consonants():
    assert slugs("Agadir") == ["agadir-otrime", "agouidir"]
    assert slugs("Agouidir") == ["agouidir", "agadir-otrime"]


@pytest.mark.usefixtures("town")
def test_the_town_itself_comes_before_what_bears_its_name():
    assert slugs("Guelmim") == ["guelmim", "ensemble-artisanal"]
    assert slugs("كلميم")[0] == "guelmim"
    assert slugs("gulmim")[0] == "guelmim"


@pytest.mark.usefixtures("town")
def test_a_main_place_comes_first_among_equals():
    place("souk-amtoudi", {"fr": "Souk Amtoudi"})
    place("souk-asrirna", {"fr": "Souk Asrirna"}, is_core=True)
    assert slugs("souk")[0] == "souk-asrirna"


@pytest.mark.usefixtures("town")
def test_the_souk_comes_before_the_product_that_is_sold_there():
    product("sac", {"fr": "Sac du souk"}, description_fr="Vendu au souk Amhayrich.")
    product("ceinture", {"fr": "Ceinture"}, description_fr="Souk Amhirich, souk Amhirich.")
    assert slugs("souk amhirich")[0] == "souk-amhirich"
    assert slugs("Amhayrich") == ["souk-amhirich", "sac"]
    assert slugs("امحيريش") == ["souk-amhirich"]


@pytest.mark.usefixtures("town")
def test_a_word_of_a_summary_weighs_more_than_one_of_a_story():
    place("a", {"fr": "Alpha"}, story_fr="On y tanne la peau de chèvre.")
    place("b", {"fr": "Bravo"}, summary_fr="On y tanne la peau de chèvre.")
    assert slugs("chèvre") == ["b", "a"]


@pytest.mark.usefixtures("town")
def test_a_word_of_one_language_finds_a_thing_that_is_named_in_another():
    place("dar", {"ar": "دار الصانع"}, summary_fr="Des maroquiniers y cousent le cuir.")
    assert slugs("maroquinier") == ["dar"]
    assert slugs("cuirs") == ["dar"]
    hit = search("maroquinier", "es").hits[0]
    assert hit.title == "دار الصانع"


@pytest.mark.usefixtures("town")
def test_an_arabic_word_is_found_with_and_without_article_and_vowel_signs():
    for word in ("الفضة", "فضة", "فِضّة", "والفضة", "بالفضة"):
        assert slugs(word) == ["bague"], word


@pytest.mark.usefixtures("town")
def test_ordinary_words_are_not_taken_for_names_that_resemble_them():
    product("sac", {"fr": "Sac à main"}, materials_fr="cuir")
    assert slugs("cuir") == ["sac"]
    assert slugs("argent") == slugs("silver") == ["bague"]


@pytest.mark.usefixtures("town")
def test_a_word_of_a_text_comes_before_a_name_that_only_shares_its_consonants():
    place("caravane", {"fr": "Halte"}, story_fr="Les vendeurs se tenaient en carré.")
    assert slugs("carré") == ["caravane", "gare-routiere"]


@pytest.mark.usefixtures("town")
def test_every_word_must_be_found_but_small_ones():
    assert slugs("la bague en argent") == ["bague"]
    assert slugs("silver ring of the Sahara") == ["bague"]
    assert slugs("bague d'argent ancienne") == ["bague"]
    product("or", {"fr": "Bague d'or"})
    assert slugs("bague argent") == ["bague"]


@pytest.mark.usefixtures("town")
def test_where_nothing_has_all_words_what_has_most_of_them_is_shown():
    assert slugs("where can I buy a silver ring") == ["bague"]
    assert set(slugs("souk xyzzy")[:2]) == {"souk-dlalat", "souk-amhirich"}
    assert slugs("souk xyzzy plugh") == []


@pytest.mark.usefixtures("town")
def test_gold_is_no_conjunction():
    product("collier", {"fr": "Collier en or"})
    assert "collier" in slugs("or")
    assert slugs("collier or") == ["collier"]


def test_a_place_is_found_by_the_code_on_its_plaque():
    souk = place("souk", {"fr": "Souk"})
    assert slugs(souk.code.lower()) == ["souk"]
    assert slugs(souk.code[:3]) == []


@pytest.mark.usefixtures("town")
def test_other_names_are_names():
    place("rue", {"fr": "Rue Mauritanie"}, other_names="Zenkat Al Mauritan; avenue Abdellah")
    assert slugs("zenkat mauritan") == slugs("عبد الله") == ["rue"]


def test_a_query_without_a_word_finds_nothing():
    place("souk", {"fr": "Souk"})
    for query in ("", "   ", "\t\n", "?!…", "\x00", "ـــ", "'\"", "\ud800"):
        assert search(query, "fr") == Results()


def test_odd_characters_are_spaces():
    place("souk", {"fr": "Souk Dlalat"})
    for query in (
        "souk\x00dlalat",
        "souk' & | ! :* <-> (dlalat",
        "souk\\ %dlalat_",
        "\ud83dsouk dlalat\u202e",
        "souk'); -- dlalat",
        "souk dlalat " + " " * 5000,
        "dlalat " * 700,
    ):
        assert slugs(query) == ["souk"], query


@pytest.mark.usefixtures("town")
def test_a_query_of_5000_letters_is_cut():
    assert slugs("dlalat" + " zzz" * 1250) == []
    assert slugs("x" * 5000) == []
    assert slugs("ﷺ" * 5000) == []


def test_an_unpublished_place_is_not_found_and_vanishes_when_withdrawn():
    souk = place("souk", {"fr": "Souk Amhirich"}, status=Publication.DRAFT)
    assert slugs("Amhirich") == []
    souk.status = Publication.PUBLISHED
    souk.save()
    assert slugs("Amhirich") == ["souk"]
    souk.status = Publication.ARCHIVED
    souk.save()
    assert slugs("Amhirich") == []


def test_a_renamed_place_is_found_under_its_new_name_at_once_and_no_longer_under_the_old():
    souk = place("souk", {"fr": "Souk Amhirich"})
    souk.name_fr = "Souk Taghjijt"
    souk.save()
    assert slugs("Taghjijt") == ["souk"]
    assert slugs("Amhirich") == []


def test_a_deleted_place_is_not_found():
    place("souk", {"fr": "Souk Amhirich"}).delete()
    assert slugs("Amhirich") == []


def test_an_artisan_who_withdraws_consent_vanishes_at_once():
    fatima = artisan("fatima", "Fatima Amzil")
    assert slugs("Fatima") == ["fatima"]
    fatima.consent_withdrawn_on = date(2026, 2, 1)
    fatima.save()
    assert slugs("Fatima") == []
    assert not SearchEntry.objects.exists()


def test_what_is_read_through_a_place_follows_it():
    souk, other = place("souk", {"fr": "Souk"}), place("other", {"fr": "Halle"})
    fact = Fact.objects.create(place=souk, text_fr="Un figuier y pousse.")
    assert slugs("figuier") == ["souk"]
    fact.place = other
    fact.save()
    assert slugs("figuier") == ["other"]
    fact.delete()
    assert slugs("figuier") == []


def test_artisans_are_found_by_their_crafts_from_whichever_side_they_are_linked():
    leather = Craft.objects.create(
        slug="leather", name_fr="Maroquinerie", status=Publication.PUBLISHED
    )
    fatima = artisan("fatima", "Fatima Amzil")
    fatima.crafts.add(leather)
    assert slugs("maroquinerie", kinds=["artisan"]) == ["fatima"]
    leather.artisans.clear()
    assert slugs("maroquinerie", kinds=["artisan"]) == []
    leather.artisans.set([fatima])
    leather.name_fr = "Sellerie"
    leather.save()
    assert slugs("sellerie", kinds=["artisan"]) == ["fatima"]
    assert slugs("maroquinerie") == []


def test_what_is_not_public_is_not_read_through_what_is():
    leather = Craft.objects.create(slug="leather", name_fr="Maroquinerie")
    artisan("fatima", "Fatima Amzil").crafts.add(leather)
    assert slugs("maroquinerie") == []


def test_a_craft_is_found_by_its_tools_and_a_circuit_by_its_stops():
    craft = Craft.objects.create(slug="leather", name_fr="Cuir", status=Publication.PUBLISHED)
    Tool.objects.create(craft=craft, local_name="lmabrad", name_fr="Lime")
    souk = place("souk", {"fr": "Souk Amhirich"})
    circuit = Circuit.objects.create(
        slug="tour",
        name_fr="Le samedi",
        summary_fr="Une matinée.",
        start_time="09:00",
        status=Publication.PUBLISHED,
    )
    Stop.objects.create(circuit=circuit, order=1, place=souk, dwell_minutes=30)
    assert slugs("lmabrad") == ["leather"]
    assert slugs("Amhirich") == ["souk", "tour"]
    souk.name_fr = "Souk Taghjijt"
    souk.save()
    assert slugs("Taghjijt") == ["souk", "tour"]
    circuit.stops.all().delete()
    assert slugs("Taghjijt") == ["souk"]


def test_an_artisan_is_found_by_the_place_of_work():
    souk = place("souk", {"fr": "Souk Amhirich"})
    Workplace.objects.create(artisan=artisan("fatima", "Fatima Amzil"), place=souk)
    assert slugs("Amhirich", kinds=["artisan"]) == ["fatima"]


def test_a_hit_says_what_it_is_in_the_reader_s_language_and_whether_it_is_a_sample():
    place(
        "souk",
        {"fr": "Souk des bijoux", "ar": "سوق الحلي"},
        is_sample=True,
        summary_fr="Des bijoux d'argent. " * 40,
        summary_ar="حلي.",
    )
    french, arabic, english = (search("bijoux", code).hits[0] for code in ("fr", "ar", "en"))
    assert (french.kind, french.slug, french.url_name) == ("place", "souk", "places:detail")
    assert french.is_sample
    assert french.title == english.title == "Souk des bijoux"
    assert (arabic.title, arabic.summary) == ("سوق الحلي", "حلي.")
    assert french.summary.startswith("Des bijoux d'argent.")
    assert len(french.summary) == findable.EXCERPT
    assert french.summary.endswith("…")


def test_the_label_of_a_category_finds_the_places_of_it():
    place("b", {"fr": "Aoreora"}, category="beach")
    assert slugs("beach") == ["b"]


def test_pages_follow_each_other_without_gap_or_repetition():
    with findable.deferred():
        for number in range(45):
            place(f"souk-{number:02}", {"fr": f"Souk {number}"}, is_sample=number % 2 == 0)
        product("sac", {"fr": "Sac du souk"})
    everything = slugs("souk", limit=100)
    pages = [search("souk", "fr", limit=20, offset=offset) for offset in (0, 20, 40, 60)]
    assert [len(page.hits) for page in pages] == [20, 20, 6, 0]
    assert [hit.slug for page in pages for hit in page.hits] == everything
    assert len(set(everything)) == 46
    assert {page.total for page in pages} == {46}


def test_kinds_narrow_the_hits_and_not_the_counts():
    place("souk", {"fr": "Souk"})
    product("sac", {"fr": "Sac du souk"})
    results = search("souk", "fr", kinds=["product"])
    assert [hit.slug for hit in results.hits] == ["sac"]
    assert results.total == 1
    assert results.by_kind == {"place": 1, "product": 1}
    assert search("souk", "fr", kinds=["craft"]) == Results(by_kind={"place": 1, "product": 1})


def test_rebuilding_finds_what_came_without_signals(capsys: pytest.CaptureFixture[str]):
    Place.objects.bulk_create(
        [Place(slug="souk", name_fr="Souk Amhirich", category="souk", status="published")]
    )
    gone = place("gone", {"fr": "Souk Dlalat"})
    Place.objects.filter(pk=gone.pk).update(status=Publication.DRAFT)
    assert slugs("Amhirich") == []
    call_command("rebuild_search")
    assert slugs("Amhirich") == ["souk"]
    assert slugs("Dlalat") == []
    assert "place 1\n" in capsys.readouterr().out


def test_changes_of_many_are_indexed_once_at_the_end_and_not_after_an_error():
    with findable.deferred(), findable.deferred():
        place("souk", {"fr": "Souk Amhirich"})
        assert slugs("Amhirich") == []
    assert slugs("Amhirich") == ["souk"]
    with pytest.raises(ZeroDivisionError), transaction.atomic(), findable.deferred():
        place("other", {"fr": "Souk Dlalat"})
        _fail = 1 / 0
    assert slugs("Dlalat") == []
    place("third", {"fr": "Souk Tighmert"})
    assert slugs("Tighmert") == ["third"]


def test_indexing_leaves_the_reader_s_language_alone():
    with override("ar"):
        place("souk", {"fr": "Souk Amhirich", "en": "Amhirich market"})
    assert search("Amhirich", "en").hits[0].title == "Amhirich market"


def test_a_search_is_one_query_and_a_second_where_nothing_was_found(
    django_assert_num_queries: Any,
):
    place("souk", {"fr": "Souk Amhirich"})
    with django_assert_num_queries(1):
        search("Amhirich", "fr")
    with django_assert_num_queries(2):
        search("Amhirixh", "fr")
    with django_assert_num_queries(0):
        search("  ", "fr")
