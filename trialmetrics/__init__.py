"""Vets suppliers by blind trial orders: turns trial logs into a ranking with verdicts and their certainty."""
