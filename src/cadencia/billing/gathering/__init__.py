"""Gathering: rows become the frozen values that the core decides on.

The number of queries is constant, however many contracts are asked for, and none of them
reads more of a contract the longer its history is.
"""

from cadencia.billing.gathering.contracts import Gathered, gather
from cadencia.billing.gathering.masters import Masters, masters_of

__all__ = ["Gathered", "Masters", "gather", "masters_of"]
