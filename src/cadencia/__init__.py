"""Cadencia: agreements billed again and again, from the contract to the numbered invoice."""

__version__ = "0.1.0"
