"""Files of any size, made on request from an edition's tables: once, in a process of their own, and kept.

`Wanted` names a file, `Kept` is the bounded folder of those made, `python -m tiyn.exporting` makes one.
A file is served from disk, so it can be resumed and its hash is known; two requests share one maker.
"""

from tiyn.exporting.kept import File, Kept, NotMade
from tiyn.exporting.wanted import ENDINGS, Wanted, known

__all__ = ["ENDINGS", "File", "Kept", "NotMade", "Wanted", "known"]
