"""The nouns. Imports nothing of ours, does no input or output."""
