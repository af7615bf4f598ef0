"""The jobs of billing: Procrastinate looks for them in a module of this name."""

from cadencia.billing import automatic_task as automatic_task
from cadencia.billing import bulk_task as bulk_task
from cadencia.billing import import_task as import_task
from cadencia.billing import kept_task as kept_task
from cadencia.billing import renewal_task as renewal_task
from cadencia.billing import run_tasks as run_tasks
