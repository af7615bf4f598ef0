"""Documents: found, read beside their PDF, explained, corrected; notes to invoice (DO)."""
