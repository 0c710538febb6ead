"""The Word page: one side for a funder or a board, to be pasted into their papers."""

from __future__ import annotations

import io

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from measures.disclosure import Protected
from measures.report import theme
from measures.report.briefing import Briefing, briefing
from measures.report.charts import Picture, before_after
from measures.report.sheets import FIXED_TIME
from measures.report.zip_times import repacked
from measures.results import Evaluation

FACE, BODY, SMALL = "Arial", Pt(10.5), Pt(8.5)
PICTURE_WIDTH = Cm(11)
FEW = 3  # findings beside which a picture still leaves everything on one side


def word_page(protected: Protected[Evaluation], quotes: tuple[str, ...] = ()) -> bytes:
    """The .docx file: headline, who is missing, people's words, how sure we are, what next.

    Parameters
    ----------
    protected : Protected[Evaluation]
        What went through the gate.
    quotes : tuple of str
        People's own words whose writers agreed; without any, a line keeps the place free.

    Returns
    -------
    bytes
        The same bytes whenever it is made from the same evaluation with the same libraries.
    """
    found = briefing(protected, quotes)
    page: WordDocument = Document()
    settle(page)
    page.add_heading(found.title, level=1)
    for line in found.about:
        page.add_paragraph(line)
    page.add_heading("What changed", level=2)
    for line in found.findings or ("Nothing could be worked out from these answers.",):
        page.add_paragraph(line, style="List Bullet")
    if found.more:
        page.add_paragraph(found.further("in the Excel summary"))
    if found.main is not None and len(found.findings) <= FEW:
        _picture(page, before_after(protected, found.main))
    _parts(page, found)
    stamp(page, found.title)
    held = io.BytesIO()
    page.save(held)
    return repacked(held.getvalue())


def _parts(page: WordDocument, found: Briefing) -> None:
    last = len(found.parts) - 1
    for place, part in enumerate(found.parts):
        if place == last:  # people's words stand before what comes next
            page.add_heading("In people's words", level=2)
            for quote in found.quoted:
                page.add_paragraph(quote).runs[0].italic = True
        page.add_heading(part.heading, level=2)
        for line in part.lines:
            page.add_paragraph(line)
    for line in found.small_print:
        small(page.add_paragraph(line))


def settle(page: WordDocument) -> None:
    """Set a page's size, margins, type and language."""
    section = page.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(1.6)
    for name, size, before in (("Normal", BODY, 0), ("List Bullet", BODY, 0), ("Heading 1", Pt(18), 0),
                               ("Heading 2", Pt(12), 6), ("Heading 3", Pt(11), 4)):  # fmt: skip
        style = page.styles[name]
        style.font.name, style.font.size = FACE, size
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:ascii"), FACE)
        style.paragraph_format.space_after, style.paragraph_format.space_before = Pt(3), Pt(before)
        if name.startswith("Heading"):
            style.font.color.rgb = RGBColor.from_string(theme.INK.removeprefix("#"))
            fonts = style.element.rPr.rFonts
            for theme_font in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
                fonts.attrib.pop(qn(theme_font), None)
            fonts.set(qn("w:hAnsi"), FACE)
    language = page.styles["Normal"].element.get_or_add_rPr().makeelement(qn("w:lang"), {qn("w:val"): "en-GB"})
    page.styles["Normal"].element.rPr.append(language)


def _picture(page: WordDocument, picture: Picture | None) -> None:
    """A chart with its alternative text, which Word keeps in the drawing's description."""
    if picture is None:
        return
    shape = page.add_picture(io.BytesIO(picture.png()), width=PICTURE_WIDTH)
    properties = shape._inline.docPr  # noqa: SLF001 - python-docx has no other way to an alternative text
    properties.set("descr", picture.alt)
    properties.set("title", "Before and after")


def small(paragraph: Paragraph) -> None:
    """Set a paragraph in small print."""
    for run in paragraph.runs:
        run.font.size = SMALL
        run.font.color.rgb = RGBColor.from_string(theme.QUIET.removeprefix("#"))


def stamp(page: WordDocument, title: str) -> None:
    """Fill in the page's properties, with a time that is the same on repeat."""
    about = page.core_properties
    about.title, about.author, about.language, about.comments = title, "measures", "en-GB", ""
    about.created = about.modified = FIXED_TIME
