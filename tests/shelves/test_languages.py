"""Three languages, equally: every word in each, none copied from another, every code named."""

import re

import pytest

from tiyn import codes, dictionary, textyaml
from tiyn.settings import REPOSITORY, read_settings
from tiyn.shelf import PACKAGE
from tiyn.steps.flagging.card import indicators
from tiyn.steps.read import sources
from tiyn.view.words import languages

LANGUAGES = languages(read_settings().locales)
CODES = ("kk", "ru", "en")
PAGES = sorted((PACKAGE / "pages").glob("*/words.yml"))
SLOT = re.compile(r"\{(\w+)\}")
KAZAKH_ONLY = set("әғқңөұүһіӘҒҚҢӨҰҮҺІ")


def load(path):
    mistakes = []
    found = textyaml.load(path, path.name, mistakes)
    assert not mistakes, mistakes
    return found


def slots(text):
    forms = text.values() if isinstance(text, dict) else [text]
    return {slot for form in forms for slot in SLOT.findall(form)}


def test_the_three_languages_are_there_in_their_order():
    assert list(LANGUAGES)[:3] == list(CODES)


def test_every_language_has_the_same_shared_words_with_the_same_slots():
    shared = {code: LANGUAGES[code].shared for code in CODES}
    assert set(shared["kk"]) == set(shared["ru"]) == set(shared["en"])
    for key in shared["kk"]:
        assert slots(shared["kk"][key]) == slots(shared["ru"][key]) == slots(shared["en"][key]), key


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.parent.name)
def test_every_word_of_a_page_is_in_each_language(path):
    for key, block in load(path).items():
        assert set(block) == set(CODES), f"{path}: {key} has {sorted(block)}"
        assert len({frozenset(slots(block[code])) for code in CODES}) == 1, f"{path}: {key} has different slots"


def test_no_russian_sentence_ends_twice_after_a_date():
    """A date in Russian ends with "г.": a full stop after its slot would be the second."""
    texts = [*LANGUAGES["ru"].shared.values(), *(block["ru"] for path in PAGES for block in load(path).values())]
    forms = [form for text in texts for form in (text.values() if isinstance(text, dict) else [text])]
    assert [form for form in forms if re.search(r"\{(date|day|due|sent|since|until)\}\.", form)] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.parent.name)
def test_no_figure_is_typed_into_the_words_of_a_page(path):
    """A number of money or things comes from a statement, never from a translator. Years and codes may stand."""
    for key, block in load(path).items():
        for text in block.values():
            forms = text.values() if isinstance(text, dict) else [text]
            for form in forms:
                assert not re.search(
                    r"\d[\d.,]*\s*(млрд|млн|трлн|bn|mn|billion|million|₸|теңге|тенге|tenge)", form
                ) or key.startswith("example_"), f"{path}: {key}"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.parent.name)
def test_every_word_a_template_asks_for_exists(path):
    own, shared = load(path), LANGUAGES["en"].shared
    text = (path.parent / "page.html").read_text(encoding="utf-8")
    for key in re.findall(r"\bw\(\s*[\"']([\w]+)[\"']", text):
        prefix = key.endswith("_") and any(word.startswith(key) for word in (*own, *shared))
        assert prefix or key in own or key in shared, f"{path.parent.name}/page.html asks for {key!r}"


@pytest.mark.parametrize("name", sorted(codes.lists()))
def test_every_code_has_a_name_in_each_language(name):
    for code, entry in codes.lists()[name].items():
        for role in ("name", "note", "sentence", "denied", "short"):
            if role in entry:
                assert set(entry[role]) == set(CODES), f"codes/{name}.yml: {code}.{role}"


@pytest.mark.parametrize("table", dictionary.tables().values(), ids=lambda table: table.name)
def test_every_table_and_column_is_explained_in_each_language(table):
    assert set(table.grain) == set(CODES)
    for column in table.columns:
        assert set(column.meaning) == set(CODES), f"{table.name}.{column.name}"


def test_every_source_and_indicator_is_described_in_each_language():
    for source in sources():
        assert set(source.card["name"]) == set(source.card["reliability"]) == set(CODES)
    for indicator in indicators():
        for role in ("name", "meaning", "innocent", "computable_when"):
            assert set(indicator.card[role]) == set(CODES), f"{indicator.id}.{role}"


def texts():
    """Every {kk, ru, en} block of the dossier, the codes and the pages."""
    folders = [REPOSITORY / "dossier", PACKAGE / "model" / "codes", PACKAGE / "pages"]
    for path in sorted(found for folder in folders for found in folder.rglob("*.yml")):
        stack = [(path.name, load(path))]
        while stack:
            place, value = stack.pop()
            if isinstance(value, dict) and set(CODES) <= set(value):
                yield place, value
            elif isinstance(value, dict):
                stack += [(f"{place}.{key}", one) for key, one in value.items()]
            elif isinstance(value, list):
                stack += [(f"{place}[{number}]", one) for number, one in enumerate(value)]


def test_russian_has_no_kazakh_letters_and_english_no_cyrillic():
    """A text pasted under the wrong language is caught by its letters; names of Kazakh places keep theirs."""
    kept = {"Жетісу", "Ұлытау", "Көркем"}
    for place, block in texts():
        if isinstance(block["en"], str):
            quoted = re.sub(r"[«“\"][^»”\"]*[»”\"]", "", block["en"])
            assert not re.search(r"[а-яА-Я]{4,}", quoted), f"{place}: {block['en'][:80]}"
        if isinstance(block["ru"], str):
            plain = " ".join(word for word in re.findall(r"\w+", block["ru"]) if word not in kept)
            assert not (set(plain) & KAZAKH_ONLY), f"{place}: {block['ru'][:80]}"


def test_a_long_kazakh_text_is_not_the_russian_one():
    for place, block in texts():
        kk, ru = block["kk"], block["ru"]
        if isinstance(kk, str) and isinstance(ru, str) and len(kk) > 40:
            assert kk != ru, place
