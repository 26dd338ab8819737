"""What differs between two states is said in the words of the form."""

from geodata.history.differences import differences, summary
from geodata.history.documents import document_of
from geodata.models import Place

PLACE = "geodata.place"


def test_a_text_is_told_with_its_language_and_the_words_that_come_and_go_marked(souk):
    before = document_of(souk)
    souk.name_fr = "Souk couvert"
    (found,) = differences(PLACE, before, document_of(souk))
    assert found.label == "Name (français)"
    assert found.after_marked == "Souk<ins> couvert</ins>"
    assert found.before_marked == "Souk"


def test_words_that_look_like_marks_are_shown_and_not_obeyed(souk):
    before = document_of(souk)
    souk.name_fr = "<b>Souk</b>"
    (found,) = differences(PLACE, before, document_of(souk))
    assert "<b>" not in found.after_marked
    assert "&lt;b&gt;Souk&lt;/b&gt;" in found.after_marked


def test_choices_and_references_are_told_by_their_names(souk):
    before = document_of(souk)
    town = Place.objects.create(slug="town", category="town", name_fr="Ville")
    souk.parent, souk.category = town, "museum"
    told = {
        one.label: (one.before, one.after) for one in differences(PLACE, before, document_of(souk))
    }
    assert told == {"Category": ("souk", "museum"), "Inside": ("–", "Ville")}


def test_a_position_is_told_with_how_far_it_moved_and_both_shapes(souk):
    before = document_of(souk)
    souk.geometry.y += 0.001
    (found,) = differences(PLACE, before, document_of(souk))
    assert found.shapes is not None
    assert "110 m away" in found.after


def test_a_part_that_comes_is_one_line_and_not_all_that_it_says(souk):
    before = document_of(souk)
    souk.facts.create(text_fr="Des hommes y vendent aussi.", order=2)
    after = document_of(souk)
    (found,) = differences(PLACE, before, after)
    assert (found.label, found.before) == ("Fact", "–")
    assert found.after == "Des hommes y vendent aussi."
    assert summary(PLACE, before, after) == "fact"


def test_what_the_models_have_no_more_is_left_out(souk):
    before = document_of(souk)
    after = before | {"fields": before["fields"] | {"fax": "05", "name_fr": "Autre"}}
    assert [one.label for one in differences(PLACE, before, after)] == ["Name (français)"]
    assert "fax" in summary(PLACE, before, after)
