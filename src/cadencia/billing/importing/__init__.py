"""Import: records of files become masters and contracts, all or none of them."""

from cadencia.billing.importing.company_file import CompanyFileRefused, company_in
from cadencia.billing.importing.progress import Progress, Stage
from cadencia.billing.importing.run import (
    Manner,
    Outcome,
    import_files,
    import_folder,
    import_records,
)

__all__ = [
    "CompanyFileRefused",
    "Manner",
    "Outcome",
    "Progress",
    "Stage",
    "company_in",
    "import_files",
    "import_folder",
    "import_records",
]
