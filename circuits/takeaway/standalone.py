"""Write a circuit as one HTML file with a map in it, which opens where there is no network.

Folium makes the map. What it would have browsers fetch from elsewhere is left out or put into the
file: of Leaflet all, of jQuery the one thing that folium asks of it. The file forbids itself every
request. Where scripts do not run, as in the previews of some phones, the list of stops remains.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from circuits.takeaway.contents import Contents, TakenLeg, TakenStop
from geodata import attribution
from geodata.static_maps import style

if TYPE_CHECKING:  # folium takes a second to import
    import folium

MOST_ZOOM = 19
PADDING_PX = 36

_ADDRESS = re.compile(r"url\([^)]*\)")
_RANDOM = re.compile(r"\b[a-z_]+_[0-9a-f]{32}\b")
_ABOUT = "2 9"


def write(contents: Contents) -> bytes:
    """Return a circuit as the bytes of an HTML file that needs nothing beside itself."""
    drawn = _map(contents)
    figure: Any = drawn.get_root()
    drawn.render()  # fills the parts of the figure
    page = render_to_string(
        "circuits/takeaway/standalone.html",
        {
            "contents": contents,
            "plan": contents.plan,
            "leaflet_css": mark_safe(_leaflet_css()),  # noqa: S308 (a package's own file)
            "leaflet_js": mark_safe(_leaflet_js()),  # noqa: S308 (likewise)
            "map_html": mark_safe(figure.html.render()),  # noqa: S308 (escaped by _safe)
            "map_script": mark_safe(figure.script.render()),  # noqa: S308 (likewise)
            "copyright_url": attribution.COPYRIGHT_URL,
        },
    )
    return _counted(page).encode()


def _counted(page: str) -> str:
    """Return a page with folium's random names replaced, so that the same map is the same file."""
    names = dict.fromkeys(_RANDOM.findall(page))
    short = {name: f"m{number}" for number, name in enumerate(names)}
    return _RANDOM.sub(lambda found: short[found.group()], page)


def _map(contents: Contents) -> folium.Map:
    import folium

    drawn = folium.Map(
        tiles=None,
        control_scale=True,
        max_zoom=MOST_ZOOM,
        zoom_control="topright" if contents.is_right_to_left else "topleft",
        attribution_control=False,
    )
    drawn.default_js, drawn.default_css = [], []  # it is to ask for no file from anywhere
    for stop in contents.located:
        if stop.accuracy_m:
            folium.Circle(
                _lat_lon(stop),
                radius=stop.accuracy_m,
                color=style.HALO,
                weight=1.5,
                fill_opacity=0.1,
                interactive=False,
            ).add_to(drawn)
    for leg in contents.legs:
        _draw_leg(leg).add_to(drawn)
    for stop in contents.located:
        look = "disc disc--rough" if stop.is_rough else "disc"
        folium.Marker(
            _lat_lon(stop),
            icon=folium.DivIcon(
                html=f'<span class="{look}">{stop.number}</span>',
                icon_size=(34, 34),
                icon_anchor=(17, 17),
                popup_anchor=(0, -14),
            ),
            popup=folium.Popup(_safe(_popup(contents, stop)), max_width=280),
            title=_safe(stop.name),
            keyboard=True,
        ).add_to(drawn)
    drawn.fit_bounds(list(_corners(contents)), padding=(PADDING_PX, PADDING_PX), max_zoom=17)
    return drawn


def _draw_leg(leg: TakenLeg) -> folium.PolyLine:
    import folium

    return folium.PolyLine(
        [(latitude, longitude) for longitude, latitude in leg.way.coordinates],
        color=style.LEG,
        weight=5,
        dash_array=_ABOUT if leg.way.is_approximate else None,
        popup=folium.Popup(
            _safe(
                render_to_string("circuits/takeaway/standalone_leg.html", {"leg": leg}),
            ),
            max_width=280,
        ),
    )


def _popup(contents: Contents, stop: TakenStop) -> str:
    return render_to_string(
        "circuits/takeaway/standalone_stop.html", {"contents": contents, "stop": stop}
    )


def _safe(html: str) -> str:
    """Return HTML as folium may write it into a JavaScript template, where these have a meaning."""
    return html.replace("\\", "&#92;").replace("`", "&#96;").replace("$", "&#36;").strip()


def _lat_lon(stop: TakenStop) -> tuple[float, float]:
    longitude, latitude = stop.position or (0.0, 0.0)
    return latitude, longitude


def _corners(contents: Contents) -> Iterator[tuple[float, float]]:
    positions = [stop.position for stop in contents.located if stop.position is not None]
    positions += [position for leg in contents.legs for position in leg.way.coordinates]
    longitudes, latitudes = zip(*positions, strict=True)
    yield min(latitudes), min(longitudes)
    yield max(latitudes), max(longitudes)


@cache
def _leaflet_js() -> str:
    script = _file("leaflet/leaflet.js")
    return re.sub(r"//# sourceMappingURL=.*", "", script).replace("</script", "<\\/script")


@cache
def _leaflet_css() -> str:
    """Return Leaflet's style sheet without its pictures, of which this map shows none."""
    return _ADDRESS.sub("none", _file("leaflet/leaflet.css"))


def _file(name: str) -> str:
    found = finders.find(name)
    if found is None:
        raise FileNotFoundError(f"{name} is not installed: run script/bootstrap.")
    return Path(str(found)).read_text(encoding="utf-8")
