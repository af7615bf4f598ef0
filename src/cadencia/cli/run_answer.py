"""What a run came to: a table for people, JSON for programs, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from rich.console import Console
from rich.table import Table

from cadencia.billing import generation, refusals, run_report, runs
from cadencia.billing.models import BillingRun
from cadencia.billing.refusals import ToldRefusal
from cadencia.cli import run_commands, screen
from cadencia.cli.preview_listing import money, monies
from cadencia.cli.scope_names import in_words
from cadencia.cli.wording import Speaker
from cadencia.documents.rendering.figures import Figures, figures_in
from cadencia.parties.access import Actor, administrator_of_machine
from cadencia.parties.models import Company

MOST_REFUSALS = 20
Form = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """A run of a company, and how long this process worked on it."""

    company: Company
    run: BillingRun
    say: Speaker
    seconds: float | None = None

    def as_json(self) -> Form:
        """Return all that is known of the run."""
        return {
            **form(self.run, self.company),
            "drafts": run_report.left_as_drafts(self.run, by=self.by),
            "dated_otherwise": [
                {"issue_date": day.isoformat(), "documents": count}
                for day, count in run_report.dated_otherwise(self.run, by=self.by)
            ],
            "numbers": [
                {
                    "series": each.series,
                    "type": each.kind,
                    "fiscal_year": each.fiscal_year,
                    "from": each.first,
                    "until": each.last,
                    "documents": each.documents,
                }
                for each in run_report.numbers_of(self.run, by=self.by)
            ],
            "refused": [refusal_form(each) for each in self._refusals()],
            "stopped_because": list(self.stop_sentences()),
            "excluded": [
                {"contract": code, "due_on": day.isoformat()}
                for code, day in run_report.excluded(self.run, by=self.by)
            ],
            "seconds": None if self.seconds is None else round(self.seconds, 3),
            "documents_per_second": self._pace(),
            "next": [command for _, command in self.next_steps()],
        }

    def show(self, console: Console) -> None:
        """Print what the run came to."""
        scope = in_words(runs.scope_of_run(self.run), self.say.language)
        values = {"run": self.run.pk, "company": self.company.name, "scope": scope}
        title = self.say("title", **values, state=self.say(self.run.state))
        console.print(title, style="bold")
        if self.run.state == "drafting":
            console.print(self._progress())
        elif not self.run.documents and not self.run.refusals:
            console.print(self.say("nothing"))
        else:
            console.print(self._facts())
        self._show_reasons(console)
        self._show_stale(console)
        self._show_dates(console)
        self._show_refusals(console)
        steps = list(self.next_steps())
        if steps:
            console.print(self.say("next"))
        for purpose, command in steps:
            console.print(f"  {command}   # {self.say(purpose)}", soft_wrap=True)

    def stop_sentences(self) -> Iterator[str]:
        """Yield why the run stopped before issuing, or was approved in spite of."""
        reasons = self.run.stop_reason or {}
        if "expected" in reasons:
            yield from self._changes(reasons["expected"])
        limits = {
            "installments_per_contract": self.company.max_installments_per_contract,
            "price_change": self.figures.number(self.company.max_price_change),
        }
        for bound, limit in limits.items():
            if bound in reasons:
                found = reasons[bound]
                codes = ", ".join(found["contracts"])
                if found["count"] > len(found["contracts"]):
                    codes += ", …"
                yield self.say(bound, count=found["count"], limit=limit, contracts=codes)
        if "set_aside" in reasons:
            yield self.say("set_aside")
        if "growth" in reasons:
            yield self._growth(reasons["growth"])

    def next_steps(self) -> Iterator[tuple[str, str]]:
        """Yield what can be done now: the purpose and the command."""
        run, company = self.run, self.company
        if run.state == "drafted" and run.documents:
            yield "to_issue", run_commands.issue(run, company)
            if not run_report.numbers_of(run, by=self.by):
                yield "to_undo", run_commands.undo(run, company)
        elif run.state in ("drafting", "issuing", "undoing"):
            yield "to_resume", run_commands.resume(run, company)
            if run.state == "drafting":
                yield "to_undo", run_commands.undo(run, company)

    @property
    def by(self) -> Actor:
        """Who asks: the machine's command line."""
        return administrator_of_machine(self.company.pk)

    @property
    def figures(self) -> Figures:
        """How figures are written in the language of the answer."""
        return figures_in(self.say.language)

    @property
    def is_clean(self) -> bool:
        """Whether the run did all that was asked: nothing refused, nothing stopped."""
        run = self.run
        stopped = run.state == "drafted" and run.issue and bool(run.stop_reason)
        ended = run.state in ("issued", "drafted", "undone")
        return ended and not stopped and not run.refusals and not self._stale()

    def _facts(self) -> Table:
        say, run, number = self.say, self.run, self._number
        facts = screen.facts()
        for name in ("contracts", "installments", "documents"):
            facts.add_row(say(name), number(getattr(run, name)))
        totals = {currency: Decimal(amount) for currency, amount in run.totals.items()}
        facts.add_row(say("totals"), monies(self.figures, totals))
        for each in run_report.numbers_of(run, by=self.by):
            values = {"first": each.first, "last": each.last}
            documents = number(each.documents)
            facts.add_row(say("numbers"), say("from_to", **values, documents=documents))
        facts.add_row(say("refusals"), number(run.refusals))
        if self.seconds is not None:
            facts.add_row(say("time"), self._time(self.seconds))
        return facts

    def _show_reasons(self, console: Console) -> None:
        reasons = list(self.stop_sentences())
        if not reasons:
            return
        stopped = self.run.state == "drafted"
        console.print(self.say("stopped" if stopped else "approved_anyway"), style="bold yellow")
        for each in reasons:
            console.print(f"  {each}")

    def _show_stale(self, console: Console) -> None:
        if stale := self._stale():
            console.print(self.say("stale", count=stale), style="bold yellow")

    def _show_dates(self, console: Console) -> None:
        for day, count in run_report.dated_otherwise(self.run, by=self.by):
            wished = self.figures.day(date.fromisoformat(self.run.options["document_date"]))
            values = {"count": self._number(count), "day": self.figures.day(day)}
            console.print(self.say("dated_otherwise", **values, wished=wished), style="yellow")

    def _stale(self) -> int:
        """How many documents were not issued because their contract had changed."""
        return run_report.left_as_drafts(self.run, by=self.by) if self.run.state == "issued" else 0

    def _progress(self) -> str:
        at = generation.progress(self.run.pk, by=self.by)
        values = {"done": at.done, "total": at.total, "documents": at.documents}
        return self.say("line_drafting", **values)

    def _show_refusals(self, console: Console) -> None:
        how_many = self.run.refusals
        shown = list(islice(self._refusals(), MOST_REFUSALS)) if how_many else []
        if not shown:
            return
        word = "refused_one" if how_many == 1 else "refused"
        console.print(self.say(word, count=how_many), style="bold red")
        console.print(refusal_table(shown, self.say))
        if how_many > len(shown):
            rest = {"count": how_many - len(shown), "company": self.company.code}
            console.print(self.say("more_refusals", **rest))

    def _refusals(self) -> Iterator[ToldRefusal]:
        return refusals.stored(by=self.by, run_id=self.run.pk)

    def _changes(self, found: Mapping[str, Any]) -> Iterator[str]:
        say = self.say
        yield say("expected", expected=found["fingerprint"], fingerprint=self.run.fingerprint)
        if found["changed"] is None:
            yield say("changed_unknown")
        elif found["changed"]:
            words = {"new": "new", "missing": "missing", "changed": "changed_one"}
            named = [
                say(words[each["how"]], contract=each["contract"]) for each in found["changed"]
            ]
            yield say("changed", contracts=", ".join(named))

    def _growth(self, found: Mapping[str, Any]) -> str:
        limit = self.figures.number(self.company.max_growth)
        if "documents" in found:
            counts = {name: self._number(found[name]) for name in ("documents", "expected")}
            return self.say("growth", **counts, limit=limit)
        currency = found["currency"]
        amounts = {
            name: money(self.figures, Decimal(found[name]), currency)
            for name in ("amount", "expected")
        }
        return self.say("growth_amount", **amounts, limit=limit)

    def _time(self, seconds: float) -> str:
        shown = self.figures.number(Decimal(f"{seconds:.1f}"), at_least=1)
        pace = self._pace()
        if pace is None:
            return self.say("seconds", seconds=shown)
        return self.say("pace", seconds=shown, pace=self._number(round(pace)))

    def _pace(self) -> float | None:
        if not self.seconds or not self.run.documents:
            return None
        return round(self.run.documents / self.seconds, 1)

    def _number(self, value: int) -> str:
        return self.figures.number(Decimal(value))


def form(run: BillingRun, company: Company) -> Form:
    """Return a run's record in JSON form."""
    return {
        "run": run.pk,
        "company": company.code,
        "state": run.state,
        "scope": run.scope,
        "as_of": run.as_of.isoformat(),
        "issue": run.issue,
        "contracts": run.contracts,
        "installments": run.installments,
        "documents": run.documents,
        "refusals": run.refusals,
        "totals": run.totals,
        "fingerprint": run.fingerprint,
        "expected": run.expect or None,
        "stop_reason": run.stop_reason,
        "options": run.options,
        "user": run.user.get_username() if run.user else None,
        "started_at": run.started_at.isoformat(),
        "finished_at": run.finished_at.isoformat() if run.finished_at else None,
    }


def refusal_form(each: ToldRefusal) -> Form:
    """Return a stored refusal in JSON form."""
    return {
        "contract": each.contract,
        "customer": {"code": each.customer, "name": each.customer_name},
        "code": each.code,
        "message": each.sentence,
        "fields": list(each.fields),
        "due_on": each.due_on.isoformat() if each.due_on else None,
        "run": each.run_id,
        "since": each.since.isoformat(),
    }


def refusal_table(found: list[ToldRefusal], say: Speaker) -> Table:
    """Return stored refusals as a table."""
    table = screen.table(say("contract"), say("customer"), say("reason"), fold=(1, 2))
    for each in found:
        table.add_row(each.contract, screen.clipped(each.customer_name), each.sentence)
    return table
