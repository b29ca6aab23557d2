"""A letter as DOCX: the fewest parts of WordprocessingML that every word processor opens (ECMA-376).

No clock and no counter goes in, so that the same text gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from xml.sax.saxutils import escape, quoteattr

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

# The first moment a zip can name.
EPOCH = (1980, 1, 1, 0, 0, 0)
LANGUAGES = {"kk": "kk-KZ", "ru": "ru-RU", "en": "en-GB"}
# XML 1.0 has no place for any other character.
_UNWRITABLE = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PARTS = "application/vnd.openxmlformats-officedocument.wordprocessingml"
CONTENT_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_PARTS}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_PARTS}.styles+xml"/>'
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    "</Types>"
)
RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>"
)
DOCUMENT_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
)
# A4 with margins of 2.5 cm, in twentieths of a point.
PAGE = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1417" w:right="1417" w:bottom="1417" w:left="1417" '
    'w:header="709" w:footer="709" w:gutter="0"/></w:sectPr>'
)


def write(title: str, lang: str, text: str, made: str) -> bytes:
    """A text as a document: an empty line ends a paragraph. `lang` is ISO 639-1, `made` an ISO date."""
    text, language = printable(text), LANGUAGES.get(lang, lang)
    files = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": RELATIONS,
        "word/document.xml": _document(text, language),
        "word/_rels/document.xml.rels": DOCUMENT_RELATIONS,
        "word/styles.xml": _styles(language),
        "docProps/core.xml": _core(printable(title), language, made),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            archive.writestr(entry, content.encode("utf-8"))
    return out.getvalue()


def printable(text: str) -> str:
    """The text with LF for every line end and without what XML cannot hold: control characters, half characters."""
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _document(text: str, language: str) -> str:
    body = "".join(_paragraph(part, language) for part in text.split("\n\n"))
    return f'{_HEAD}<w:document xmlns:w="{_WORD}"><w:body>{body}{PAGE}</w:body></w:document>'


def _paragraph(text: str, language: str) -> str:
    runs = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:p><w:r><w:rPr><w:lang w:val={quoteattr(language)}/></w:rPr>{runs}</w:r></w:p>"


def _styles(language: str) -> str:
    font = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>'
    run = f'{font}<w:sz w:val="24"/><w:szCs w:val="24"/><w:lang w:val={quoteattr(language)}/>'
    space = '<w:spacing w:after="200" w:line="276" w:lineRule="auto"/>'
    return (
        f'{_HEAD}<w:styles xmlns:w="{_WORD}"><w:docDefaults><w:rPrDefault><w:rPr>{run}</w:rPr></w:rPrDefault>'
        f"<w:pPrDefault><w:pPr>{space}</w:pPr></w:pPrDefault></w:docDefaults></w:styles>"
    )


def _core(title: str, language: str, made: str) -> str:
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:language>{escape(language)}</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{escape(made)}T00:00:00Z</dcterms:created></cp:coreProperties>'
    )
