"""Asking the portal: the manners every collector shares (steps/asking.py), under the name this source knows them by."""

from tiyn.steps.asking import AskAgain, Asker, ChangedShape, Clock, NotAnswered, _retry_after, on_this_machine

__all__ = ["AskAgain", "Asker", "ChangedShape", "Clock", "NotAnswered", "_retry_after", "on_this_machine"]
