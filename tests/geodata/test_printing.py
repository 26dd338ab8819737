"""Printing: with the site's own letters and drawings, and with nothing else."""

import io

import pytest
from django.utils.translation import override
from pypdf import PdfReader

from geodata import printing
from geodata.printed_maps import printed
from geodata.static_maps import style

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40" font-family="{}">'
    '<text x="20" y="8" font-size="4" text-anchor="middle" fill="#123456">سوق</text>'
    '<text x="20" y="16" font-size="4" stroke="#fff" stroke-width="2" stroke-linejoin="round"'
    ' paint-order="stroke">Souk</text></svg>'
)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/picture.svg",
        "file:///etc/passwd",
        "site:../requirements.txt",
        "site:ornament/../../requirements.svg",
        "site:site.css",
        "site:/etc/hostname.svg",
        "ftp://example.org/x.woff2",
        "ornament/border.svg",
    ],
)
def test_nothing_but_the_sites_own_files_is_fetched(address: str):
    with pytest.raises(printing.Refused):
        printing.own_file(address)


def test_its_own_drawings_and_letters_are():
    assert printing.own_file("site:ornament/border.svg")[1] == "image/svg+xml"
    letters, kind = printing.own_file("site:fonts/readex-arabic.woff2")
    assert kind == "font/woff2"
    assert letters[:4] == b"\0\1\0\0"  # unpacked, once for all


def test_a_page_that_asks_for_another_file_is_printed_without_it():
    html = '<p>Souk</p><img src="file:///etc/passwd"><img src="http://127.0.0.1:9/x.png">'
    pdf = PdfReader(io.BytesIO(printing.pdf(html, "plaques/plaque.css")))
    assert "Souk" in pdf.pages[0].extract_text()
    assert not list(pdf.pages[0].images)


def test_who_waits_too_long_for_the_press_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(printing, "LONGEST_WAIT_S", 0.01)
    told = pytest.raises(printing.PressBusy, match="try again in a minute")
    with override("en"), printing._press, told:
        printing.pdf("<p>Another page</p>", "plaques/plaque.css")


def test_arabic_words_of_a_map_are_lifted_out_of_it_and_shaped():
    html = printed(SVG.format(style.TEXT_FONTS))
    assert '<span class="map__words"' in html
    assert "<b>سوق</b></span>" in html
    assert ">سوق</text>" not in html
    assert "left:5.00mm" in html
    assert "translateX(-50%)" in html


def test_other_words_are_drawn_once_more_above_their_halo():
    html = printed(SVG.format(style.TEXT_FONTS))
    assert html.count(">Souk</text>") == 2
    assert html.count('stroke="#fff"') == 1
    assert "readex-latin" in html


def test_words_of_a_map_that_would_be_a_tag_are_only_words():
    html = printed(SVG.format("x").replace("سوق", "سوق &lt;img src=x&gt;"))
    assert "<img" not in html
