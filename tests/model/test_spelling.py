"""Spellings of one name meet; words and alphabets are as a reader of kk, ru and en expects."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiyn.model.spelling import collation_key, plain, skeleton, tokens, words

ONE = (
    "Досаев Dossayev Dosaev Dosayev Dossaev",
    "МОСТ MOST",
    "Қазақстан Казахстан Kazakhstan Qazaqstan Kazahstan",
    "Соловьёв Соловьев Solovyov Solovyev",
    "Мадиев Мәдиев Madiyev Madiev",
    "Мария Mariya Maria",
    "Цифровой Tsifrovoy Cifrovoy",
    "Шымкент Shymkent Şymkent",
    "Саңырық Sangyryq Sañyryq",
    "Ахметов Akhmetov Ahmetov",
    "Смаилов Smailov Smayilov",
    "Жақсылық Жаксылык Zhaksylyk Jaqsylyq Žaksylyk",
    "Жамбыл Zhambyl Jambyl",
    "Щучинск Shchuchinsk",
    "Васильев Vasilyev Vasiliev",
    "Ғани Гани Ghani Ğani Ǵani",
    "Байтұрсынұлы Baitursynuly Baytursynuly Baıtursynuly",
    "теңге тенге tenge",
    "Үкімет Укимет Ukimet Ükimet Úkimet",
    "Бақытжан Бахытжан Bakhytzhan Baqytjan",
    "Юсупов Yusupov",
    "район rayon",
)
DIFFERENT = ("Досаев Досаева", "Серик Берик", "мост мосты", "план плана", "аким акимат", "қала қалам", "цена сан")


@pytest.mark.parametrize("spellings", ONE)
def test_spellings_of_one_name_have_one_skeleton(spellings: str) -> None:
    assert len({skeleton(spelling) for spelling in spellings.split()}) == 1


@pytest.mark.parametrize("pair", DIFFERENT)
def test_different_words_keep_different_skeletons(pair: str) -> None:
    left, right = pair.split()
    assert skeleton(left) != skeleton(right)


def test_a_skeleton_keeps_words_apart_and_digits_whole() -> None:
    assert skeleton("«Алматы-2000», ТОО") == "almati 2000 to"


@given(st.text())
def test_a_skeleton_is_ascii_and_folding_it_again_changes_nothing(text: str) -> None:
    key = skeleton(text)
    assert all(char.isascii() and (char.islower() or char.isdigit() or char == " ") for char in key)
    assert key == key.strip() and "  " not in key
    assert skeleton(key) == key


@given(st.text(alphabet="абвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя ABCxyz'’-", max_size=40))
def test_case_never_matters(text: str) -> None:
    assert skeleton(text.upper()) == skeleton(text) == skeleton(text.lower())


@given(st.text())
def test_words_point_into_their_text(text: str) -> None:
    for start, end, token in words(text):
        assert plain(text[start:end]) == token


def test_tokens_drop_punctuation_and_keep_inner_apostrophes_together() -> None:
    assert tokens("ТОО «Бизнес-инкубатор MOST», Jas'lan; 46,5") == [
        "тоо", "бизнес", "инкубатор", "most", "jaslan", "46", "5",
    ]  # fmt: skip


def test_a_decomposed_letter_is_the_same_letter() -> None:
    assert tokens("й\u0306и\u0306") == tokens("й\u0306й")
    assert skeleton("Серги\u0306") == skeleton("Сергй") == skeleton("Sergy")


def test_kazakh_alphabetical_order_has_42_letters() -> None:
    places = [
        "Ілес",
        "Ғарыш",
        "Гауһар",
        "Ақтау",
        "Әулиеата",
        "Яик",
        "Алматы",
        "Ұлытау",
        "Үржар",
        "Уәлиханов",
        "Қарағанды",
        "Кентау",
    ]
    assert sorted(places, key=lambda place: collation_key(place, "kk")) == [
        "Ақтау", "Алматы", "Әулиеата", "Гауһар", "Ғарыш", "Кентау", "Қарағанды", "Уәлиханов", "Ұлытау", "Үржар",
        "Ілес", "Яик",
    ]  # fmt: skip


def test_own_script_comes_before_the_other() -> None:
    names = ["MOST", "Мост", "2024", "Ёлка", "Ель"]
    assert sorted(names, key=lambda name: collation_key(name, "ru")) == ["2024", "Ёлка", "Ель", "Мост", "MOST"]
    assert sorted(names, key=lambda name: collation_key(name, "en"))[:2] == ["2024", "MOST"]


def test_an_unknown_alphabet_is_refused() -> None:
    with pytest.raises(KeyError):
        collation_key("a", "de")
