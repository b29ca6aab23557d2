"""Receipts judged by three programs that share no code: ours, WebCrypto's and the Go reference packages of tlogs."""
