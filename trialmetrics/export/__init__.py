"""Exports: JSON documents, CSV and workbooks, with texts guarded so that no spreadsheet runs them as formulas."""
