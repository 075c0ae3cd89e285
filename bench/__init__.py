"""Benchmarks against the plain alternatives; every figure is a ratio within one run."""
