"""CPU of drawing each page again with many participants: 100,000 people, two waves, three instruments, two groups.

Run from the project's folder: `python tests/benchmarks/bench_pages.py [people]`. The app runs in this process, without a
browser and without a network; the first visit to a page works things out, the least of the visits after it is what a
click costs. Reading the page's elements back, which only this driver does, is in the figures.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from streamlit.testing.v1 import AppTest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from measures.app import state
from measures.library import load_library, shipped_instruments
from streamlit_app import PAGES
from tests.export_files import csv_text

ROOT = Path(__file__).resolve().parents[2]
INSTRUMENTS = ("ucla3", "ons4", "ipip_selfeff4")
AGAIN = 5
COMMENTS = ("I sing at home now.", "I met {n} neighbours and we cook together.", "", "", "")


def wave(people: range, seed: int) -> bytes:
    """Invented answers of these people: a code, two groups, the questions, and words of every fifth person's own."""
    library = load_library(shipped_instruments())
    draw = random.Random(seed)
    asked = [(each, item) for name in INSTRUMENTS for each in [library[name]] for item in each.items]
    answers = []
    for each, item in asked:
        found = each.responses_of(item.id)
        numbers = range(int(found.minimum or 0), int(found.maximum or 0) + 1)
        answers.append([option.label for option in found.options] if len(found.options) > 2 else list(numbers))
    header = ["Your code", "Age group", "Area", *(item.text or item.topic for _, item in asked), "What did you enjoy?"]
    rows = [
        [
            f"Q{n:06}K", ("16-34", "35-64", "65+")[n % 3], ("North", "South", "East", "West")[n % 4],
            *(draw.choice(known) for known in answers), draw.choice(COMMENTS).format(n=n),
        ]
        for n in people
    ]  # fmt: skip
    return csv_text([header, *rows]).encode()


def loaded(people: int) -> AppTest:
    """The app with two waves of these people read; a fifth are not heard from again."""
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=1_800).run()
    files = {"before.csv": wave(range(people), 1), "after.csv": wave(range(people // 5, people), 2)}
    for name, data in files.items():
        app.file_uploader[0].upload(name, data, "text/csv")
    app.run()
    start = time.process_time()
    app.button(key="read").click()
    app.run()
    print(f"Reading two files, {len(files['before.csv']) / 1e6:.0f} MB the larger: {time.process_time() - start:.1f} s")
    return app


def again(app: AppTest) -> float:
    """Least processor time of several visits, in milliseconds."""
    took = []
    for _ in range(AGAIN):
        start = time.process_time()
        app.run()
        took.append(1_000 * (time.process_time() - start))
    assert not app.exception, [each.value for each in app.exception]
    return min(took)


def states(app: AppTest) -> Iterator[tuple[str, AppTest]]:
    """Pages with more on them than at first: each name, and the app with that page so."""
    app.switch_page("measures/app/changed.py").run()
    yield "changed, by group", app.selectbox(key="group_by").select_index(1).run()
    yield "changed, exact", app.toggle(key="holds_data").set_value(True).run()
    app.toggle(key="holds_data").set_value(False).run()
    next(box for box in app.radio if str(box.key).startswith("depth_")).set_value("Person by person").run()
    yield "changed, people", app.checkbox(key="own_eyes").check().run()
    app.switch_page("measures/app/check.py").run()
    box = next(box for box in app.selectbox if str(box.key).startswith("answers_read_"))
    yield "check, answers", box.select_index(0).run()
    app.switch_page("measures/app/handing_on.py").run()
    yield "handing_on, ticked", app.checkbox(key="knows_personal").check().run()


def main(people: int = 100_000) -> None:
    """Print what the first and the later visits to each page cost."""
    state.begin_ahead = lambda _current: None  # else another page's work would be counted with Check's
    app = loaded(people)
    print(f"{'page':20}{'first visit, s':>16}{'again, ms':>12}{'elements':>10}")
    for path, _, _ in PAGES:
        start = time.process_time()
        app.switch_page(path).run()
        first = time.process_time() - start
        print(f"{Path(path).stem:20}{first:16.2f}{again(app):12.0f}{len(list(app.main)):10}", flush=True)
    for name, so in states(app):
        print(f"{name:20}{'':16}{again(so):12.0f}{len(list(so.main)):10}", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
