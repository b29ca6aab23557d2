"""Ids as segments of an address: what a browser makes of the address leads back to the same id."""

from urllib.parse import unquote, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiyn.view.purchases import segment, unsegment

HARD = [
    ".",
    "..",
    "a/b",
    "a%2Fb",
    "a?b#c",
    "~",
    "~1",
    "~2",
    "~0~2",
    "",
    " ",
    "a b",
    "№ 1/2",
    "\u202eabc",
    "x" * 1000,
    "../../etc",
    "a\\b",
    "+7",
]


def through_a_browser(identifier: str) -> str:
    """The id after the address was resolved, split and unquoted as a browser and the server do."""
    path = urlsplit(urljoin("https://tiyn.example/ru/contracts", f"/ru/process/{segment(identifier)}")).path
    assert path.count("/") == 3
    return unsegment(unquote(path.rpartition("/")[2]))


@pytest.mark.parametrize("identifier", HARD)
def test_hard_ids_come_back(identifier):
    assert through_a_browser(identifier) == identifier


@given(st.text(max_size=40).filter(lambda text: text.isprintable()))
def test_any_id_comes_back(identifier):
    assert through_a_browser(identifier) == identifier
