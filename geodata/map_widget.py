"""Draw a geometry on a map that officers correct it on: django-leaflet without a third party.

The widget renders a text field that holds the position, and beside it, as data, what
``frontend/js/manage/map_field.js`` needs to put a map over it. The ground is the site's own
basemap where one was built, and a graticule where not; the town's other places are the landmarks.
So the desk works without a network beyond this site, and no script stands in the page itself, as
the content security policy demands.
"""

import json
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, Point
from django.forms.renderers import TemplatesSetting
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from leaflet.admin import LeafletAdminWidget

from geodata import basemap, maps, positions, territory
from geodata.templatetags import map_texts


class MapWidget(LeafletAdminWidget):
    """A position as text, and as a point, a line or an area on a map."""

    template_name = "leaflet/map_field.html"
    more: dict[str, Any] = {}  # for the script of the map, besides `map_data`

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """Render with the project's templates, which Django's form renderer does not look into."""
        return super().render(name, value, attrs, TemplatesSetting())

    def deserialize(self, value: str) -> GEOSGeometry | None:
        """Read ``latitude, longitude``, or else GeoJSON or WKT; None if it is neither."""
        return positions.parse(value) or super().deserialize(value)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return the text of the field and the data of its map.

        A text that could not be read stays as it was typed.
        """
        context = super().get_context(name, None, attrs)
        context["text"] = value if isinstance(value, str) else positions.text_of(value)
        context["is_point"] = isinstance(value, Point)
        context["modifiable"] = self.modifiable
        context["map"] = map_data(self.geom_type) | {"modifiable": self.modifiable} | self.more
        return context


def map_data(geometry_type: str = "GEOMETRY") -> dict[str, Any]:
    """Return what the map script needs: where the town is, its other places, and its words."""
    town = territory.current()
    west, south, east, north = town.bbox
    longitude, latitude = town.centre
    return {
        "geometryType": geometry_type,
        "bounds": [[south, west], [north, east]],
        "centre": [latitude, longitude],
        "zoom": round(town.zoom),
        "places": f"{reverse('api:places')}?lang={get_language()}",
        "ground": map_texts.map_data(maps.config()) if basemap.current() else None,
        "words": {
            "map": _("Map"),
            "noAnswer": _("The site does not answer: try again."),
            "draw.toolbar.buttons.marker": _("Set a point"),
            "draw.toolbar.buttons.polyline": _("Draw a line"),
            "draw.toolbar.buttons.polygon": _("Draw an area"),
            "draw.toolbar.buttons.rectangle": _("Draw a rectangle"),
            "draw.toolbar.actions.title": _("Stop drawing"),
            "draw.toolbar.actions.text": _("Cancel"),
            "draw.toolbar.finish.title": _("Finish drawing"),
            "draw.toolbar.finish.text": _("Finish"),
            "draw.toolbar.undo.title": _("Remove the last corner"),
            "draw.toolbar.undo.text": _("Undo"),
            "draw.handlers.marker.tooltip.start": _("Tap the map to set the point."),
            "draw.handlers.polyline.tooltip.start": _("Tap where the line begins."),
            "draw.handlers.polyline.tooltip.cont": _("Tap the next corner."),
            "draw.handlers.polyline.tooltip.end": _("Tap the last corner again to finish."),
            "draw.handlers.polyline.error": _("The edges must not cross."),
            "draw.handlers.polygon.tooltip.start": _("Tap the first corner."),
            "draw.handlers.polygon.tooltip.cont": _("Tap the next corner."),
            "draw.handlers.polygon.tooltip.end": _("Tap the first corner again to finish."),
            "draw.handlers.rectangle.tooltip.start": _("Drag from one corner to the other."),
            "draw.handlers.simpleshape.tooltip.end": _("Let go to finish."),
            "edit.toolbar.actions.save.title": _("Keep the changes"),
            "edit.toolbar.actions.save.text": _("Keep"),
            "edit.toolbar.actions.cancel.title": _("Drop the changes"),
            "edit.toolbar.actions.cancel.text": _("Cancel"),
            "edit.toolbar.actions.clearAll.title": _("Remove the position"),
            "edit.toolbar.actions.clearAll.text": _("Remove all"),
            "edit.toolbar.buttons.edit": _("Move corners"),
            "edit.toolbar.buttons.editDisabled": _("There is nothing to move."),
            "edit.toolbar.buttons.remove": _("Remove"),
            "edit.toolbar.buttons.removeDisabled": _("There is nothing to remove."),
            "edit.handlers.edit.tooltip.text": _("Drag the corners, then choose Keep."),
            "edit.handlers.edit.tooltip.subtext": _("Cancel drops the changes."),
            "edit.handlers.remove.tooltip.text": _("Tap what is to be removed."),
        },
    }


def map_of(
    name: str,
    geometry: GEOSGeometry | None,
    beside: GEOSGeometry | None = None,
    accuracy_m: int | None = None,
) -> SafeString | str:
    """Return a map that shows a geometry and lets nobody move it; "-" where there is none.

    ``beside`` is shown too, apart from it; ``accuracy_m`` is drawn as a circle around a point.
    """
    if geometry is None:
        return "–"

    widget = MapWidget()
    widget.modifiable = False
    widget.more = {
        "beside": json.loads(beside.geojson) if beside else None,
        "accuracyM": accuracy_m,
    }
    return widget.render(name, geometry, {"id": f"map_{name}"})
