"""Write a circuit as GeoJSON (RFC 7946), as the map gets it, without what must not leave."""

from __future__ import annotations

import json
from urllib.parse import urljoin

from circuits import features
from circuits.takeaway.contents import Contents, may_leave


def write(contents: Contents) -> bytes:
    """Return a circuit as the bytes of a GeoJSON file.

    Stops without a position that may be given, and the legs at them, have a null geometry.
    """
    collection = features.walk([item.stop for item in contents.plan.stops])
    stops = {stop.number: stop for stop in contents.stops}
    given = {(leg.start, leg.end) for leg in contents.legs}
    for feature in collection["features"]:
        properties = feature["properties"]
        if properties["kind"] == "stop":
            stop = stops[properties["order"]]
            properties["url"] = urljoin(contents.url, properties["url"])
            properties["notes"] = list(stop.lines)
            if stop.position is None:
                feature["geometry"] = None
            known = {area.slug for area in stop.place.public_areas if may_leave(area)}
            if properties["area"] is not None and properties["area"]["slug"] not in known:
                properties["area"] = None
        elif (properties["start"], properties["end"]) not in given:
            feature["geometry"] = None
            properties |= {"directions": [], "manoeuvres": []}
    whole = {
        "type": "FeatureCollection",
        "name": contents.title,
        "description": contents.description,
        "url": contents.url,
        "language": contents.language,
        "attribution": contents.credit or None,
        "features": collection["features"],
    }
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()
