"""Coming in, going out, proving again who one is, choosing the company."""
