"""The timeline of a contract, and what any day would bring."""
