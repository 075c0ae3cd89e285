"""Supplier names: their keys, which ones are similar, and which are one supplier by what people decided."""
