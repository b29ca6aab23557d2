"""Salts of leaves: all from one seed, each different, and one that was taken away is gone for good."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tiyn.salts import CHUNK, MOST, Salts
from tiyn.verifier import Refused

SEED = bytes(range(32))
LEAF = st.one_of(st.integers(0, 3 * CHUNK), st.integers(0, MOST - 1))


def test_the_same_seed_gives_the_same_salts_and_no_two_alike():
    """Fixed for ever: another way of drawing would give every edition another root."""
    salts = Salts({"": SEED})
    assert salts.of(0).hex() == "c882dc8ee9a46d33d62adbdbedf81481bddb604bf736815923ba576c28c1ddc1"
    assert salts.take(0, 1000) == Salts.read(salts.text()).take(0, 1000)
    assert len(set(salts.take(0, 1000))) == 1000
    assert Salts.fresh().of(0) != Salts.fresh().of(0)


@settings(max_examples=60, deadline=None)
@given(st.lists(LEAF, min_size=1, max_size=6), st.lists(LEAF, min_size=1, max_size=20))
def test_taking_salts_away_leaves_all_others_and_forgets_those(gone, others):
    whole = torn = Salts({"": SEED})
    for leaf in gone:
        torn = torn.without(leaf)
    torn = Salts.read(torn.text())
    for leaf in {*others, *(leaf ^ 1 for leaf in gone)} - set(gone):
        assert torn.of(leaf) == whole.of(leaf)
    for leaf in gone:
        with pytest.raises(Refused):
            torn.of(leaf)
        assert whole.of(leaf).hex() not in torn.text()
        assert torn.without(leaf).text() == torn.text()
    assert SEED.hex() not in torn.text()


def test_a_range_with_a_salt_taken_away_is_refused_and_those_beside_it_are_not():
    torn = Salts({"": SEED}).without(300)
    assert torn.take(0, 300) == Salts({"": SEED}).take(0, 300)
    assert torn.take(301, 900) == Salts({"": SEED}).take(301, 900)
    with pytest.raises(Refused):
        torn.take(299, 302)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        json.dumps({"schema": "tiyn/salt/v1", "seeds": {"": "00"}, "leaves": {}}),
        json.dumps({"schema": "tiyn/salt/v1", "seeds": {"2": "00" * 32}, "leaves": {}}),
        json.dumps({"schema": "tiyn/salt/v1", "seeds": {"0" * 25: "00" * 32}, "leaves": {}}),
        json.dumps({"schema": "tiyn/salt/v1", "seeds": {}, "leaves": {"x": "00" * 32}}),
        json.dumps({"schema": "tiyn/salt/v9", "seeds": {}, "leaves": {}}),
    ],
)
def test_what_is_not_salts_is_refused(text):
    with pytest.raises(Refused, match="not the salts"):
        Salts.read(text)


def test_no_edition_is_larger_than_the_salts_reach():
    with pytest.raises(Refused, match="at most"):
        Salts({"": SEED}).of(MOST)
