"""`cadencia contract renew`, `clone`, `renew-automatically`, `notice` (R17, AG-7, LC-5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cadencia.cli.contract_ground import Answer, AsJson, Code, Company, Ground, act_on
from cadencia.cli.renewal_words import WORDS
from cadencia.cli.wording import Speaker

if TYPE_CHECKING:
    from cadencia.contracts.models import Contract

On = Annotated[str | None, typer.Option(help="Day of it, YYYY-MM-DD; proposed if not given.")]
NewCode = Annotated[str, typer.Option("--code", help="Code of the draft; the next one, if none.")]
PRICES = ("in_force", "kept")


def add_to(app: typer.Typer) -> None:
    """Add the commands to `cadencia contract`."""
    for act in (renew, clone, notice):
        app.command()(act)
    app.command("renew-automatically")(renew_automatically)


def renew(  # noqa: PLR0913 - the options of a command
    code: Code,
    *,
    on: On = None,
    prices: Annotated[
        str, typer.Option(help="in_force: those of that day; kept: as they were typed.")
    ] = "in_force",
    new_code: NewCode = "",
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Make the draft that goes on with a contract; posting it ends the old one."""

    def act(at: Ground, contract: Contract) -> Answer:
        from cadencia.billing import renewing
        from cadencia.contracts.models import ScheduledModification
        from cadencia.core.renewal import Prices

        chosen = Prices(at.choice("--prices", prices, PRICES))
        day = at.optional_day("--on", on) or renewing.proposed_day(contract, at.today)
        how = renewing.Copy(today=at.today, code=new_code)
        new = renewing.renew(contract.pk, day, how, by=at.by, prices=chosen)
        say = _speaker(at)
        told = [say("renewed", new=new.code, old=contract.code, on=at.figures.day(day))]
        behind = ScheduledModification.objects.filter(contract=contract)
        if chosen is Prices.IN_FORCE:  # what was changed for good is the lines' own by now
            behind = behind.exclude(
                effect="modify", times="each", valid_until=None, valid_from__lte=day
            )
        days = [each.valid_from for each in behind if (each.valid_until or day) >= day]
        if days:
            told.append(say("left_behind", days=at.days(sorted(days))))
        return Answer({**_form(new), "renewed_from": contract.code}, told)

    act_on(code, company, act, as_json=as_json)


def clone(
    code: Code,
    *,
    new_code: NewCode = "",
    customer: Annotated[str, typer.Option(help="Code of the customer; the same, if none.")] = "",
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Make a draft with all that a contract says."""

    def act(at: Ground, contract: Contract) -> Answer:
        from cadencia.billing import renewing

        how = renewing.Copy(today=at.today, code=new_code, customer=customer)
        new = renewing.clone(contract.pk, how, by=at.by)
        told = [_speaker(at)("cloned", new=new.code, old=contract.code)]
        return Answer({**_form(new), "cloned_from": contract.code}, told)

    act_on(code, company, act, as_json=as_json)


def renew_automatically(  # noqa: PLR0913 - the options of a command
    code: Code,
    *,
    periods: Annotated[
        int | None, typer.Option(help="Installments it goes on for; as long as now, if none.")
    ] = None,
    notice_days: Annotated[int, typer.Option(help="Days of notice before its end.")] = 0,
    off: Annotated[bool, typer.Option("--off", help="Let it end on its end.")] = False,
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Have a contract renew itself from its end on, unless notice is given in time."""

    def act(at: Ground, contract: Contract) -> Answer:
        from cadencia.billing import tacit_renewal
        from cadencia.core.prolongation import last_day_for_notice

        say = _speaker(at)
        if off:
            after = tacit_renewal.set_manual(contract.pk, by=at.by)
            return Answer(_renewal_form(after), [say("manual", contract=after.code)])
        terms = tacit_renewal.Terms(periods=periods, notice_days=notice_days)
        after = tacit_renewal.set_automatic(contract.pk, terms, by=at.by)
        assert after.ends_on is not None  # noqa: S101 - refused without an end
        last = last_day_for_notice(after.ends_on, after.notice_days)
        days = {"end": at.figures.day(after.ends_on), "notice": at.figures.day(last)}
        return Answer(_renewal_form(after), [say("automatic", contract=after.code, **days)])

    act_on(code, company, act, as_json=as_json)


def notice(
    code: Code,
    *,
    on: Annotated[str | None, typer.Option(help="When it was given; today if not said.")] = None,
    take_back: Annotated[bool, typer.Option("--take-back", help="There is none.")] = False,
    company: Company = None,
    as_json: AsJson = False,
) -> None:
    """Note that notice was given: in time, the contract ends on its end."""

    def act(at: Ground, contract: Contract) -> Answer:
        from cadencia.billing import tacit_renewal

        day = None if take_back else at.day("--on", on)
        after = tacit_renewal.give_notice(contract.pk, day, by=at.by)
        say = _speaker(at)
        if day is None:
            told = say("notice_back", contract=after.code)
        else:
            told = say("notice", contract=after.code, on=at.figures.day(day))
        return Answer(_renewal_form(after), [told])

    act_on(code, company, act, as_json=as_json)


def _speaker(at: Ground) -> Speaker:
    return Speaker(WORDS, at.say.language)


def _form(new: Contract) -> dict[str, object]:
    return {
        "contract": new.code,
        "done": True,
        "state": new.state,
        "starts_on": new.starts_on.isoformat() if new.starts_on else None,
        "ends_on": new.ends_on.isoformat() if new.ends_on else None,
    }


def _renewal_form(contract: Contract) -> dict[str, object]:
    given = contract.notice_given_on
    return {
        **_form(contract),
        "renew_automatically": contract.renew_automatically,
        "renewal_periods": contract.renewal_periods,
        "notice_days": contract.notice_days,
        "notice_given_on": given.isoformat() if given else None,
    }
