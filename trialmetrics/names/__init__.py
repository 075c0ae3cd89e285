"""Supplier names: their keys, which ones are similar, and which ones people merged into one supplier."""
