"""How an installation runs: settings, clock, addresses, the embedded PostgreSQL."""
