"""Vetting suppliers by blind trial orders: from trial logs to a ranking with verdicts, and how sure it is."""
