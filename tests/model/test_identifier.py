"""BIN and IIN: check digit, kind, and a mask that shows no personal number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiyn.model.errors import NotAnIdentifier
from tiyn.model.identifier import check_digit, is_iin, is_valid, mask, read_bin

# BINs of large organisations, as printed in their own public documents.
PUBLIC = ["941240000193", "971240001315", "081140000436", "000740000728"]
# Invented numbers found in demonstration repositories, given there as a real department's.
INVENTED = ["230540014001", "190240018765"]


@pytest.mark.parametrize("digits", PUBLIC)
def test_public_bins_pass(digits):
    assert read_bin(digits).digits == digits


@pytest.mark.parametrize("digits", INVENTED)
def test_the_check_digit_unmasks_invented_numbers(digits):
    with pytest.raises(NotAnIdentifier, match="check digit"):
        read_bin(digits)


@pytest.mark.parametrize("digits", ["", "12345678901", "1234567890123", "94124000019x", "٩٤١٢٤٠٠٠٠١٩٣"])
def test_twelve_ascii_digits_are_needed(digits):
    assert not is_valid(digits)


@given(st.text("0123456789", min_size=11, max_size=11))
def test_changing_any_one_digit_never_leaves_the_same_check(first):
    last = check_digit(first)
    if last is None:
        return
    whole = first + str(last)
    assert is_valid(whole)
    assert not is_valid(whole[:11] + str((last + 1) % 10))


@given(st.text("0123456789", min_size=7, max_size=7))
def test_a_personal_number_is_never_shown_whole(rest):
    first = "9001" + "1" + rest[:6]
    last = check_digit(first)
    if last is None:
        return
    digits = first + str(last)
    assert is_iin(digits)
    with pytest.raises(NotAnIdentifier) as error:
        read_bin(digits)
    assert digits not in str(error.value)
    assert mask(digits) in str(error.value)
