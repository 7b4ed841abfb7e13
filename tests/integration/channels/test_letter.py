"""The promises of every channel, kept by files: whole or not there, once, signed, and without a formula in any cell."""

from __future__ import annotations

import csv
import hmac
from dataclasses import replace

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from roundtrip import declared, secrets_store, settings
from roundtrip.channels import drop_folder
from roundtrip.channels.credentials import CredentialsError
from roundtrip.domain.message import Verdict

from .carriers import FaultyDisk


@pytest.fixture
def folder(surroundings):
    return settings.load().home / "handoff" / "letters"


def rows(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def letter(opened, folder):
    opened["letter"].prepare()
    return opened["letter"]


def test_a_batch_is_a_signed_file_with_a_row_a_letter(letter, rendered, folder):
    batch = rendered("letter", 25)
    outcomes = letter.send(batch)
    assert [o.message_id for o in outcomes] == [r.message.message_id for r in batch]
    assert {o.verdict for o in outcomes} == {Verdict.ACCEPTED}
    (path,) = folder.glob("*.csv")
    assert {o.provider_message_id.partition("#")[0] for o in outcomes} == {path.name}
    assert [row["message_id"] for row in rows(path)] == [str(r.message.message_id) for r in batch]
    first = {"account": "user-0", "form": "win_back_a5", "language": "en", "salutation": "Dear Person 0"}
    assert first.items() <= rows(path)[0].items()
    signature = hmac.digest(secrets_store.secret("handoff_key"), path.read_bytes(), "sha256").hex()
    assert path.with_name(f"{path.name}.sig").read_text() == signature + "\n"
    assert len(list(folder.iterdir())) == 2


def test_each_variant_has_a_file_of_its_own(letter, rendered, folder):
    letter.send([*rendered("letter", 2), *rendered("letter", 3, variant="other")])
    assert sorted(len(rows(path)) for path in folder.glob("*.csv")) == [2, 3]


def test_a_file_that_is_there_is_accepted_and_left_alone(letter, rendered, folder):
    batch = rendered("letter", 3)
    letter.send(batch)
    (path,) = folder.glob("*.csv")
    before = path.stat().st_mtime_ns, path.read_bytes()
    assert {o.verdict for o in letter.send(list(reversed(batch)))} == {Verdict.ACCEPTED}
    assert (path.stat().st_mtime_ns, path.read_bytes()) == before


def test_no_cell_is_a_formula(letter, rendered, folder):
    letter.send(rendered("letter", address="=cmd()", placeholders={"first_name": "Eve\r\n=1+1"}))
    (path,) = folder.glob("*.csv")
    (row,) = rows(path)
    assert row["account"] == "'=cmd()"
    assert row["salutation"] == "Dear Eve =1+1"


class FaultyBucket(MemoryFileSystem):
    """A bucket whose request breaks before or after the object is there."""

    cachable = False
    fails: tuple[str, ...] = ()

    def pipe_file(self, path, value, **options):
        if "before" in self.fails and path.endswith(".csv"):
            raise ConnectionError("reset")
        super().pipe_file(path, value, **options)
        if "after" in self.fails and path.endswith(".csv"):
            raise ConnectionError("reset")


@pytest.mark.parametrize(
    "case",
    [
        (FaultyDisk, ("write",), Verdict.NOT_NOW, 0),
        (FaultyDisk, ("move",), Verdict.NOT_NOW, 0),
        (FaultyDisk, ("after the move",), Verdict.ACCEPTED, 1),
        (FaultyDisk, ("after the move", "second look"), Verdict.UNCERTAIN, 1),
        (FaultyBucket, ("before",), Verdict.UNCERTAIN, 0),
        (FaultyBucket, ("after",), Verdict.ACCEPTED, 1),
    ],
)
def test_whatever_breaks_it_says_what_is_known(opened, rendered, folder, monkeypatch, case):
    store, fails, verdict, files = case
    faulty = store()
    faulty.fails = fails
    monkeypatch.setattr(drop_folder, "url_to_fs", lambda url: (faulty, url))
    opened["letter"].prepare()
    (outcome,) = opened["letter"].send(rendered("letter"))
    assert outcome.verdict is verdict
    assert (outcome.retry_after is not None) == (verdict is Verdict.NOT_NOW)
    there = faulty.glob(f"{folder}/*")
    assert sum(path.endswith(".csv") for path in there) == files
    assert not any(path.endswith(".part") for path in there)
    assert "user-0" not in str(outcome.error)


def test_a_folder_that_cannot_be_had_is_found_before_anything_is_in_flight(opened, folder):
    folder.parent.mkdir(parents=True)
    folder.write_text("a file is in the way")
    with pytest.raises(CredentialsError, match="cannot be reached"):
        opened["letter"].prepare()


def test_in_sandbox_mode_letters_stay_at_home(opened, monkeypatch):
    away = declared.drops()["print_shop"].model_copy(update={"drop": "s3://print-shop/letters"})
    monkeypatch.setattr(declared, "drops", lambda *_: {"print_shop": away})
    with pytest.raises(RuntimeError, match="stay on this machine"):
        opened["letter"].prepare()


def test_what_is_shown_is_text(rendered):
    (one,) = rendered("letter", language="de-AT", placeholders={})
    assert one.shown() == {"form": "win_back_a5", "salutation": "Hallo du", "offer": "Komm bis Sonntag wieder"}


def test_a_name_in_the_file_is_the_fields_alone(rendered):
    (one,) = rendered("letter")
    assert list(replace(one).row()) == ["message_id", "account", "form", "language", "salutation", "offer"]
