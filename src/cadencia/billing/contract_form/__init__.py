"""A contract as one form: read whole, tried out while it is typed, saved in one call (US-1).

The form is the contract file's (`docs/interchange.md`), with the details apart: notes, who is in
charge, who sells, who answers for the debt, commission, sending. Nothing that a form leaves
unchanged is ever lost, whether it was shown or not (AG-10).
"""

from cadencia.billing.contract_form.reading import ContractForm, Details, read
from cadencia.billing.contract_form.saving import ChangedMeanwhile, Wanted, save
from cadencia.billing.contract_form.saving_once import save_new

__all__ = ["ChangedMeanwhile", "ContractForm", "Details", "Wanted", "read", "save", "save_new"]
