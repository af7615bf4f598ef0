"""What automatic renewals did to contracts, and the counter that proposes codes."""

from django.db import models
from django.db.models import F, Q

from cadencia.contracts.models import Contract
from cadencia.parties import columns
from cadencia.parties.walls import CompanyForeignKey, CompanyOwned


class Prolongation(CompanyOwned):
    """A contract went on from `previous_end` to `ends_on`: once, whatever is run twice (R17)."""

    contract = CompanyForeignKey(
        Contract, models.CASCADE, related_name="prolongations", db_index=False
    )
    previous_end = models.DateField()
    ends_on = models.DateField()
    periods = models.IntegerField()
    renewed_on = models.DateField()

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["contract", "previous_end"], name="contracts_prolongation_once"
            ),
            columns.check("goes_on", Q(ends_on__gt=F("previous_end"))),
            columns.check("periods", Q(periods__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.previous_end} -> {self.ends_on}"


class CodeCounter(CompanyOwned):
    """What the next contract's code is proposed from (AG-1): `#` stand for the number."""

    pattern = models.TextField(default="CT-#####")
    last = models.BigIntegerField(default=0)

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(fields=["company"], name="contracts_codecounter_once"),
            columns.check("pattern", Q(pattern__contains="#")),
        ]

    def __str__(self) -> str:
        return self.pattern


class Succession(CompanyOwned):
    """A renewal, when it was posted, ended the contract that it goes on with (R17).

    What that one had before is kept, so that it can be given back if the renewal is voided.
    """

    renewal = CompanyForeignKey(
        Contract, models.PROTECT, related_name="successions", db_index=False
    )
    renewed = CompanyForeignKey(Contract, models.PROTECT, related_name="ends_given")
    ends_on = models.DateField()  # the end that it was given
    previous_end = models.DateField(null=True, blank=True)
    renewed_automatically = models.BooleanField(default=False, db_default=False)

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(fields=["renewal"], name="contracts_succession_once"),
            columns.check("not_itself", ~Q(renewal=F("renewed"))),
            columns.check(
                "earlier", Q(previous_end__isnull=True) | Q(previous_end__gte=F("ends_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.renewed_id} -> {self.renewal_id}"
