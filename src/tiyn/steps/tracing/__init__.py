"""The arithmetic between figures, one rule a file; each takes Facts and yields Derived."""
