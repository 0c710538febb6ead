"""One look for every chart: colours, type, lines. Contrasts are checked in tests/unit/test_charts.py."""

from __future__ import annotations

from typing import Any

import altair as alt

BEFORE = "#5B6770"
AFTER = "#00707A"
THIRD = "#B8860B"
WARNING = "#B3261E"
INK = "#1F2A30"
QUIET = "#4A555C"
FAINT = "#D5DADD"
PAPER = "#FFFFFF"
WAVE_COLOURS = (BEFORE, AFTER, THIRD)
DOMAIN_COLOURS = {
    "social_connection": "#00707A",
    "choice": "#7A4F9A",
    "control": "#2B5FA8",
    "skills": "#B35C00",
    "independence": "#3F7D20",
    "strengths": "#9A2C5B",
    "physical_activity": "#5B6770",
}
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
WIDTH = 620
PADDING = {"left": 12, "top": 12, "right": 12, "bottom": 20}  # by side: Streamlit cannot take one number
TITLE_LINE_HEIGHT, SUBTITLE_LINE_HEIGHT, AROUND = 22, 19, 100  # AROUND: axis below, padding, space under the title
NARROW = "windowSize()[0] < 700"  # a phone, or 200 % zoom; without any window, as in files, it does not hold
WRAPPED_LABEL = (
    f"split(trim(replace(datum.label, regexp('(.{{1,' + ({NARROW} ? 20 : 34) + '}})(\\\\s+|$)', 'g'), '$1\\n')), '\\n')"
)
UNDER_TITLE = 26  # of AROUND: the space between subtitle and chart


def square() -> tuple[dict[str, alt.ExprRef], dict[str, alt.ExprRef]]:
    """Ends of the scales across and down that keep circles round in whatever room there is."""
    across, down = "max(0, width - height) / 2", "max(0, height - width) / 2"
    return (
        {"rangeMin": alt.ExprRef(across), "rangeMax": alt.ExprRef(f"width - {across}")},
        {"rangeMin": alt.ExprRef(f"height - {down}"), "rangeMax": alt.ExprRef(down)},
    )


def small_where_narrow(size: int, least: int) -> alt.ExprRef:
    """A size of letters that gives way in a narrow window."""
    return alt.ExprRef(f"{NARROW} ? {least} : {size}")


def chart_config() -> dict[str, Any]:
    """Vega-Lite's configuration for a calm chart: sentence-case titles on the left, faint lines, white paper."""
    return {
        "background": PAPER,
        "font": FONT,
        "view": {"stroke": None},
        "mark": {"aria": False},  # the words beside the chart stand for it; single marks say nothing to a screen reader
        "title": {
            "anchor": "start", "align": "left", "font": FONT, "subtitleFont": FONT, "frame": "bounds", "offset": 18,
            "fontSize": 17, "fontWeight": 600, "color": INK, "lineHeight": TITLE_LINE_HEIGHT,
            "subtitleFontSize": 14, "subtitleColor": QUIET, "subtitlePadding": 8,
            "subtitleLineHeight": SUBTITLE_LINE_HEIGHT,
        },
        "axis": {
            "labelFont": FONT, "titleFont": FONT, "labelFontSize": 14, "titleFontWeight": 400,
            "titleFontSize": {"expr": f"{NARROW} ? 11 : 14"},
            "labelColor": QUIET, "titleColor": QUIET,
            "gridColor": FAINT, "domainColor": FAINT, "tickColor": FAINT, "labelLimit": 260, "labelPadding": 6,
        },
        "axisX": {"labelAngle": 0},
        "axisY": {"labelFontSize": {"expr": f"{NARROW} ? 12 : 14"}},
        "text": {"font": FONT, "fontSize": 14, "color": INK},
        "legend": {"labelFontSize": 14, "titleFontSize": 14},
    }  # fmt: skip
