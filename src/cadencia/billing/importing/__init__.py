"""Import: records of files become masters and contracts, all or none of them."""

from cadencia.billing.importing.run import Outcome, import_files, import_records

__all__ = ["Outcome", "import_files", "import_records"]
