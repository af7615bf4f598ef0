"""Spreadsheets and JSON files of masters and contracts, read into rows and written from them.

Every reader gives `records.Record`s whose `data` is in the form of the contract file (amounts
are strings, dates are `YYYY-MM-DD`), so that one set of checks serves every format. Nothing
here knows a database.
"""
