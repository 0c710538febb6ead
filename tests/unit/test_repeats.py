"""A second release of nearly the same people is warned of."""

import json

import pytest

from measures.disclosure import POLICIES, AuditError, protect
from measures.disclosure.repeats import repeat_issues
from measures.results import row_as_dict
from tests.evaluations import evaluation

CIRCLE = [(3, 4), (4, 4), (5, 3), (5, 6), (6, 5), (6, 6), (7, 5), (7, 7), (8, 6), (9, 9)]


def release(women, men):
    groups = {"Woman": CIRCLE * 4 + CIRCLE[:women], "Man": CIRCLE * 4 + CIRCLE[:men]}
    rows = protect(evaluation({"gender": groups})).value.results
    return json.dumps({"results": [row_as_dict(row) for row in rows]}).encode()


def warned(now, before, policy="under_5"):
    return repeat_issues(now, [("spring.json", before)], POLICIES[policy])


def test_a_group_that_grew_by_a_few_people_is_named():
    (issue,) = warned(release(2, 0), release(0, 0))
    assert (issue.code, issue.where) == ("repeat_release", "spring.json")
    assert "gender Woman" in issue.message
    assert "gender Man" not in issue.message


def test_the_same_people_again_or_many_more_are_no_matter():
    assert warned(release(2, 2), release(2, 2)) == ()
    assert warned(release(9, 8), release(0, 0)) == ()


def test_what_is_no_release_is_refused():
    for content in (b"no json", b"{}"):
        with pytest.raises(AuditError, match=r"spring\.json"):
            warned(release(0, 0), content)


@pytest.mark.parametrize("broken", [{"measure": "mean_change"}, {"n": float("inf")}, {"n": float("nan")}])
def test_a_release_that_somebody_broke_is_refused(broken):
    whole = json.loads(release(0, 0))
    line = {**whole["results"][0], **broken} if "n" in broken else broken
    with pytest.raises(AuditError, match=r"spring\.json"):
        warned(release(0, 0), json.dumps({"results": [*whole["results"], line]}).encode())
