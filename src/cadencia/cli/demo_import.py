"""The demo's companies, imported from their spreadsheets."""

from __future__ import annotations

from pathlib import Path

from cadencia.billing.importing import CompanyFileRefused, Manner, Outcome, Stage, import_folder
from cadencia.cli import screen
from cadencia.cli.clock import clock
from cadencia.cli.demo_steps import Steps
from cadencia.cli.importing import COMPANY_FILE, inside
from cadencia.cli.refusal import Refused
from cadencia.cli.run_watch import bars
from cadencia.contracts.models import Contract
from cadencia.parties.models import Company, Customer


def imported(folder: Path, show: Steps) -> Company:
    """Return the company of a folder: imported now, unless it has contracts already.

    :raises Refused: if its files have problems.
    """
    found = Company.objects.defer("logo").filter(code=folder.name).first()
    contracts = Contract.objects.filter(company=found).count() if found else 0
    if found is not None and contracts:
        show.done("importing", found.name, show.say("imported_already", contracts=contracts))
        return found
    company, outcome = _import(folder, show)
    if outcome.problems:
        first = outcome.problems[0]
        told = {"problem": f"{first.problem} {first.remedy}", "folder": folder}
        count = len(outcome.problems)
        raise Refused(show.say("not_imported", company=folder.name, count=count, **told))
    counts = {
        "contracts": Contract.objects.filter(company=company).count(),
        "customers": Customer.objects.filter(company=company).count(),
    }
    show.done("importing", company.name, show.say("imported", **counts))
    return company


def _import(folder: Path, show: Steps) -> tuple[Company, Outcome]:
    console = screen.margin()
    with bars(console, transient=True) as shown:
        shown.disable = not console.is_terminal
        task = shown.add_task(f"{show.say('importing')} · {folder.name}", total=None, note="")

        def progress(stage: Stage, done: int, total: int) -> None:
            shown.update(task, completed=done, total=total, note=show.say(stage.value))

        language = show.say.language
        manner = Manner(at=clock()(), language=language, progress=progress)
        try:
            return import_folder(folder / COMPANY_FILE, inside(folder, language), manner)
        except CompanyFileRefused as refused:
            lines = (f"{folder.name}: {each.path}: {each.message}" for each in refused.problems)
            raise Refused("\n".join(lines)) from None
