"""Small studies with residents beside them: whatever was answered, what protection leaves passes the audit.

Who took part, set beside those with a score, tells of the few without one. How many studies: MEASURES_STUDIES in the
environment; by default a few.
"""

import os

import numpy as np
import pytest

from measures.disclosure import POLICIES, audit_file, protect, withheld_figures
from measures.evaluate import evaluate_study
from measures.exports.tables import Upload
from measures.inspection import inspect_study
from measures.library import load_library, shipped_instruments
from measures.report.tidy import tidy_csv
from measures.study import Analysis, Population, Study, StudyFile
from tests.app.conftest import ANSWERS, QUESTIONS, csv_bytes

STUDIES = int(os.environ.get("MEASURES_STUDIES", "5"))
LIBRARY = load_library(shipped_instruments())
BANDS = ("16-24", "25-34", "35-49", "50-64", "65-79")


def evaluated(seed):
    """12 to 70 people, most of them in few groups, some not heard from again, some who left a question out."""
    draw = np.random.default_rng(seed)
    people = int(draw.integers(12, 70))
    bands = draw.choice(BANDS, people, p=draw.dirichlet(np.ones(len(BANDS))))
    lost = draw.random() * 0.3
    uploads = {}
    for name in ("before.csv", "after.csv"):
        rows = [["Your code", "Age band", *QUESTIONS]]
        for person in range(people):
            if name == "after.csv" and draw.random() < lost:
                continue
            answers = ["" if draw.random() < 0.03 else str(draw.choice(ANSWERS)) for _ in QUESTIONS]
            rows.append([f"QX{person:02d}TZ", bands[person], *answers])
        uploads[name] = Upload(name, csv_bytes(rows))
    study = Study(
        files=tuple(StudyFile(path=name) for name in uploads), analysis=Analysis(bootstrap=20),
        population=Population(area="Gloucestershire", ages="16+"),
    )  # fmt: skip
    return evaluate_study(inspect_study(study, uploads, LIBRARY).suggested, uploads, LIBRARY)


@pytest.mark.parametrize("seed", range(STUDIES))
def test_what_protection_leaves_passes_the_audit(seed):
    found = evaluated(seed)
    assert any(row.measure == "participants" and row.group_by for row in found.results)
    for policy in ("under_5", "under_10", "nhs"):
        protected = protect(found, policy)
        withheld = withheld_figures(found.results, protected.value.results)
        faults = audit_file("csv", tidy_csv(protected), POLICIES[policy], scales=found.scales, withheld=withheld)
        assert faults == (), policy
