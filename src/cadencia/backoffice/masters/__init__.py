"""Masters: customers, items, prices, taxes, series, templates, the company, and who may ask."""
