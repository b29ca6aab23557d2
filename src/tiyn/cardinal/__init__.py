"""Cardinal's eleven indicators and its coverage report, to the digit, for comparing with others' figures.

What Cardinal does is reproduced here, its traps included (`docs/cardinal.md`); our own definitions are on the shelf.
"""
