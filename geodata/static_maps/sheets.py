"""Lay a map out on a sheet: a card for the screen, A5 across for a page, A4 for print.

The map in a printed guide is a sheet without words around it: the guide has them itself.

A unit is a quarter of a millimetre on paper and a pixel on a card. In languages that are written
from right to left the whole sheet is mirrored, but not the map.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from geodata import attribution, territory
from geodata.basemap import Basemap
from geodata.static_maps import furniture, ground, labels, marks, style, svg
from geodata.static_maps.content import Content, Spot
from geodata.static_maps.frame import Box, Frame, Rectangle, around, fitted
from geodata.static_maps.labels import LEADING, Room
from geodata.static_maps.svg import element

MARGIN = 28
GAP = 16
LEAST_M = 260  # the shorter side of a map shows at least as much
MOST_HALO = 4  # a halo widens a map to so many times what the spots alone need
INSIDE_TOWN = 13.0  # from this zoom level on, straight lines to other towns say nothing


class Size(StrEnum):
    """A sheet to draw on."""

    CARD = "card"
    PAGE = "page"
    PRINT = "print"
    GUIDE = "guide"


@dataclass(frozen=True)
class Sheet:
    """The parts of a sheet, in units, as they lie for languages written from left to right.

    Attributes
    ----------
    physical
        Width and height as SVG says them to a printer.
    heading, columns, qr
        Absent on a card, which lies beside these words.
    """

    width: float
    height: float
    physical: tuple[str, str]
    map: Rectangle
    heading: Rectangle | None = None
    columns: tuple[Rectangle, ...] = ()
    qr: Rectangle | None = None


def _page() -> Sheet:
    width, height, column, heading = 840.0, 592.0, 216.0, 56.0
    top = MARGIN + heading
    map_width = width - 2 * MARGIN - column - GAP
    left = MARGIN + map_width + GAP
    qr = Rectangle(left, height - MARGIN - 124, column, 124)
    return Sheet(
        width,
        height,
        ("210mm", "148mm"),
        Rectangle(MARGIN, top, map_width, height - top - MARGIN - 12),
        Rectangle(MARGIN, MARGIN, width - 2 * MARGIN, heading),
        (Rectangle(left, top, column, qr.top - top - 8),),
        qr,
    )


def _print() -> Sheet:
    width, height, heading, map_height = 840.0, 1188.0, 60.0, 760.0
    top = MARGIN + heading
    below = top + map_height + 30
    left_over = height - MARGIN - below
    qr_width = 150.0
    column = (width - 2 * MARGIN - qr_width - 2 * GAP) / 2
    return Sheet(
        width,
        height,
        ("210mm", "297mm"),
        Rectangle(MARGIN, top, width - 2 * MARGIN, map_height),
        Rectangle(MARGIN, MARGIN, width - 2 * MARGIN, heading),
        tuple(
            Rectangle(MARGIN + order * (column + GAP), below, column, left_over) for order in (0, 1)
        ),
        Rectangle(width - MARGIN - qr_width, below, qr_width, left_over),
    )


SHEETS = {
    Size.CARD: Sheet(480, 360, ("480", "360"), Rectangle(0, 0, 480, 360)),
    Size.PAGE: _page(),
    Size.PRINT: _print(),
    Size.GUIDE: Sheet(512, 560, ("128mm", "140mm"), Rectangle(0, 0, 512, 560)),
}


def draw(content: Content, size: Size, base: Basemap | None = None) -> str:
    """Return a map as the text of an SVG file, in the active language.

    Parameters
    ----------
    base
        The basemap to draw below; None where there is none.
    """
    sheet = SHEETS[size]
    side = Side(sheet.width, content.is_right_to_left)
    area = side.of(sheet.map)
    frame = fitted(extent(content), area, margin=46, least_m=LEAST_M)
    room = Room(area.inset(3), marks.way_points(frame, content.ways))
    lying_on = _furniture(content, frame, side, room, size, base is not None)
    drawn = _map(content, size, frame, room, base)
    parts = [
        element("title", svg.escape(content.title)),
        element("desc", svg.escape(content.description)),
        _definitions(area),
        element("rect", width=sheet.width, height=sheet.height, fill=style.PAGE),
        element("g", drawn, clip_path="url(#map)"),
        lying_on,
    ]
    if sheet.heading is not None:
        parts.append(_edge(area))
        parts.append(_heading(content, side, sheet.heading))
        parts.append(_foot(content, side, sheet.map, base is not None))
    if sheet.columns:
        parts.append(_list(content, side, sheet.columns))
    if sheet.qr is not None:
        parts.append(_qr(content, side, sheet.qr))
    width, height = sheet.physical
    return element(
        "svg",
        "".join(parts),
        xmlns="http://www.w3.org/2000/svg",
        width=width,
        height=height,
        viewBox=f"0 0 {sheet.width:g} {sheet.height:g}",
        role="img",
        lang=content.language,
        font_family=style.TEXT_FONTS,
        fill=style.INK,
    )


def _map(content: Content, size: Size, frame: Frame, room: Room, base: Basemap | None) -> str:
    """Draw the ground and what lies on it. What takes room first keeps its name."""
    is_named = size != Size.CARD
    spots = marks.stops(frame, content, room, named=is_named)
    areas = marks.circles(frame, content.circles, room)
    dots = roads = ""
    if base is None:
        dots = marks.dots(frame, content.dots, room)
        drawn = ground.net(frame)
        if frame.zoom <= INSIDE_TOWN:
            roads = marks.roads(frame, content.roads, room)
    else:
        if is_named:
            # Inside a town the basemap has its names; our own places stay.
            is_inside = frame.zoom > INSIDE_TOWN
            shown = [dot for dot in content.dots if not (dot.is_town and is_inside)]
            dots = marks.dots(frame, shown, room)
        drawn = ground.basemap(
            frame,
            ground.read(frame, base),
            room,
            content.language,
            named=is_named,
            known=frame.project([*content.positions, *(dot.position for dot in content.dots)]),
        )
    halos = marks.halos(frame, content.located)
    ways = marks.ways(frame, content.ways)
    return "".join((drawn, roads, dots, areas, halos, ways, spots))


@dataclass(frozen=True)
class Side:
    """Which side of a sheet of a given width its language starts on."""

    width: float
    is_right_to_left: bool

    def of(self, box: Rectangle) -> Rectangle:
        """Return a rectangle where it lies in this language."""
        if not self.is_right_to_left:
            return box
        return Rectangle(self.width - box.right, box.top, box.width, box.height)

    def start(self, box: Rectangle, by: float = 0) -> float:
        """Return the x that is so far inside the edge of a placed box that lines start at."""
        return box.right - by if self.is_right_to_left else box.left + by

    def end(self, box: Rectangle, by: float = 0) -> float:
        """Return the x that is so far inside the edge of a placed box that lines end at."""
        return box.left + by if self.is_right_to_left else box.right - by

    @property
    def anchor(self) -> str:
        """The ``text-anchor`` of a line that starts at `start`."""
        return "end" if self.is_right_to_left else "start"

    @property
    def anchor_of_end(self) -> str:
        """The ``text-anchor`` of a line that ends at `end`."""
        return "start" if self.is_right_to_left else "end"

    def words(self, text: str) -> str:
        """Return a sentence in the direction of the sheet, whatever it begins with."""
        direction = svg.RIGHT_TO_LEFT if self.is_right_to_left else svg.LEFT_TO_RIGHT
        return svg.isolated(text, direction)


def extent(content: Content) -> Box:
    """Return the box that a map shows: its spots and ways, and as much of the halos as helps."""
    points = [
        *content.positions,
        *(position for way in content.ways for position in way.coordinates),
    ]
    bare = around((x, y, 0) for x, y in points)
    wide = around(
        [
            *((x, y, 0) for x, y in points),
            *(
                (*spot.position, spot.accuracy_m or 0)
                for spot in content.located
                if spot.position is not None and spot.quality != "surveyed"
            ),
            *((*circle.position, circle.radius_m) for circle in content.circles),
        ]
    )
    if wide is None:
        return territory.current().bbox
    if bare is None or content.circles or len(points) == 1:
        return wide
    most_wide = max((bare[2] - bare[0]) * MOST_HALO, 0.004)
    most_high = max((bare[3] - bare[1]) * MOST_HALO, 0.004)
    if wide[2] - wide[0] <= most_wide and wide[3] - wide[1] <= most_high:
        return wide
    return bare


def _definitions(area: Rectangle) -> str:
    inside = element("rect", x=area.left, y=area.top, width=area.width, height=area.height)
    hatch = element(
        "pattern",
        element("path", d="M0 0v8", stroke=style.AREA, stroke_width=1, stroke_opacity="0.35"),
        id="hatch",
        width=8,
        height=8,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )
    return element("defs", element("clipPath", inside, id="map") + hatch)


def _edge(area: Rectangle) -> str:
    return element(
        "rect",
        x=area.left,
        y=area.top,
        width=area.width,
        height=area.height,
        fill="none",
        stroke=style.LINE_STRONG,
        stroke_width=1,
    )


def _furniture(
    content: Content, frame: Frame, side: Side, room: Room, size: Size, uses_basemap: bool
) -> str:
    area = frame.rectangle
    widest = min(150.0, area.width / 4)
    # The bar lies at the side that lines start at; its width is known once it is drawn.
    length = furniture.round_length(widest * frame.metres_a_unit) / frame.metres_a_unit
    left = area.left + 14 if not side.is_right_to_left else area.right - 14 - length
    drawn = furniture.scale_bar(left, area.bottom - 14, widest, frame.metres_a_unit)
    room.take(Rectangle(left - 8, area.bottom - 38, length + 16, 38))
    needle = side.end(area, 28)
    drawn += furniture.north_arrow(needle, area.top + 10)
    room.take(Rectangle(needle - 24, area.top, 48, 52))
    if size in (Size.PAGE, Size.PRINT):  # these say it below the map
        return drawn
    for words, baseline in _slips(content, area, uses_basemap):
        drawn += _slip(words, side, area, baseline, room)
    return drawn


def _slips(content: Content, area: Rectangle, uses_basemap: bool) -> Iterable[tuple[str, float]]:
    if credit := credit_of(content, uses_basemap):
        yield credit, area.bottom - 7
    missing = [str(spot.number) for spot in content.unlocated if spot.number is not None]
    if missing:
        words = _("Not on the map, to be surveyed: %(numbers)s")
        yield words % {"numbers": _(", ").join(missing)}, area.top + 18


def _slip(words: str, side: Side, area: Rectangle, baseline: float, room: Room) -> str:
    size = 9.0
    is_credit = baseline > area.top + area.height / 2
    width = labels.width_of(words, size)
    x = side.end(area, 8) if is_credit else side.start(area, 10)
    at_right = side.is_right_to_left != is_credit
    box = Rectangle(x - width if at_right else x, baseline - size, width, size * LEADING)
    room.take(box.inset(-4))
    anchor = side.anchor_of_end if is_credit else side.anchor
    return marks.cartouche(box) + svg.text(
        side.words(words), x, baseline, size, text_anchor=anchor, fill=style.INK_SOFT
    )


def credit_of(content: Content, uses_basemap: bool) -> str:
    """Return whom the map owes its data to; "" where none of it is OpenStreetMap's."""
    return attribution.text() if uses_basemap or content.uses_streets else ""


def _heading(content: Content, side: Side, box: Rectangle) -> str:
    placed = side.of(box)
    size = 25.0
    while size > 16 and labels.width_of(content.title, size) > placed.width:
        size -= 1
    (title,) = labels.wrapped(content.title, size, placed.width, 1)
    x = side.start(placed)
    drawn = svg.text(
        side.words(title),
        x,
        placed.top + 22,
        size,
        text_anchor=side.anchor,
        font_family=style.TITLE_FONTS,
        font_weight="700",
        fill=style.BAND,
    )
    (subtitle,) = labels.wrapped(content.subtitle, 11.5, placed.width, 1)
    return drawn + svg.text(
        side.words(subtitle),
        x,
        placed.top + 42,
        11.5,
        text_anchor=side.anchor,
        fill=style.INK_SOFT,
    )


def _foot(content: Content, side: Side, box: Rectangle, uses_basemap: bool) -> str:
    placed = side.of(box)
    size, baseline = 8.5, placed.bottom + 12
    drawn = ""
    credit = credit_of(content, uses_basemap)
    if credit:
        drawn += svg.text(
            svg.isolated(credit),
            side.end(placed),
            baseline,
            size,
            text_anchor=side.anchor_of_end,
            fill=style.INK_SOFT,
            class_="attribution",
        )
    if not uses_basemap:
        words = _("Schematic: no street map yet; positions as well as they are known.")
        widest = placed.width - labels.width_of(credit, size) - 12
        (line,) = labels.wrapped(words, size, widest, 1)
        drawn += svg.text(
            side.words(line),
            side.start(placed),
            baseline,
            size,
            text_anchor=side.anchor,
            fill=style.INK_SOFT,
        )
    return drawn


@dataclass(frozen=True)
class Detail:
    """How much a list in the margin says of each spot."""

    size: float
    name_lines: int
    says_more: bool
    note_lines: int


DETAILS = (
    Detail(12, 2, True, 20),
    Detail(11, 2, True, 10),
    Detail(10.5, 1, True, 3),
    Detail(10.5, 2, False, 3),
    Detail(10, 1, False, 2),
    Detail(8.5, 1, False, 2),
)


@dataclass(frozen=True)
class Entry:
    """A spot, or a sentence, as it is listed."""

    spot: Spot | None
    name: tuple[str, ...]
    more: tuple[str, ...]
    size: float

    @property
    def height(self) -> float:
        """What it takes of a column, with the air below it."""
        lines = len(self.name) * self.size + len(self.more) * self.size * 0.86
        return lines * LEADING + self.size * 0.55


def _list(content: Content, side: Side, columns: Sequence[Rectangle]) -> str:
    width = columns[0].width
    entries: list[Entry] = []
    for detail in DETAILS:
        entries = list(_entries(content, detail, width))
        if _fits(entries, columns):
            break
    drawn = []
    waiting = iter(entries)
    entry = next(waiting, None)
    for column in columns:
        placed = side.of(column)
        top = placed.top
        while entry is not None and top + entry.height <= placed.bottom + entry.size * 0.55:
            drawn.append(_entry(entry, side, placed, top))
            top += entry.height
            entry = next(waiting, None)
    left_over = sum(each.spot is not None for each in (entry, *waiting) if each is not None)
    if left_over:
        last = side.of(columns[-1])
        words = ngettext("and %(count)d more", "and %(count)d more", left_over)
        drawn.append(
            svg.text(
                side.words(words % {"count": left_over}),
                side.start(last),
                last.bottom + 6,
                8.5,
                text_anchor=side.anchor,
            )
        )
    return element("g", "".join(drawn), class_="list")


def _fits(entries: Sequence[Entry], columns: Sequence[Rectangle]) -> bool:
    waiting = list(entries)
    for column in columns:
        top = 0.0
        while waiting and top + waiting[0].height <= column.height:
            top += waiting.pop(0).height
    return not waiting


def _entries(content: Content, detail: Detail, width: float) -> Iterable[Entry]:
    small = detail.size * 0.86
    for spot in content.spots:
        room = width - _indent(spot, detail.size)
        more = [text for text in (spot.where, spot.onward) if text] if detail.says_more else []
        yield Entry(
            spot,
            tuple(labels.wrapped(spot.name, detail.size, room, detail.name_lines)),
            tuple(line for text in more for line in labels.wrapped(text, small, room, 3)),
            detail.size,
        )
    for note in content.notes:
        lines = labels.wrapped(note, small, width, detail.note_lines)
        yield Entry(None, (), tuple(lines), detail.size)


def _indent(spot: Spot | None, size: float) -> float:
    return 0 if spot is None or spot.number is None else size * 2


def _entry(entry: Entry, side: Side, column: Rectangle, top: float) -> str:
    x = side.start(column, _indent(entry.spot, entry.size))
    drawn = ""
    if entry.spot is not None and entry.spot.number is not None:
        radius = entry.size * 0.75
        disc_x = side.start(column, radius)
        drawn = marks.number_disc(
            entry.spot, disc_x, top + entry.size * 0.66, radius, class_="listed"
        )
    baseline = top
    for line in entry.name:
        baseline += entry.size * LEADING
        drawn += svg.text(
            side.words(line),
            x,
            baseline - entry.size * 0.25,
            entry.size,
            text_anchor=side.anchor,
            font_weight="600",
        )
    small = entry.size * 0.86
    for line in entry.more:
        baseline += small * LEADING
        drawn += svg.text(
            side.words(line),
            x,
            baseline - small * 0.25,
            small,
            text_anchor=side.anchor,
            fill=style.INK_SOFT,
        )
    return drawn


def _qr(content: Content, side: Side, box: Rectangle) -> str:
    placed = side.of(box)
    address = content.address.split("://", 1)[-1]
    size = 8.0
    lines = list(_chunks(address, int(placed.width / (size * 0.58))))
    square = min(placed.width, placed.height - (len(lines) + 1) * size * LEADING - 4, 130)
    left = placed.right - square if side.is_right_to_left else placed.left
    code = Rectangle(left, placed.top, square, square)
    x = side.start(placed)
    drawn = furniture.qr_code(content.address, code)
    words = pgettext("under a QR code", "This page on your phone")
    baseline = code.bottom + size
    drawn += svg.text(side.words(words), x, baseline, size, text_anchor=side.anchor)
    for line in lines:
        baseline += size * LEADING
        drawn += svg.text(
            svg.isolated(line, svg.LEFT_TO_RIGHT),
            x,
            baseline,
            size,
            text_anchor=side.anchor,
            fill=style.INK_SOFT,
        )
    return drawn


def _chunks(address: str, length: int) -> Iterator[str]:
    """Yield the lines of an address, broken after a slash or a hyphen where there is one."""
    while len(address) > length:
        cut = max(address.rfind(sign, 0, length) for sign in "/-") + 1 or length
        yield address[:cut]
        address = address[cut:]
    yield address
