"""The table of states in the docs and the one in the code are the same."""

from pathlib import Path

import pytest

from cadencia.contracts import states
from cadencia.contracts.states import Act, State

PAGE = Path(__file__).parents[2] / "docs" / "rules" / "R14-states.md"


def drawn() -> dict[tuple[State, Act], State]:
    table = PAGE.read_text(encoding="utf-8").split("```transitions\n")[1].split("```")[0]
    head, *rows = [[cell.strip() for cell in each.split("|")] for each in table.splitlines()]
    return {
        (State(state), Act(row[0])): State(after)
        for row in rows
        for state, after in zip(head[1:], row[1:], strict=True)
        if after
    }


def test_the_page_draws_what_the_code_does():
    assert drawn() == dict(states.TRANSITIONS)


def test_the_page_speaks_of_every_act():
    assert {act for _state, act in drawn()} == set(Act)


@pytest.mark.parametrize(
    ("state", "act", "refusal"),
    [
        (State.POSTED, Act.POST, states.AlreadyPosted),
        (State.FINISHED, Act.POST, states.ContractIsFinished),
        (State.VOID, Act.POST, states.ContractIsVoid),
        (State.DRAFT, Act.REVERT, states.NotPosted),
        (State.FINISHED, Act.REVERT, states.ContractIsFinished),
        (State.VOID, Act.REVERT, states.ContractIsVoid),
        (State.DRAFT, Act.FINISH, states.NotPosted),
        (State.FINISHED, Act.FINISH, states.ContractIsFinished),
        (State.DRAFT, Act.DEACTIVATE, states.NotPosted),
        (State.DRAFT, Act.REOPEN, states.NotFinished),
        (State.POSTED, Act.REOPEN, states.NotFinished),
        (State.VOID, Act.REOPEN, states.ContractIsVoid),
        (State.FINISHED, Act.VOID, states.ContractIsFinished),
        (State.VOID, Act.VOID, states.ContractIsVoid),
    ],
)
def test_what_the_table_leaves_blank_is_refused_with_its_reason(state, act, refusal):
    with pytest.raises(states.ActNotAllowed) as refused:
        states.after(state, act, contract="CT-1")
    assert type(refused.value) is refusal
    assert refused.value.contract == "CT-1"


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("act", Act)
def test_every_pair_leads_somewhere_or_is_refused(state, act):
    if (state, act) in states.TRANSITIONS:
        assert states.after(state, act, contract="CT-1") is states.TRANSITIONS[state, act]
    else:
        with pytest.raises(states.ActNotAllowed):
            states.after(state, act, contract="CT-1")
