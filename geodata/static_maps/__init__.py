"""Draw a circuit or a place as one SVG file: for cards, for print and for sharing.

`content` says what is on a map, `sheets.draw` puts it on a card, on A5 or on A4. The file needs
nothing beside itself: no script, no style sheet, no font and no image from elsewhere.
"""

from geodata.static_maps.content import Circle, Content, Dot, Road, Spot, Way
from geodata.static_maps.sheets import Size, draw

__all__ = ["Circle", "Content", "Dot", "Road", "Size", "Spot", "Way", "draw"]
