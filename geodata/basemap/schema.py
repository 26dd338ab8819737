"""Say what the basemap shows: which OpenStreetMap tags become which kind in which layer.

The table is the schema: docs/basemap.md explains it, the frontend's style and the static maps draw
it. Nothing else in the map's file has attributes; whoever changes a line changes `VERSION`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

VERSION = 1
MIN_ZOOM = 6
MAX_ZOOM = 15
"""Tiles are made up to here; renderers draw the last ones larger at 16, 17 and above."""


class Shape(StrEnum):
    """The geometries a tag may stand on, and what becomes of them."""

    AREA = "area"
    LINE = "line"
    POINT = "point"
    SPOT = "spot"  # a node, or a point inside an area: a school is one sign on the map


@dataclass(frozen=True)
class Rule:
    """One line of the table: features with these tags are of this kind in this layer.

    Attributes
    ----------
    kind
        The value of the attribute ``kind``; none is written where it is empty.
    tags
        ``key=value`` or ``key=one|other`` or ``key=*``, parted by blanks: all must hold. A key
        with ``!`` before it must be absent or ``no``.
    zoom
        The lowest zoom level with the feature.
    """

    layer: str
    kind: str
    shape: Shape
    tags: str
    zoom: int


def _rules(layer: str, shape: Shape, table: str) -> Iterator[Rule]:
    """Read lines of kind, zoom and tags; a dash stands for no kind."""
    for line in table.strip().splitlines():
        kind, zoom, tags = line.split(maxsplit=2)
        yield Rule(layer, "" if kind == "-" else kind, shape, tags, int(zoom))


# In each layer the first line that fits wins. Columns: kind, lowest zoom level, tags.
RULES: tuple[Rule, ...] = (
    *_rules(
        "land",
        Shape.AREA,
        """
        cemetery     12  landuse=cemetery
        cemetery     12  amenity=grave_yard
        beach        11  natural=beach
        sand          8  natural=sand|dune
        rock         10  natural=bare_rock|scree|shingle
        forest        8  landuse=forest
        forest        8  natural=wood
        scrub         9  natural=scrub|heath|grassland
        scrub         9  landuse=meadow|grass|greenfield
        wetland       9  natural=wetland
        salt          9  landuse=salt_pond
        orchard      10  landuse=orchard|vineyard|plant_nursery
        farmland      9  landuse=farmland|farmyard|allotments
        park         11  leisure=park|garden|nature_reserve|golf_course|common
        park         11  landuse=recreation_ground|village_green
        sport        13  leisure=pitch|stadium|sports_centre|playground|track
        industrial   11  landuse=industrial|quarry|railway|port|landfill
        commercial   12  landuse=commercial|retail
        commercial   12  amenity=marketplace
        military     10  landuse=military
        school       13  amenity=school|university|college|kindergarten
        hospital     13  amenity=hospital|clinic
        airport      10  aeroway=aerodrome
        parking      14  amenity=parking !building !parking=underground
        pier         12  man_made=pier|breakwater|groyne
        residential   9  landuse=residential
        """,
    ),
    *_rules(
        "water",
        Shape.AREA,
        """
        pool         15  leisure=swimming_pool
        pool         15  amenity=swimming_pool|fountain
        harbour      11  leisure=marina natural=water
        river         9  natural=water water=river|canal|stream
        river         9  waterway=riverbank
        lake          8  natural=water
        lake          8  landuse=reservoir|basin
        """,
    ),
    *_rules(
        "waterways",
        Shape.LINE,
        """
        wadi          9  waterway=river intermittent=yes
        wadi         12  waterway=stream intermittent=yes
        wadi          9  waterway=wadi
        river         8  waterway=river
        stream       12  waterway=stream
        canal        11  waterway=canal
        ditch        15  waterway=ditch|drain
        """,
    ),
    *_rules(
        "buildings",
        Shape.AREA,
        """
        mosque       13  building=mosque
        mosque       13  building=* amenity=place_of_worship religion=muslim
        church       13  building=church|cathedral|chapel
        church       13  building=* amenity=place_of_worship religion=christian
        market       13  building=* amenity=marketplace
        market       13  building=retail|supermarket|kiosk
        ruin         14  building=ruins
        ruin         14  building=* historic=ruins
        ruin         14  historic=ruins
        fort         13  historic=castle|fort|fortress|tower|kasbah|ksar
        public       13  building=public|civic|school|university|college|hospital|train_station
        public       13  building=government|museum|hotel
        public       13  building=* amenity=townhall|school|hospital|library|public_building|museum
        public       13  building=* tourism=museum|hotel
        roof         15  building=roof|carport
        -            13  building=*
        """,
    ),
    *_rules("squares", Shape.AREA, "- 13 highway=pedestrian|footway area=yes\n- 13 place=square"),
    *_rules(
        "streets",
        Shape.LINE,
        """
        motorway      6  highway=motorway|trunk|motorway_link|trunk_link
        primary       7  highway=primary
        primary      11  highway=primary_link
        secondary     9  highway=secondary
        secondary    11  highway=tertiary
        secondary    12  highway=secondary_link|tertiary_link
        minor        12  highway=residential|unclassified|living_street|road
        alley        14  highway=service service=alley
        service      14  highway=service service=parking_aisle|driveway|drive-through
        service      13  highway=service
        pedestrian   13  highway=pedestrian
        stairs       14  highway=steps
        path         15  highway=footway footway=sidewalk|crossing
        alley        14  highway=footway|corridor
        path         13  highway=path|bridleway|cycleway
        track        12  highway=track
        rail         10  railway=rail|light_rail|tram|narrow_gauge
        """,
    ),
    *_rules(
        "walls",
        Shape.LINE,
        """
        city_wall    12  barrier=city_wall
        city_wall    12  historic=citywalls|city_wall
        wall         14  barrier=wall|retaining_wall
        fence        15  barrier=fence
        hedge        15  barrier=hedge
        cliff        13  natural=cliff
        pier         13  man_made=pier|breakwater|groyne
        """,
    ),
    *_rules(
        "gates",
        Shape.SPOT,
        """
        city_gate    13  historic=city_gate
        city_gate    13  historic=gate
        city_gate    13  barrier=city_gate
        arch         14  man_made=arch
        arch         14  building=gatehouse
        gate         15  barrier=gate|lift_gate|swing_gate|entrance|kissing_gate
        """,
    ),
    *_rules(
        "pois",
        Shape.SPOT,
        """
        mosque       14  amenity=place_of_worship religion=muslim
        mosque       14  building=mosque
        church       14  amenity=place_of_worship religion=christian
        synagogue    14  amenity=place_of_worship religion=jewish
        worship      15  amenity=place_of_worship
        market       13  amenity=marketplace
        museum       13  tourism=museum|gallery
        craft        15  craft=*
        hospital     13  amenity=hospital
        clinic       14  amenity=clinic|doctors
        pharmacy     15  amenity=pharmacy
        police       14  amenity=police
        townhall     13  amenity=townhall
        post         15  amenity=post_office
        library      14  amenity=library
        university   13  amenity=university|college
        school       15  amenity=school
        bus          13  amenity=bus_station
        taxi         14  amenity=taxi
        station      12  railway=station|halt
        airport      10  aeroway=aerodrome
        castle       13  historic=castle|fort|fortress|kasbah|ksar
        monument     14  historic=monument|memorial|archaeological_site|ruins|tomb|tower
        viewpoint    14  tourism=viewpoint
        information  15  tourism=information information=office|visitor_centre
        attraction   14  tourism=attraction|zoo|theme_park|artwork
        campsite     14  tourism=camp_site|caravan_site
        hotel        14  tourism=hotel|guest_house|hostel|motel|apartment
        restaurant   15  amenity=restaurant|fast_food|food_court
        cafe         15  amenity=cafe
        bar          15  amenity=bar|pub
        bank         15  amenity=bank|bureau_de_change
        atm          15  amenity=atm
        theatre      15  amenity=theatre|cinema|arts_centre
        hammam       15  amenity=public_bath
        hammam       15  leisure=hammam
        oven         15  amenity=baking_oven
        toilets      15  amenity=toilets
        drinking_water 15  amenity=drinking_water
        drinking_water 15  man_made=water_tap drinking_water=yes
        well         15  man_made=water_well
        fountain     15  amenity=fountain
        fuel         14  amenity=fuel
        parking      15  amenity=parking
        lift         15  highway=elevator
        bus_stop     15  highway=bus_stop
        palm         15  natural=tree leaf_type=palm
        palm         15  natural=tree species=*Phoenix*
        palm         15  natural=tree genus=Phoenix
        tree         15  natural=tree
        supermarket  15  shop=supermarket
        bakery       15  shop=bakery
        shop         15  shop=*
        playground   15  leisure=playground
        """,
    ),
    *_rules(
        "labels",
        Shape.SPOT,
        """
        city          6  place=city
        town          7  place=town
        village      10  place=village
        hamlet       12  place=hamlet|isolated_dwelling
        suburb       12  place=suburb|borough
        neighbourhood 13  place=neighbourhood|quarter|city_block
        island       11  place=island|islet
        square       14  place=square
        square       14  highway=pedestrian|footway area=yes
        locality     13  place=locality
        peak         11  natural=peak|volcano
        pass         12  natural=saddle
        pass         12  mountain_pass=yes
        cave         13  natural=cave_entrance
        spring       13  natural=spring
        bay          12  natural=bay|cape|peninsula
        beach        13  natural=beach
        water        12  natural=water
        water        12  landuse=reservoir
        park         13  leisure=park|garden|nature_reserve|common
        park         13  landuse=recreation_ground|village_green
        forest       12  landuse=forest
        forest       12  natural=wood
        cemetery     14  landuse=cemetery
        harbour      13  leisure=marina
        sport        14  leisure=stadium|sports_centre|pitch
        industrial   14  landuse=industrial
        quarter      13  landuse=residential|commercial|retail
        building     15  building=* !amenity !tourism !historic !shop !office !railway
        """,
    ),
)

LAYERS: tuple[str, ...] = tuple(dict.fromkeys(rule.layer for rule in RULES))
NAMED = frozenset({"streets", "waterways", "gates", "pois", "labels"})
"""Layers with names. An area is named by a point in ``labels``: once, not in each tile."""
NAME_NEEDED = frozenset({"labels"})

# How the streets of a layer lie to what is around them, in the order asked: the first that fits.
STOREYS: tuple[tuple[str, str], ...] = (
    ("bridge", "bridge=*"),
    ("arcade", "tunnel=building_passage|arcade|colonnade"),
    ("arcade", "covered=yes|arcade|colonnade !tunnel"),
    ("arcade", "arcade=yes"),
    ("tunnel", "tunnel=*"),
)

# The importance of a settlement, 1 first, where its population is not known.
RANKS: dict[str, int] = {
    "city": 3,
    "town": 5,
    "village": 7,
    "suburb": 7,
    "hamlet": 9,
    "neighbourhood": 9,
    "locality": 10,
    "island": 8,
    "peak": 9,
}
RANKS_BY_POPULATION: tuple[tuple[int, int], ...] = (
    (1_000_000, 1),
    (300_000, 2),
    (100_000, 3),
    (30_000, 4),
    (10_000, 5),
    (3_000, 6),
)

LANGUAGES: tuple[str, ...] = ("ar", "fr", "en", "es", "zgh")
# Tamazight was tagged by other codes before zgh; they count where the text is in Tifinagh.
OLDER_TAMAZIGHT: tuple[str, ...] = ("tzm", "shi", "ber", "zgh-Tfng", "ber-Tfng")
_TIFINAGH = re.compile("[\u2d30-\u2d7f]")

type Condition = tuple[str, frozenset[str], bool]


@dataclass(frozen=True)
class Match:
    """What one object is on the map: a feature of a layer."""

    layer: str
    kind: str
    shape: Shape
    zoom: int


def _conditions(tags: str) -> tuple[Condition, ...]:
    """Return key, values (none for any) and whether the key must be absent, for each condition."""
    conditions = []
    for part in tags.split():
        if part.startswith("!"):
            key, _, values = part[1:].partition("=")
            conditions.append((key, frozenset(filter(None, values.split("|"))), True))
        else:
            key, _, values = part.partition("=")
            named = frozenset() if values == "*" else frozenset(values.split("|"))
            conditions.append((key, named, False))
    return tuple(conditions)


def _holds(condition: Condition, tags: Mapping[str, str]) -> bool:
    key, values, absent = condition
    value = tags.get(key, "no")
    present = value != "no" and (not values or _is_one_of(value, values))
    return present != absent


def _is_one_of(value: str, values: frozenset[str]) -> bool:
    """Compare with exact values, and with those written ``*inside*``."""
    return value in values or any(
        wanted.startswith("*") and wanted.strip("*") in value for wanted in values
    )


_ORDERED = tuple((rule, _conditions(rule.tags)) for rule in RULES)
_STOREYS = tuple((name, _conditions(tags)) for name, tags in STOREYS)
KEYS: tuple[str, ...] = tuple(sorted({conditions[0][0] for _rule, conditions in _ORDERED}))
"""Objects without any of these keys are on no map."""
_BY_KEY = {
    key: [(n, *one) for n, one in enumerate(_ORDERED) if one[1][0][0] == key] for key in KEYS
}


def matches(tags: Mapping[str, str], *shapes: Shape) -> Iterator[Match]:
    """Yield what an object with tags is, at most once in each layer.

    Parameters
    ----------
    shapes
        What its geometry can be: of a closed way both `Shape.AREA` and `Shape.SPOT` are asked.
    """
    candidates = sorted(
        (one for key in tags if key in _BY_KEY for one in _BY_KEY[key]), key=lambda one: one[0]
    )
    seen: set[str] = set()
    for _n, rule, conditions in candidates:
        if (
            rule.layer not in seen
            and rule.shape in shapes
            and all(_holds(condition, tags) for condition in conditions)
        ):
            seen.add(rule.layer)
            yield Match(rule.layer, rule.kind, rule.shape, rule.zoom)


def storey(tags: Mapping[str, str]) -> str:
    """Return whether a street is a bridge, a tunnel or an arcade; empty if none of them."""
    for name, conditions in _STOREYS:
        if all(_holds(condition, tags) for condition in conditions):
            return name
    return ""


def names(tags: Mapping[str, str]) -> dict[str, str]:
    """Return ``name`` as tagged and ``name:xx`` in our languages where they differ from it.

    Without a ``name``, the first of our languages there is stands for it.
    """
    found = {code: tags[f"name:{code}"] for code in LANGUAGES if tags.get(f"name:{code}")}
    if "zgh" not in found:
        for code in OLDER_TAMAZIGHT:
            if _TIFINAGH.search(tags.get(f"name:{code}", "")):
                found["zgh"] = tags[f"name:{code}"]
                break
    name = tags.get("name") or next(iter(found.values()), "")
    if not name:
        return {}
    return {"name": name} | {f"name:{code}": text for code, text in found.items() if text != name}


def rank(kind: str, tags: Mapping[str, str]) -> int | None:
    """Return the importance of a settlement or peak, 1 first; None where it has none."""
    population = re.sub(r"[^\d]", "", tags.get("population", "").split(";")[0])
    if kind in {"city", "town", "village"} and population:
        for at_least, importance in RANKS_BY_POPULATION:
            if int(population) >= at_least:
                return importance
    return RANKS.get(kind)


def attributes(match: Match, tags: Mapping[str, str]) -> dict[str, str | int | bool]:
    """Return the attributes that a feature carries into the map."""
    carried: dict[str, str | int | bool] = {"kind": match.kind} if match.kind else {}
    if match.layer in NAMED:
        carried |= names(tags)
    if match.layer == "streets":
        carried |= {key: value for key, value in _street(match.kind, tags).items() if value}
    elif match.layer == "labels":
        importance = rank(match.kind, tags)
        if importance is not None:
            carried["rank"] = importance
        if match.kind in {"peak", "pass"} and (height := _metres(tags.get("ele", ""))):
            carried["height_m"] = height
    return carried


def _street(kind: str, tags: Mapping[str, str]) -> dict[str, str | bool]:
    return {
        "layer": storey(tags),
        "oneway": kind != "rail"
        and (
            tags.get("oneway") in {"yes", "true", "1", "-1"} or tags.get("junction") == "roundabout"
        ),
        "ref": tags.get("ref", "") if kind in {"motorway", "primary", "secondary"} else "",
    }


def _metres(text: str) -> int | None:
    found = re.match(r"\s*(-?\d+)", text)
    return int(found[1]) if found else None
