"""The invented ripple map of the sample: what a singing project's partners might recall in two workshops."""

from __future__ import annotations

from openpyxl import Workbook

NODES = (
    "node_id", "kind", "title", "date_start", "date_precision", "status", "led_by", "intended", "valence", "level",
    "category", "category_2", "people_reached", "quote", "other_contributors", "contribution", "locality",
    "workshop_id",
)  # fmt: skip
BOXES = (
    ("C1", "context", "Halls open again", "2025-03", "month", "", "", "", "", "", "", "", "", "", "", "", "", "W1"),
    ("A1", "activity", "Weekly singing in the hall", "2025-04-02", "day", "continued", "programme", "", "", "",
     "Sessions", "Sessions", 30, "", "", "", "Gloucester", "W1"),
    ("A2", "activity", "Training for song leaders", "2025-06-14", "day", "ceased", "programme", "", "", "",
     "Training", "Training", 9, "", "", "", "Gloucester", "W1"),
    ("A3", "activity", "Talks with the surgery", "2025-05", "month", "continued", "shared", "", "", "", "Talks",
     "Talks", "", "", "", "", "Gloucester", "W1"),
    ("A4", "activity", "A leaflet through doors", "2025-09-01", "day", "ceased", "programme", "", "", "", "Talks",
     "Talks", "", "", "", "", "Gloucester", "W1"),
    ("A5", "activity", "An open evening", "2025-11-21", "day", "ceased", "shared", "", "", "", "Sessions",
     "Sessions", 60, "", "", "", "Stroud", "W2"),
    ("I1", "impact", "Neighbours sing together", "2025-05-07", "day", "continued", "community", "intended", "positive",
     "interpersonal", "People meet", "People meet", 25, "I know the names on my street now.", "A warm spring", 2,
     "Gloucester", "W1"),
    ("I2", "impact", "Tea after every session", "2025-06-11", "day", "continued", "community", "unintended",
     "positive", "interpersonal", "People meet", "People meet", 20, "", "", 2, "Gloucester", "W1"),
    ("I3", "impact", "Two people lead a song", "2025-07-09", "day", "continued", "community", "intended", "positive",
     "individual", "New skills", "New skills", 2, "I had never stood up in front of anybody.", "", 3, "Gloucester",
     "W1"),
    ("I4", "impact", "Lifts shared to sessions", "2025-07", "month", "ceased", "community", "unintended", "positive",
     "interpersonal", "People meet; Getting there", "Getting there", 8, "", "The bus was cut", 1, "Gloucester", "W1"),
    ("I5", "impact", "The surgery sends people", "2025-09", "month", "continued", "other_org", "intended", "positive",
     "organisational", "Services change", "Services change", 14, "", "A new link worker", 1, "Gloucester", "W1"),
    ("I6", "impact", "A second group, on Fridays", "2025-10-03", "day", "continued", "community", "unintended",
     "positive", "community", "New groups", "New groups", 18, "We just started it.", "", 2, "Gloucester", "W2"),
    ("I7", "impact", "Singing at the care home", "2025-11-12", "day", "continued", "other_org", "unintended",
     "positive", "organisational", "New groups; Services change", "New groups", 22, "", "", 2, "Gloucester", "W2"),
    ("I8", "impact", "The hall lowers its rent", "2025-12", "month", "continued", "other_org", "intended", "positive",
     "environment_policy", "Services change", "Services change", "", "", "", 1, "Gloucester", "W2"),
    ("I9", "impact", "Too many for the room", "2025-11", "month", "ceased", "shared", "unintended", "negative",
     "community", "Getting there", "Services change", 12, "", "", 2, "Gloucester", "W2"),
    ("I10", "impact", "A songbook by members", "2026-01", "month", "continued", "community", "unintended", "positive",
     "community", "New skills", "New skills", 10, "", "", 3, "Gloucester", "W2"),
    ("I11", "impact", "Members run the tea fund", "2026-01-14", "day", "continued", "community", "unintended",
     "positive", "community", "New skills; People meet", "New skills; People meet", 6, "", "", 3, "Gloucester", "W2"),
    ("I12", "impact", "A choir in Stroud", "2026-02-06", "day", "unknown", "other_org", "unintended", "positive",
     "community", "New groups", "New groups", 16, "", "A music teacher moved there", 1, "Stroud", "W2"),
    ("I13", "impact", "Less alone at home", "2025-08", "month", "continued", "unknown", "intended", "positive",
     "individual", "People meet", "New skills", "", "The week has a middle now.", "", 2, "Gloucester", "W2"),
)  # fmt: skip
ARROWS = (
    ("C1", "A1", "clear", "enabled"), ("A1", "I1", "clear", "led_to"), ("A1", "I3", "possible", "contributed"),
    ("A2", "I3", "clear", "led_to"), ("I1", "I2", "clear", "led_to"), ("I1", "I4", "clear", "enabled"),
    ("A3", "I5", "clear", "led_to"), ("I3", "I6", "clear", "led_to"), ("I2", "I6", "possible", "contributed"),
    ("I6", "I7", "clear", "led_to"), ("I5", "I9", "clear", "contributed"), ("I6", "I9", "clear", "contributed"),
    ("I9", "I8", "possible", "led_to"), ("I6", "I10", "clear", "led_to"), ("I2", "I11", "clear", "led_to"),
    ("A5", "I12", "clear", "led_to"),
)  # fmt: skip
WORKSHOPS = (
    ("workshop_id", "map_id", "date", "n_participants", "n_programme_staff", "n_partners", "n_residents"),
    ("W1", "", "2025-10-15", 9, 3, 2, 4),
    ("W2", "", "2026-02-25", 11, 4, 3, 4),
)


def ripple_book() -> Workbook:
    """The map as a workbook of three sheets; I13 is left without an arrow, as maps are."""
    book = Workbook()
    page = book.active
    page.title = "nodes"
    parts = ((NODES, *BOXES), (("source", "target", "strength", "type"), *ARROWS), WORKSHOPS)
    for name, rows in zip(("nodes", "links", "workshops"), parts, strict=True):
        page = page if name == "nodes" else book.create_sheet(name)
        for row in rows:
            page.append([None if cell == "" else cell for cell in row])
    book.properties.creator = "Synthetic sample data"
    return book
