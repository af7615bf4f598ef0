"""What many contracts follow, changed at once and taken back (AG-6).

A posted contract keeps what it follows: it is reverted and posted again within the transaction,
which whoever asks must be allowed to do. Nothing here looks at whether it makes sense.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from cadencia.billing import copying
from cadencia.billing.querying import rows
from cadencia.contracts.models import BulkAct, ContractLine, TemplateLine

PAST = "id, company_id, contract_id, template_id, until"
SCHEDULE = (
    "schedule_every, schedule_unit, schedule_first, schedule_anchor_day, schedule_months,"
    " schedule_day, schedule_since"
)
READS_SCHEDULE = "c.schedule_every IS NULL AND c.schedule_months = '{}'"
LINES, LINES_AND_SCHEDULE = "lines", "lines, schedule"
"""What becomes a contract's own when it is detached."""

_REVERT = "UPDATE contracts_contract SET state = 'draft' WHERE id = ANY(%s) AND state = 'posted'"

_FOLLOW = """
UPDATE contracts_contract c SET template_id = %s, follows_template = true, state = 'posted',
    version = c.version + coalesce((SELECT t.version FROM contracts_template t
                                    WHERE t.id = c.template_id AND c.follows_template), 0)
WHERE c.id = ANY(%s)
"""

_FOLLOW_AS_BEFORE = """
UPDATE contracts_contract c SET template_id = p.template_id, state = 'posted',
    follows_template = p.template_id IS NOT NULL,
    version = c.version + (SELECT t.version FROM contracts_template t WHERE t.id = c.template_id)
FROM contracts_bulkactmember m JOIN contracts_pasttemplate p ON p.id = m.row_id
WHERE m.act_id = %s AND c.id = m.contract_id
"""

_PAST_NO_MORE = """
DELETE FROM contracts_pasttemplate p USING contracts_bulkactmember m
WHERE m.act_id = %s AND p.id = m.row_id
"""

_MAKE_ROOM = """
UPDATE contracts_contractline own SET position = own.position + made.many
FROM contracts_contract c
JOIN (SELECT template_id, count(*) AS many FROM contracts_templateline GROUP BY 1) made
    ON made.template_id = c.template_id
WHERE own.contract_id = c.id AND c.id = ANY(%s)
"""

_KEY = """CASE WHEN EXISTS (SELECT FROM contracts_contractline own
    WHERE own.contract_id = c.id AND own.key = l.key) THEN t.code || '-' || l.key ELSE l.key END"""

_MODIFICATIONS = """
INSERT INTO contracts_scheduledmodification (company_id, contract_id, line_id, position, effect,
    document, times, valid_from, unit_price, discounts, quantity, description, price_split, lot,
    serial)
SELECT c.company_id, c.id, own.id, row_number() OVER (PARTITION BY c.id ORDER BY x.valid_from, x.id)
       + 1000, 'modify', 'same', 'each', x.valid_from, x.unit_price, x.discounts, x.quantity,
       x.description, '', '', ''
FROM contracts_contract c
JOIN contracts_template t ON t.id = c.template_id
JOIN contracts_templatechange x ON x.template_id = t.id
JOIN contracts_templateline l ON l.id = x.line_id
JOIN contracts_contractline own ON own.contract_id = c.id AND own.id > %s
    AND own.key IN (l.key, t.code || '-' || l.key)
WHERE c.id = ANY(%s)
"""

_SCHEDULES = f"""
INSERT INTO contracts_schedulechange (company_id, contract_id, valid_from, opening, {SCHEDULE})
SELECT c.company_id, c.id, coalesce(x.valid_from, s.valid_from), '',
       {", ".join(f"s.{name}" for name in SCHEDULE.split(", "))}
FROM contracts_contract c
JOIN contracts_templateschedule s ON s.template_id = c.template_id
LEFT JOIN contracts_schedulechange x ON x.contract_id = c.id AND x.template_schedule_id = s.id
WHERE c.id = ANY(%s) AND {READS_SCHEDULE}
"""  # noqa: S608 - no value in it

_OWN_SCHEDULE = f"""
UPDATE contracts_contract c SET {", ".join(f"{name} = t.{name}" for name in SCHEDULE.split(", "))}
FROM contracts_template t WHERE t.id = c.template_id AND c.id = ANY(%s) AND {READS_SCHEDULE}
"""  # noqa: S608 - no value in it

_DETACHED = """
UPDATE contracts_contract c SET follows_template = false, version = c.version + t.version,
    state = CASE WHEN c.id = ANY(%s) THEN 'posted' ELSE c.state END
FROM contracts_template t WHERE t.id = c.template_id AND c.id = ANY(%s)
"""

_COPIES = """
SELECT own.id FROM contracts_bulkactmember m
JOIN contracts_contract c ON c.id = m.contract_id
JOIN contracts_contractline own ON own.contract_id = c.id AND own.id > m.row_id
JOIN contracts_template t ON t.id = c.template_id
JOIN contracts_templateline l ON l.template_id = t.id
    AND own.key IN (l.key, t.code || '-' || l.key)
WHERE m.act_id = %s
"""

_DETACHED_NO_MORE = """
UPDATE contracts_contract c SET follows_template = true, state = 'posted',
    schedule_every = CASE WHEN m.after = %(both)s THEN NULL ELSE schedule_every END,
    schedule_unit = CASE WHEN m.after = %(both)s THEN '' ELSE schedule_unit END,
    schedule_first = CASE WHEN m.after = %(both)s THEN NULL ELSE schedule_first END,
    schedule_anchor_day = CASE WHEN m.after = %(both)s THEN NULL ELSE schedule_anchor_day END,
    schedule_months = CASE WHEN m.after = %(both)s THEN '{}' ELSE schedule_months END,
    schedule_day = CASE WHEN m.after = %(both)s THEN NULL ELSE schedule_day END,
    schedule_since = CASE WHEN m.after = %(both)s THEN NULL ELSE schedule_since END
FROM contracts_bulkactmember m WHERE m.act_id = %(act)s AND c.id = m.contract_id
"""

_SCHEDULES_NO_MORE = """
DELETE FROM contracts_schedulechange x USING contracts_bulkactmember m
WHERE m.act_id = %s AND m.after = %s AND x.contract_id = m.contract_id
  AND x.template_schedule_id IS NULL
"""

# What was agreed since about the lines that the act copied, or followed since.
_CHANGED_SINCE = """
SELECT DISTINCT c.code FROM contracts_bulkactmember m
JOIN contracts_contract c ON c.id = m.contract_id
WHERE m.act_id = %s AND (
    c.state <> 'posted'
    OR EXISTS (SELECT FROM contracts_pasttemplate p JOIN contracts_pasttemplate mine
                   ON mine.id = m.row_id AND mine.contract_id = m.contract_id
               WHERE p.contract_id = m.contract_id AND p.until > mine.until)
    OR EXISTS (SELECT FROM contracts_bulkactmember other JOIN contracts_bulkact o
                   ON o.id = other.act_id AND o.state = 'executed'
               WHERE other.contract_id = m.contract_id AND other.act_id > m.act_id)
    OR m.after <> %s AND c.follows_template = (m.after IN (%s, %s)))
ORDER BY c.code
"""


def follow(
    template_id: int, moves: Sequence[tuple[int, int | None, date]], company_id: int
) -> list[int]:
    """Have contracts follow a template after the day up to which they follow what they do now.

    `moves` says of each contract which template that is (None: its own lines), and up to which
    day, included. Returns the rows that keep it.
    """
    ids = copying.next_ids("contracts_pasttemplate_id_seq", len(moves))
    copying.copy(
        "contracts_pasttemplate",
        PAST,
        [
            f"{number}\t{company_id}\t{contract}\t{copying.optional(before)}\t{until}"
            for number, (contract, before, until) in zip(ids, moves, strict=True)
        ],
    )
    contracts = [contract for contract, _before, _until in moves]
    _run(_REVERT, contracts)
    _run(_FOLLOW, template_id, contracts)
    return ids


def detach(contract_ids: Sequence[int]) -> int:
    """Give followers the lines, dated changes and schedules of their templates as their own.

    Returns the number above which the lines lie that were made.
    """
    contracts = list(contract_ids)
    mark = int(rows("SELECT last_value FROM contracts_contractline_id_seq")[0][0])
    posted = [
        row[0]
        for row in rows(
            "SELECT id FROM contracts_contract WHERE id = ANY(%s) AND state = 'posted'", contracts
        )
    ]
    _run(_REVERT, contracts)
    _run(_MAKE_ROOM, contracts)
    columns = _shared_columns()
    copied = ", ".join(f"l.{name}" for name in columns)
    _run(
        f"INSERT INTO contracts_contractline (contract_id, key, {', '.join(columns)})"  # noqa: S608
        f" SELECT c.id, {_KEY}, {copied} FROM contracts_contract c"
        " JOIN contracts_template t ON t.id = c.template_id"
        " JOIN contracts_templateline l ON l.template_id = t.id"
        " WHERE c.id = ANY(%s) ORDER BY c.id, l.position, l.id",
        contracts,
    )
    _run(_MODIFICATIONS, mark, contracts)
    _run(_SCHEDULES, contracts)
    _run(_OWN_SCHEDULE, contracts)
    _run(_DETACHED, posted, contracts)
    return mark


def changed_since(act: BulkAct) -> list[str]:
    """Return the contracts of an act that were changed after it, so that it can't be undone."""
    return [row[0] for row in rows(_CHANGED_SINCE, act.pk, "", LINES, LINES_AND_SCHEDULE)]


def take_back(act: BulkAct, contract_ids: Sequence[int]) -> None:
    """Have the contracts of an act follow what they followed before it."""
    contracts = list(contract_ids)
    _run(_REVERT, contracts)
    if act.wish.get("template"):
        _run(_FOLLOW_AS_BEFORE, act.pk)
        _run(_PAST_NO_MORE, act.pk)
        return
    copies = [row[0] for row in rows(_COPIES, act.pk)]
    _run("DELETE FROM contracts_scheduledmodification WHERE line_id = ANY(%s)", copies)
    _run("DELETE FROM contracts_contractline WHERE id = ANY(%s)", copies)
    _run(_SCHEDULES_NO_MORE, act.pk, LINES_AND_SCHEDULE)
    with connection.cursor() as cursor:
        cursor.execute(_DETACHED_NO_MORE, {"act": act.pk, "both": LINES_AND_SCHEDULE})


def _shared_columns() -> list[str]:
    """The columns of a template's line that a contract's line has too."""
    own = {str(each.column) for each in ContractLine._meta.concrete_fields}  # noqa: SLF001
    theirs = [str(each.column) for each in TemplateLine._meta.concrete_fields]  # noqa: SLF001
    return [each for each in theirs if each in own - {"id", "key"}]


def _run(statement: str, *parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
