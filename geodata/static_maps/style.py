"""The look of a static map: its colours and its type.

The colours are those of the map on the screen, frontend/css/map-colours.css, in its light look
under the same names, and of frontend/css/tokens.css. A sheet of paper is light whatever its
reader's screen is.
"""

LOOK = 1  # another number whenever sheets come to look otherwise: it tells browsers to ask again

# frontend/css/tokens.css
PAGE = "#fff"  # --paper, in print
LINE_STRONG = "#7d838e"
BAND = "#1b2470"

# frontend/css/map-colours.css
PAPER = "#f4e9cf"
GRATICULE = "#9c7a3a"
GRATICULE_OPACITY = 0.24
INK = "#16142b"
INK_SOFT = "#45415c"
ROAD = "#a98a4f"
MEDALLION = "#1b2470"
MEDALLION_PAPER = "#fffdf8"
HALO = "#2c3a9c"
SAMPLE = "#75601f"
AREA = "#8a2f1e"
LEG = "#a8251a"
LEG_CASE = "#fffdf8"
STOP = "#8a2315"
ON_STOP = "#fffdf8"
EARTH = "#f3e8cf"
QUARTER = "#eddfbf"
SAND = "#f6e7b9"
ROCK = "#dfd3bd"
FIELD = "#e6e2b6"
PARK = "#d3ddb0"
GROVE = "#c3d2a0"
GRAVE = "#dadcc4"
WORKS = "#e6dccb"
WATER = "#b9c7ea"
SHORE = "#7d8fce"
BLOCK = "#e0cda4"
BLOCK_EDGE = "#b99f6a"
SACRED = "#c8cdf0"
MARKET = "#f0cf8a"
PUBLIC = "#e5c3a6"
STREET = "#fffcf3"
STREET_EDGE = "#c7b07c"
ALLEY = "#fffaf0"
ARTERY = "#f8dc98"
ARTERY_EDGE = "#c0913a"
PATH = "#8f6f35"
STAIR = "#a2502f"
COVER = "#8a7340"
SQUARE = "#fbf2dd"
RAIL = "#8d929c"
WALL = "#7c5a2c"
FENCE = "#b29d73"
NAME = "#2b2740"
NAME_SOFT = "#4f4a63"
NAME_HALO = "#fdf6e6"
NAME_WATER = "#27388c"
NAME_PARK = "#35531f"
SIGN = "#2c3a9c"

# Names that a reader's machine may have, then the kind of letter that every machine has.
TEXT_FONTS = (
    "Readex Pro, Noto Sans Arabic, Noto Sans Tifinagh, Noto Sans, Segoe UI, Ebrima, "
    "DejaVu Sans, system-ui, sans-serif"
)
TITLE_FONTS = (
    "El Messiri, Noto Kufi Arabic, Noto Sans Arabic, Noto Sans Tifinagh, Georgia, Ebrima, "
    "DejaVu Sans, serif"
)
