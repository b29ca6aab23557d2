"""Beneficial Ownership Data Standard 0.4: what its statements must look like, and what must hold among them."""
