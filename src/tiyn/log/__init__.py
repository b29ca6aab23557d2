"""The log of editions: an append-only RFC 9162 tree as C2SP tlog-tiles, signed checkpoints, witnesses and their policy."""
