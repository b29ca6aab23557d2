"""Everything that can go wrong, as one tree.

TiynError
├── InputRefused            the input as a whole cannot be used          exit 3, HTTP 400
│   ├── DossierRefused      one or more mistakes in hand-written data, all listed
│   ├── FormatUnknown       no reader recognises the bytes
│   └── SourceUnavailable    a publisher cannot be asked any further      exit 3
├── RecordRefused           one record is bad: it goes to quarantine, the rest goes on
│   ├── NotAnAmount
│   ├── NotAPeriod
│   └── NotAnIdentifier
├── CurrencyMismatch        arithmetic between two currencies
├── EditionRefused          an edition does not verify: it is never served  exit 3
├── NotFound                no such thing in this edition                HTTP 404
└── NotYet                  a command that belongs to later work         exit 2

Every message says where, what was found, what was expected and what to do.
"""


class TiynError(Exception):
    """Base of everything Tiyn raises on purpose."""


class InputRefused(TiynError):
    """The input as a whole cannot be used; nothing was built from it."""


class Mistake:
    """One mistake in hand-written data: where it is and how to mend it."""

    def __init__(self, file: str, line: int, found: str, expected: str, mend: str) -> None:
        self.file, self.line = file, line
        self.found, self.expected, self.mend = found, expected, mend

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: found {self.found}; expected {self.expected}; {self.mend}"


class DossierRefused(InputRefused):
    """Mistakes in the dossier: all of them, in the order of the files."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = mistakes
        count = len(mistakes)
        lines = "\n".join(str(mistake) for mistake in mistakes)
        super().__init__(f"{lines}\n{count} mistake(s) in the dossier; nothing was built")


class FormatUnknown(InputRefused):
    """No reader on the shelf recognises these bytes."""


class SourceUnavailable(InputRefused):
    """A publisher does not answer, or not as it used to; what was fetched before is kept."""


class RecordRefused(TiynError):
    """One record cannot be read; it is quarantined with this message."""


class NotAnAmount(RecordRefused):
    """Words that are not a figure."""


class NotAPeriod(RecordRefused):
    """Words that are not a date, a year, a range or a duration."""


class NotAnIdentifier(RecordRefused):
    """A number that is not a valid BIN or IIN."""


class CurrencyMismatch(TiynError):
    """Arithmetic between two units was asked for; figures of different units never meet."""


class EditionRefused(TiynError):
    """An edition's bytes are not the bytes its manifest names."""


class NotFound(TiynError):
    """No such thing in this edition."""


class NotYet(TiynError):
    """A command of the contract that later work will fill; never a stub result."""
