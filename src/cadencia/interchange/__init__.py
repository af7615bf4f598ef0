"""The contract file: reading it, checking what posting checks, writing it, answering it."""
