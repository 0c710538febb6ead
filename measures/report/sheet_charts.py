"""Native Excel charts of a sheet's own table, each with a description for those who do not see it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import quoteattr

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.utils import get_column_letter

WIDTH, LINE, FRAME = 24.0, 1.1, 4.0  # centimetres: of a chart, of one bar's row, of what stands around the bars
NAME = re.compile(rb'<(?:\w+:)?cNvPr [^>]*?name="Chart \d+"')


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars side by side, one group for each row of the sheet's table.

    `labels` is the number of the column of names and `series` those of the bars, from 1; `colours` are RRGGBB.
    """

    title: str
    description: str
    labels: int
    series: tuple[int, ...]
    colours: tuple[str, ...]
    axis: str
    highest: float


def draw(page: Any, bars: Bars, top: int, bottom: int, columns: int) -> None:
    """Put the chart to the right of the table whose header is in row `top` and whose last row is `bottom`."""
    chart = BarChart()
    chart.type, chart.grouping, chart.title = "bar", "clustered", bars.title
    chart.add_data(
        Reference(page, min_col=bars.series[0], max_col=bars.series[-1], min_row=top, max_row=bottom),
        titles_from_data=True,
    )
    chart.set_categories(Reference(page, min_col=bars.labels, min_row=top + 1, max_row=bottom))
    for series, colour in zip(chart.series, bars.colours, strict=True):
        series.graphicalProperties = GraphicalProperties(solidFill=colour)
    chart.y_axis.title, chart.y_axis.scaling.min, chart.y_axis.scaling.max = bars.axis, 0, bars.highest
    chart.x_axis.scaling.orientation = "maxMin"  # the first row on top
    chart.x_axis.delete = chart.y_axis.delete = False  # openpyxl leaves axes out unless told
    chart.legend.position = "b"
    chart.width, chart.height = WIDTH, FRAME + LINE * (bottom - top) * len(bars.series)
    page.add_chart(chart, f"{get_column_letter(columns + 2)}{top}")


def described(data: bytes, descriptions: Sequence[str]) -> bytes:
    """The workbook with a description on each chart, in the order of the sheets that have one.

    openpyxl gives charts a name and no description; a reader of the screen says the description.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            content = old.read(member)
            found = re.fullmatch(r"xl/drawings/drawing(\d+)\.xml", member)
            if found is not None:
                said = f" descr={quoteattr(descriptions[int(found[1]) - 1])}".encode()
                content = NAME.sub(lambda match, said=said: match[0] + said, content)  # type: ignore[misc] # bound at once
            new.writestr(member, content)
    return out.getvalue()
