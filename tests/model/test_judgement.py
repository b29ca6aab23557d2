"""Verdicts: silence yields, agreement stands, anything else is unsure."""

import itertools

import pytest

from tiyn.model.judgement import Verdict, combine

CASES = [
    (Verdict.NONE, Verdict.SAME, Verdict.SAME),
    (Verdict.SAME, Verdict.SAME, Verdict.SAME),
    (Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE),
    (Verdict.UNSURE, Verdict.SAME, Verdict.UNSURE),
    (Verdict.NONE, Verdict.NONE, Verdict.NONE),
]


@pytest.mark.parametrize(("first", "second", "together"), CASES)
def test_verdicts_combine(first, second, together):
    assert combine(first, second) is together


def test_the_order_of_two_verdicts_does_not_matter():
    for first, second in itertools.product(Verdict, repeat=2):
        assert combine(first, second) is combine(second, first)
