"""`python -m demo.night`: what `make night` runs."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from datetime import date
from pathlib import Path

from demo.night import installation
from demo.night.terminal import Terminal, only_ours
from roundtrip import settings
from roundtrip.db.engine import DatabaseUrlError, no_answer
from roundtrip.local_airflow.environment import environment

PEOPLE, NIGHTS = 20_000, 3
INTERRUPTED = 130  # what a shell says of a program that Ctrl-C ended


def main() -> int:
    given = _arguments()
    if given.landing is None:
        os.environ |= {"ROUNDTRIP_DATABASE": "roundtrip_demo", "ROUNDTRIP_SENDING": "live"}
    os.environ |= environment()  # before anything imports Airflow, which reads its configuration once
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    log = settings.load().home / "logs" / "night.log"
    with only_ours(log) as terminal:
        try:
            with installation.alone():
                _play(terminal, given)
        except KeyboardInterrupt:
            terminal.say("\nInterrupted; everything that was started has been stopped.")
            return INTERRUPTED
        except (installation.RefusedError, DatabaseUrlError) as refusal:
            terminal.say(str(refusal))
            return 1
        except Exception as error:
            _explain(terminal, error, log)
            return 1
    return 0


def _play(terminal: Terminal, given: argparse.Namespace) -> None:
    terminal.say(f"Roundtrip. What the libraries say goes to {settings.load().home / 'logs' / 'night.log'}")
    terminal.doing("prepare", "loading Airflow")
    if given.landing is None:
        from demo.night import simulated

        as_of = simulated.play(terminal, given.people, given.nights, has_faults=given.faults)
    else:
        from demo.night import own

        as_of = own.play(terminal, given.landing, given.as_of)
    _summarise(terminal, as_of)


def _summarise(terminal: Terminal, as_of: date) -> None:
    from roundtrip import measure

    folder = settings.load().reports / as_of.isoformat()
    terminal.headline("What came of it")
    terminal.say(measure.terminal(json.loads((folder / "summary.json").read_text())))
    terminal.say(f"\nThe report: {folder / 'index.html'}")
    terminal.say(f"To look at it yourself: {settings.load().in_shell}.venv/bin/roundtrip campaign list")


def _explain(terminal: Terminal, error: Exception, log: Path) -> None:
    """The error itself, in full where it is a bug, and where the rest of the story is."""
    import traceback

    traceback.print_exception(error)  # into the log
    if sentence := no_answer(error):
        terminal.failed("database", sentence)
        return
    name = getattr(error, "task", type(error).__name__)
    terminal.failed(name, str(getattr(error, "error", error)).split("\n[SQL:")[0])
    terminal.say(f"The whole story: {log}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make night", description=__doc__)
    parser.add_argument(
        "--landing", help="a folder or bucket (s3://, gs://) with files of your own; without it, simulated people"
    )
    parser.add_argument("--as-of", type=_day, help="the night over your files (YYYY-MM-DD)")
    parser.add_argument("--people", type=int, default=PEOPLE, help="how many simulated people")
    parser.add_argument("--nights", type=int, default=NIGHTS, help="how many nights of theirs")
    parser.add_argument(
        "--faults", action="store_true", help="simulated providers fail, hang up and lose answers all day"
    )
    given = parser.parse_args()
    if given.as_of and not given.landing:
        parser.error("AS_OF names the night over files of your own: give LANDING=folder too, or leave AS_OF out")
    return given


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{written!r} is no date; write it as in 2026-11-10") from error


if __name__ == "__main__":
    code = main()
    if code == INTERRUPTED:
        os._exit(code)  # what Airflow wants to wait for at exit was interrupted too
    sys.exit(code)
