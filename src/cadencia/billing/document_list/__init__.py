"""The documents of a company: found, listed page by page, added up, exported, read whole."""
