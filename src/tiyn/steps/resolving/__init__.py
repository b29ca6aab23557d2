"""Resolve: which ids are one subject, which are merely alike; part of the link step."""
