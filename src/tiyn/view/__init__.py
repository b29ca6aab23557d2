"""What pages work with: words and numbers in a language, figures with receipts, one visit's reads."""
