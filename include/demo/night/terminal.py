"""What a person sees while a night runs: the step, how far, how long. All else a library prints goes to the log file."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.status import Status

NAME_WIDTH = 22


class Terminal:
    """Lines for finished steps and, on a real terminal, a live one for the step under way."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._began = time.monotonic()
        self._status: Status | None = None

    def headline(self, text: str) -> None:
        self._console.print(f"\n[bold]{escape(text)}[/bold]  [dim]{self._elapsed()}[/dim]", highlight=False)

    def say(self, text: str) -> None:
        self._console.print(escape(text), highlight=False, soft_wrap=True)

    def doing(self, name: str, detail: str = "") -> None:
        """Show what is under way; the line is replaced by the next call."""
        text = f"{name:<{NAME_WIDTH}} [dim]{escape(detail)}[/dim]"
        if self._status is None:
            self._status = self._console.status(text)
            self._status.start()
        self._status.update(text)

    def done(self, name: str, seconds: float, detail: str = "") -> None:
        self._stop()
        line = f"  [green]✓[/green] {name:<{NAME_WIDTH}} {seconds:6.1f} s  [dim]{escape(detail)}[/dim]"
        self._console.print(line, highlight=False, soft_wrap=True)

    def failed(self, name: str, error: str) -> None:
        self._stop()
        self._console.print(f"  [red]✗ {escape(name)}[/red]\n\n{escape(error)}\n", highlight=False, soft_wrap=True)

    @contextmanager
    def step(self, name: str, detail: str = "") -> Iterator[list[str]]:
        """One step of the driver's own; what is put into the list it yields is shown beside the time."""
        began = time.monotonic()
        self.doing(name, detail)
        found: list[str] = []
        try:
            yield found
        except BaseException:
            self._stop()
            raise
        self.done(name, time.monotonic() - began, ", ".join(found))

    def _stop(self) -> None:
        if self._status is not None:
            self._status.stop()
            self._status = None

    def _elapsed(self) -> str:
        minutes, seconds = divmod(int(time.monotonic() - self._began), 60)
        return f"{minutes}:{seconds:02d}"


@contextmanager
def only_ours(log: Path) -> Iterator[Terminal]:
    """Give the terminal to us alone: what anybody else writes to stdout or stderr lands in the log file."""
    log.parent.mkdir(parents=True, exist_ok=True)
    sys.stdout.flush()
    sys.stderr.flush()
    kept = [os.dup(1), os.dup(2)]
    with log.open("w") as noise:
        os.dup2(noise.fileno(), 1)
        os.dup2(noise.fileno(), 2)
    try:
        with os.fdopen(os.dup(kept[0]), "w") as ours:
            terminal = Terminal(Console(file=ours))
            try:
                yield terminal
            finally:
                terminal._stop()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        for number, original in enumerate(kept, start=1):
            os.dup2(original, number)
            os.close(original)
