"""Tables that leave: CSV, workbooks, and what keeps a spreadsheet from taking a text for a formula."""
