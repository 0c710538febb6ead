"""Ripple maps for tests: the two fixtures of the reference, and small files of a map."""

import io

from openpyxl import Workbook

from measures.exports.tables import Upload
from measures.ripple.building import MapOptions, read_ripple_map

# the published picture that RippleFX shows as its example: names, dates, arrows (the last one dashed)
PANDEMIC = (
    ("Pandemic", "2020-03-01"),
    ("Covid SAG", "2020-03-01"),
    ("Community Soft Intelligence Group", "2020-04-01"),
    ("Covid studies", "2020-09-01"),
    ("Regional SAG launch", "2023-09-01"),
    ("Policy advice", "2024-04-01"),
)
PANDEMIC_LINKS = ((0, 1, ""), (0, 2, ""), (1, 3, ""), (1, 4, ""), (4, 5, "possible"))
INVENTED = """node_id,kind,title,date_start,led_by,status
A1,activity,Walks in the park,2020-09-01,programme,
A2,activity,Training for clubs,2020-11-01,programme,
A3,activity,Talks with the council,2021-02-01,programme,
A4,activity,A leaflet,2021-05-01,programme,
I1,impact,Neighbours join in,2020-11-15,shared,ceased
I2,impact,A second group starts,2021-01-10,community,continued
I3,impact,A club opens its doors,2021-04-01,community,continued
I4,impact,Free use of a hall,2021-03-20,shared,continued
I5,impact,Dancing on Fridays,2021-06-01,community,continued
I6,impact,The surgery sends people,2021-09-01,other_org,continued
I7,impact,A grant is won,2022-01-15,other_org,continued
I8,impact,A summer league,2021-07-01,community,ceased
I9,impact,A school lends its field,2021-07-15,other_org,ceased
"""
INVENTED_LINKS = "A1>I1 A1>I2 I1>I2 A2>I3 I1>I3 A3>I4 I2>I5 I4>I5 I5>I6 I5>I7 I3>I8 I5>I9"
CLOSING = "workshop_id,date,n_participants,n_programme_staff,n_partners,n_residents\nW1,2022-03-01,10,4,3,3\n"


def csv_of(header, rows):
    return "\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n"


def links_of(arrows):
    return csv_of("source,target", [arrow.split(">") for arrow in arrows.split()])


def files(nodes, links=None, workshops=None):
    named = {"nodes.csv": nodes, "links.csv": links, "workshops.csv": workshops}
    return [Upload(name, text.encode()) for name, text in named.items() if text is not None]


def read(nodes, links=None, workshops=None, **options):
    return read_ripple_map(files(nodes, links, workshops), MapOptions(**options))


def invented():
    return read(INVENTED, links_of(INVENTED_LINKS), CLOSING)


def pandemic():
    nodes = csv_of(
        "node_id,kind,title,date_start",
        [(f"N{k}", "activity" if k == 0 else "impact", title, day) for k, (title, day) in enumerate(PANDEMIC)],
    )
    links = csv_of("source,target,strength", [(f"N{a}", f"N{b}", kind) for a, b, kind in PANDEMIC_LINKS])
    return read(nodes, links)


def workbook(**sheets):
    """A workbook of these sheets, each a list of rows."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def codes(issues, severity=None):
    return [issue.code for issue in issues if severity in (None, issue.severity)]
