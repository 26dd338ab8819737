"""What the tallies of some days come to: tables by month, circuit, stop, language and page."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import groupby, islice, product
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Sum
from django.db.models.functions import TruncMonth
from django.utils.dateformat import format as format_date
from django.utils.translation import get_language_info, pgettext
from django.utils.translation import gettext as _

from circuits.models import Stop
from geodata.findable import FINDABLES
from geodata.plaques.carriers import CARRIERS
from heritage_map.models import Tally

What = Tally.What
PAGES = (What.CIRCUIT, What.PLACE, What.ARTISAN, What.PRODUCT)
SCALE = 1000  # the length of the longest bar of a table

# Which records the subjects are of; plaques have codes instead.
KINDS = {what.value: what.value for what in PAGES} | {
    What.TAKEN.value: "circuit",
    What.BEGUN.value: "circuit",
    What.FINISHED.value: "circuit",
    What.REACHED.value: "place",
}


class Count(NamedTuple):
    """How often something happened in a month; ``month`` is its first day."""

    month: date
    what: str
    subject: str
    language: str
    number: int


@dataclass(frozen=True)
class Column:
    """A column of numbers: its title, and what is added up in it; it is drawn as the first."""

    title: str
    whats: tuple[What, ...]


@dataclass(frozen=True)
class Cell:
    """A number of a column, and the length of its bar, of `SCALE`."""

    column: Column
    number: int
    bar: int


@dataclass(frozen=True)
class Row:
    """A line of a table; where there are groups, ``group`` is the heading it stands under."""

    label: str
    cells: list[Cell]
    group: str = ""


@dataclass(frozen=True)
class Table:
    """Numbers to be read, drawn as bars, and downloaded.

    Attributes
    ----------
    heads
        The titles of the words before the numbers: of the group, if any, and of the label.
    is_one_scale
        Whether all bars are on one scale; else each column has its own.
    """

    name: str
    title: str
    heads: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: list[Row]
    is_one_scale: bool = True

    def shortened(self, most: int) -> Table:
        """Return the table with no more than so many rows in a group."""
        groups = groupby(self.rows, key=lambda row: row.group)
        return replace(self, rows=[row for _g, rows in groups for row in islice(rows, most)])

    def lines(self) -> list[list[str | int]]:
        """Return the table as lines of a spreadsheet, under a line of titles."""
        titles: list[str | int] = [*self.heads, *(column.title for column in self.columns)]
        return [titles] + [
            [
                *([row.group] if len(self.heads) > 1 else []),
                row.label,
                *(cell.number for cell in row.cells),
            ]
            for row in self.rows
        ]


@dataclass(frozen=True)
class Figures:
    """What was counted from a day to another, both included, in the language that is active."""

    since: date
    until: date

    @cached_property
    def counts(self) -> list[Count]:
        """All numbers, month by month."""
        found = (
            Tally.objects.filter(day__range=(self.since, self.until))
            .annotate(month=TruncMonth("day"))
            .values_list("month", "what", "subject", "language")
            .annotate(number=Sum("count"))
            .order_by("month", "what", "subject", "language")
        )
        return [Count(*row) for row in found]

    @property
    def totals(self) -> dict[What, int]:
        """How often each thing happened, those that never did included."""
        numbers = dict.fromkeys(What, 0)
        for count in self.counts:
            numbers[What(count.what)] += count.number
        return numbers

    @property
    def tables(self) -> list[Table]:
        """All tables."""
        return [self.by_month, self.by_circuit, self.by_stop, self.by_language, self.by_page]

    @property
    def by_month(self) -> Table:
        """The months, those in which nobody came included."""
        first, last = (day.year * 12 + day.month - 1 for day in (self.since, self.until))
        months = [date(month // 12, month % 12 + 1, 1) for month in range(first, last + 1)]
        rows = [("", month, format_date(month, _("F Y"))) for month in months]
        columns = (_pages(), _plans(), *_walks())
        return self._table(
            "months",
            _("By month"),
            (_("Month"),),
            columns,
            rows,
            lambda count: count.month,
            is_one_scale=False,
        )

    @property
    def by_circuit(self) -> Table:
        """The circuits, from the page to the end of the walk."""
        columns = (Column(_("Opened"), (What.CIRCUIT,)), *_walks())
        rows = [("", slug, self._name("circuit", slug)) for slug in self._circuits]
        return self._table(
            "circuits",
            _("By circuit"),
            (_("Circuit"),),
            columns,
            rows,
            lambda count: count.subject,
        )

    @property
    def by_stop(self) -> Table:
        """The stops of each circuit in their order, after the walks that were begun there."""
        orders = {
            f"{circuit}/{place}": order
            for circuit, place, order in Stop.objects.filter(
                circuit__slug__in=self._circuits
            ).values_list("circuit__slug", "place__slug", "order")
        }
        reached = sorted(
            {count.subject for count in self.counts if count.what == What.REACHED},
            key=lambda subject: (orders.get(subject, len(orders) + 1), subject),
        )
        rows: list[tuple[str, Hashable, str]] = []
        for slug in self._circuits:
            own = [subject for subject in reached if subject.startswith(f"{slug}/")]
            keys = [slug, *own] if own else []
            labels = [str(What.BEGUN.label), *(self._name("place", each) for each in own)]
            group = self._name("circuit", slug)
            rows += [(group, key, label) for key, label in zip(keys, labels, strict=False)]
        return self._table(
            "stops",
            _("By stop"),
            (_("Circuit"), pgettext("on a circuit", "Stop")),
            (Column(_("Walkers"), (What.BEGUN, What.REACHED)),),
            rows,
            lambda count: count.subject,
        )

    @property
    def by_language(self) -> Table:
        """The languages of the site."""
        rows = [
            ("", code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES
        ]
        columns = (_pages(), _plans(), *_walks())
        return self._table(
            "languages",
            _("By language"),
            (_("Language"),),
            columns,
            rows,
            lambda count: count.language,
            is_one_scale=False,
        )

    @property
    def by_page(self) -> Table:
        """Places, people, products and plaques, those first that were opened most."""
        kinds = (*PAGES[1:], What.PLAQUE)
        numbers: Counter[tuple[str, str]] = Counter()
        for count in self.counts:
            numbers[count.what, count.subject] += count.number
        rows: list[tuple[str, Hashable, str]] = [
            (str(kind.label), (what, subject), self._name(what, subject))
            for kind in kinds
            for (what, subject), _number in numbers.most_common()
            if what == kind
        ]
        return self._table(
            "pages",
            _("Places, people, products and plaques"),
            (_("What"), _("Name")),
            (Column(_("How often"), kinds),),
            rows,
            lambda count: (count.what, count.subject),
        )

    def lines(self) -> list[list[str | int]]:
        """Return every number as a line of a spreadsheet, under a line of titles."""
        lines: list[list[str | int]] = [
            [_("Month"), _("What"), _("Name"), _("Address"), _("Language"), _("Number")]
        ]
        for month, what, subject, language, number in self.counts:
            label, name = str(What(what).label), self._name(what, subject)
            lines.append([f"{month:%Y-%m}", label, name, subject, language, number])
        return lines

    def _table(
        self,
        name: str,
        title: str,
        heads: tuple[str, ...],
        columns: tuple[Column, ...],
        rows: Iterable[tuple[str, Hashable, str]],
        key: Callable[[Count], Hashable],
        is_one_scale: bool = True,
    ) -> Table:
        """Add up what was counted under the keys of rows, each a group, its key and a label."""
        numbers: Counter[tuple[Hashable, Column]] = Counter()
        for count, column in product(self.counts, columns):
            if count.what in column.whats:
                numbers[key(count), column] += count.number
        rows = list(rows)
        most = {
            column: max((numbers[row, column] for _group, row, _label in rows), default=0)
            for column in columns
        }
        if is_one_scale:
            most = dict.fromkeys(columns, max(most.values()))
        made = []
        for group, row, label in rows:
            found = [(column, numbers[row, column]) for column in columns]
            cells = [Cell(column, n, n and round(n * SCALE / most[column])) for column, n in found]
            made.append(Row(label, cells, group))
        return Table(name, title, heads, columns, made, is_one_scale)

    @cached_property
    def _circuits(self) -> list[str]:
        """Slugs of the circuits that anything was counted of, by name."""
        slugs = {
            count.subject.partition("/")[0]
            for count in self.counts
            if KINDS.get(count.what) == "circuit" or count.what == What.REACHED
        }
        return sorted(slugs, key=lambda slug: self._name("circuit", slug))

    def _name(self, what: str, subject: str) -> str:
        """Return the name of a subject; what is gone is called by its slug or code."""
        last = subject.rpartition("/")[2]
        return self._names.get((KINDS.get(what, what), last), last)

    @cached_property
    def _names(self) -> dict[tuple[str, str], str]:
        wanted: defaultdict[str, set[str]] = defaultdict(set)
        for count in self.counts:
            first, _slash, last = count.subject.rpartition("/")
            wanted["circuit"].add(first)
            wanted[KINDS.get(count.what, count.what)].add(last)
        names: dict[tuple[str, str], str] = {}
        carriers: list[Any] = [*CARRIERS]
        for model in carriers:
            records = model.objects.filter(code__in=wanted[What.PLAQUE])
            names |= {(What.PLAQUE, one.code): one.name for one in records}
        for kind in set(KINDS.values()):
            found: Any = FINDABLES[kind].model.objects.filter(slug__in=wanted[kind])
            names |= {(kind, one.slug): one.name for one in found}
        return names


def _pages() -> Column:
    return Column(_("Pages opened"), PAGES)


def _plans() -> Column:
    return Column(_("Plans made"), (What.PLAN,))


def _walks() -> tuple[Column, ...]:
    return (
        Column(_("Taken along"), (What.TAKEN,)),
        Column(_("Walks begun"), (What.BEGUN,)),
        Column(_("Walks finished"), (What.FINISHED,)),
    )
