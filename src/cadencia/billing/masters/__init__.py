"""Masters as a clerk keeps them: saved with all problems at once, rested, removed if unused.

`kinds` says what each one is made of; `saving`, `removing` and `resting` do it for all of them.
What is more than a form (a customer's card, a company, a price list's prices) has a file of its
own.
"""

from cadencia.billing.masters.kinds import KINDS as KINDS
from cadencia.billing.masters.kinds import Kind as Kind
from cadencia.billing.masters.kinds import NoSuchKind as NoSuchKind
from cadencia.billing.masters.kinds import NoSuchMaster as NoSuchMaster
