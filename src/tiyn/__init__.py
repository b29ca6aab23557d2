"""Tiyn: public money, followed to the last tiyn."""

__version__ = "0.1.0"
