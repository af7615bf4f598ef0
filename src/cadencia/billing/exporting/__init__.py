"""Export: masters and contracts as records of the contract file's form, and as files."""

from cadencia.billing.exporting.files import Format, Target, export_to
from cadencia.billing.exporting.records import Export, exported

__all__ = ["Export", "Format", "Target", "export_to", "exported"]
