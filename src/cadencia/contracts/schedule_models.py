"""What changes by date about when a contract bills, and about what it follows (R4, AG-6).

A posted contract's schedule isn't edited: a row says which one rules the periods that begin on
a day or later. Followers read those of their template; one that was billed further than that
already has a row of its own, which says from which day on it takes it.
"""

from django.db import models
from django.db.models import Q

from cadencia.contracts.models import Contract
from cadencia.contracts.template_models import Template
from cadencia.core import agreement
from cadencia.parties import columns
from cadencia.parties.walls import CompanyForeignKey, CompanyOwned

ALL_MONTHS = list(range(1, 13))
NO_INTERVAL = Q(schedule_every=None, schedule_unit="", schedule_first=None) & Q(
    schedule_anchor_day=None
)
NO_MASK = Q(schedule_months=[], schedule_day=None, schedule_since=None)
INTERVAL = (
    Q(schedule_every__isnull=False, schedule_first__isnull=False) & ~Q(schedule_unit="") & NO_MASK
)
MASK = NO_INTERVAL & ~Q(schedule_months=[])


class ScheduleColumns(CompanyOwned):
    """A schedule from a day on."""

    valid_from = models.DateField()
    schedule_every = models.SmallIntegerField(null=True, blank=True)
    schedule_unit = models.TextField(blank=True, default="")
    schedule_first = models.DateField(null=True, blank=True)
    schedule_anchor_day = models.SmallIntegerField(null=True, blank=True)
    schedule_months = columns.months()
    schedule_day = models.SmallIntegerField(null=True, blank=True)
    schedule_since = models.DateField(null=True, blank=True)

    class Meta(CompanyOwned.Meta):
        abstract = True
        constraints = [
            *CompanyOwned.Meta.constraints,
            columns.between("schedule_every", 1, 1000),
            columns.between("schedule_anchor_day", 1, 31),
            columns.between("schedule_day", 1, 31),
            columns.one_of("schedule_unit", agreement.Unit, blank=True),
            columns.check("schedule_months", Q(schedule_months__contained_by=ALL_MONTHS)),
        ]

    def __str__(self) -> str:
        return f"from {self.valid_from}"


class TemplateSchedule(ScheduleColumns):
    """Another schedule of a template, for all followers without one of their own."""

    template = CompanyForeignKey(Template, models.CASCADE, related_name="schedules", db_index=False)

    class Meta(ScheduleColumns.Meta):
        abstract = False
        constraints = [
            *ScheduleColumns.Meta.constraints,
            models.UniqueConstraint(
                fields=["template", "valid_from"], name="contracts_templateschedule_once"
            ),
            columns.check("one_schedule", INTERVAL | MASK),
        ]


class ScheduleChange(ScheduleColumns):
    """Another schedule of a contract, or the day from which it takes one of its template.

    `opening` says what becomes of the days between; empty: as the contract says of its start.
    """

    contract = CompanyForeignKey(
        Contract, models.CASCADE, related_name="schedule_changes", db_index=False
    )
    template_schedule = CompanyForeignKey(
        TemplateSchedule, models.CASCADE, null=True, blank=True, related_name="taken"
    )
    opening = models.TextField(blank=True, default="")

    class Meta(ScheduleColumns.Meta):
        abstract = False
        constraints = [
            *ScheduleColumns.Meta.constraints,
            models.UniqueConstraint(
                fields=["contract", "valid_from"],
                condition=Q(template_schedule=None),
                name="contracts_schedulechange_once",
            ),
            models.UniqueConstraint(
                fields=["contract", "template_schedule"], name="contracts_schedulechange_taken"
            ),
            columns.one_of("opening", agreement.Opening, blank=True),
            columns.check(
                "one_schedule",
                (INTERVAL | MASK) & Q(template_schedule=None)
                | NO_INTERVAL & NO_MASK & Q(template_schedule__isnull=False),
            ),
        ]


class PastTemplate(CompanyOwned):
    """What a contract followed up to a day, included; without a template: its own lines."""

    contract = CompanyForeignKey(
        Contract, models.CASCADE, related_name="past_templates", db_index=False
    )
    template = CompanyForeignKey(
        Template, models.PROTECT, null=True, blank=True, related_name="past_followers"
    )
    until = models.DateField()

    class Meta(CompanyOwned.Meta):
        constraints = [
            *CompanyOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["contract", "until"], name="contracts_pasttemplate_once"
            ),
        ]

    def __str__(self) -> str:
        return f"until {self.until}"
