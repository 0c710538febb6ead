"""Whom we reached, as the Word page says it: one ladder of deprivation, and no breakdown of which nothing is shown."""

from dataclasses import replace

from measures.report.briefing_beyond import whom_we_reached
from measures.results import Evaluation, Row

NOTE = "Base: residents of Gloucestershire, Census 2021."


def ratio(by, group, estimate=1.4, **values):
    return Row("", "", "reach_ratio", "", "", group_by=by, group=group, n=90, estimate=estimate, ci_low=1.1, ci_high=1.8,
               note=NOTE, **values)  # fmt: skip


def test_deprivation_is_told_once_and_hidden_breakdowns_not_at_all():
    hidden = Row("", "", "reach_ratio", "", "", group_by="age_band", group="75+", status="c", note=NOTE)
    rows = (
        ratio("imd_decile", "1"), ratio("core20", "Core20"), ratio("imd_quintile", "1"), ratio("district", "Stroud"), hidden,
    )  # fmt: skip
    rows += tuple(replace(row, measure="participants", estimate=40.0) for row in rows)
    said = whom_we_reached(Evaluation({}, (), (), rows, ()))
    assert [line for line in said if "residents' share" in line] == [
        "More people took part in the group '1' than residents' share would give.",
        "More people took part from Stroud than residents' share would give.",
    ]
    assert "age band" not in " ".join(said)
