"""Telling the steps of the demo as they are done."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console

from cadencia.cli.wording import Speaker


@dataclass(frozen=True, slots=True)
class Steps:
    """Tells each step when it is done: what, of whom, and what came out."""

    console: Console
    say: Speaker
    runs: Speaker  # of the words of runs

    def done(self, step: str, who: str, what: str) -> None:
        """Print a step that is done; without a name it goes on the one before."""
        name = f"✓ {self.say(step)}" if step else ""
        self.console.print(f"  {name:<15} {who:<22} {what}".rstrip(), soft_wrap=True)

    def note(self, sentence: str) -> None:
        """Print what there is to say of a step."""
        self.console.print(f"      {sentence}", style="yellow", soft_wrap=True)
