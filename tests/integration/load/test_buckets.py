"""Landings in S3 and GCS: real s3fs and gcsfs, against servers of their kind on this machine (moto's, gcp-storage-emulator)."""

from __future__ import annotations

import gzip
import logging
import re
from collections.abc import Iterator
from typing import Any

import fsspec
import httpx
import pytest
from moto.server import ThreadedMotoServer
from tests.integration.load.conftest import AS_OF
from tests.integration.load.test_file import HEADER, event

from roundtrip import settings
from roundtrip.load import load_night
from roundtrip.load import store as stores
from roundtrip.load.landing import LandedFile, landed, strangers
from roundtrip.load.store import UnreachableLanding

RECEIPT = HEADER + "r1,2026-11-09T10:00:00Z,1,\n"


@pytest.fixture(scope="module")
def s3_server() -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3(s3_server: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A file system that reaches the server as a user's would: by the environment alone."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3_server)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "anybody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "anything")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    return _fresh("s3")


@pytest.fixture
def gs(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    from gcp_storage_emulator.server import create_server

    server = create_server("127.0.0.1", 0, in_memory=True)
    server.start()
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", f"http://127.0.0.1:{server._api._httpd.server_address[1]}")
    monkeypatch.setenv("GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT", "false")
    yield _fresh("gs")
    server.stop()


@pytest.fixture(params=["s3", "gs"])
def bucket(request: pytest.FixtureRequest, contracts: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The file system of an empty bucket `roundtrip`, below whose prefix `landing` files land."""
    store = request.getfixturevalue(request.param)
    store.mkdir("roundtrip")
    monkeypatch.setenv("ROUNDTRIP_LANDING", f"{request.param}://roundtrip/landing")
    yield store
    store.rm("roundtrip", recursive=True)


def _fresh(protocol: str) -> Any:
    """fsspec keeps its instances; one of an earlier test would talk to that test's server."""
    made = fsspec.filesystem(protocol)
    type(made).clear_instance_cache()
    return fsspec.filesystem(protocol)


def test_a_night_loads_what_lies_in_a_bucket_plain_and_gzipped(bucket, look):
    bucket.pipe("roundtrip/landing/events/a.ndjson", (event(1) + event(2) + "bad\n").encode())
    bucket.pipe("roundtrip/landing/events/2026/b.ndjson", event(9).encode())  # below, where the pattern does not look
    bucket.pipe("roundtrip/landing/events/c.ndjson.gz", gzip.compress(event(3).encode()))
    bucket.pipe("roundtrip/landing/receipts/a.csv", RECEIPT.encode())
    counts = load_night(AS_OF).counts
    assert (counts["files"], counts["loaded"], counts["quarantined"], counts["files_refused"]) == (3, 4, 1, 0)
    assert look("select file, rows_loaded from raw.batch order by file") == [
        ("events/a.ndjson", 2),
        ("events/c.ndjson.gz", 1),
        ("receipts/a.csv", 1),
    ]


def test_a_known_object_is_not_read_again_and_a_corrected_one_is_noticed(bucket, load, monkeypatch):
    bucket.pipe("roundtrip/landing/events/a.ndjson", event(1).encode())
    assert load("events").loaded == 1
    with monkeypatch.context() as patch:
        patch.setattr(LandedFile, "open", lambda _: pytest.fail("read again"))
        assert load("events").skipped == 1
    bucket.pipe("roundtrip/landing/events/a.ndjson", event(2).encode())  # the same size, another version
    assert load("events").loaded == 1


def test_an_object_that_vanishes_while_it_is_read_is_refused_alone(bucket, load, look, monkeypatch):
    monkeypatch.setattr(stores, "READ_AHEAD", 1 << 18)
    rows = "".join(event(n, padding="x" * 1000) for n in range(2000))
    bucket.pipe("roundtrip/landing/events/a.ndjson", rows.encode())
    bucket.pipe("roundtrip/landing/events/b.ndjson", event(1).encode())
    read = stores._Stored.readinto

    def vanish(self: Any, buffer: memoryview) -> int:
        if bucket.exists("roundtrip/landing/events/a.ndjson"):
            bucket.rm("roundtrip/landing/events/a.ndjson")
        return read(self, buffer)

    monkeypatch.setattr(stores._Stored, "readinto", vanish)
    brought = load("events")
    assert list(brought.refused) == ["events/a.ndjson"]
    assert look("select file from raw.batch") == ["events/b.ndjson"]
    assert look("select count(*) from raw.events") == [1]


def test_an_object_without_its_last_newline_is_whole_however_young(bucket, load):
    bucket.pipe("roundtrip/landing/events/a.ndjson", event(1).strip().encode())
    assert load("events").loaded == 1


def test_an_empty_prefix_is_a_landing_without_files(bucket, load):
    assert load("events").files == 0
    assert stores.why_unreachable(settings.load().landing) is None


def test_what_no_feed_reads_is_named_and_a_consoles_folder_is_no_file(bucket):
    bucket.pipe("roundtrip/landing/other/a.txt", b"x")
    bucket.pipe("roundtrip/landing/events/a.ndjson", b"x")
    bucket.pipe("roundtrip/landing/events/", b"")
    protocol = bucket.protocol if isinstance(bucket.protocol, str) else bucket.protocol[0]
    assert strangers(f"{protocol}://roundtrip/landing", ["events/*"]) == ["other/a.txt"]
    assert [file.name for file in landed(f"{protocol}://roundtrip/landing/", "events/*")] == ["events/a.ndjson"]


@pytest.mark.parametrize("protocol", ["s3", "gs"])
def test_a_bucket_that_does_not_exist_is_no_landing_without_files(request, contracts, monkeypatch, protocol):
    request.getfixturevalue(protocol)
    monkeypatch.setenv("ROUNDTRIP_LANDING", f"{protocol}://elsewhere/landing")
    with pytest.raises(UnreachableLanding, match=f"{protocol}://elsewhere/landing cannot be listed"):
        load_night(AS_OF)
    assert "elsewhere" in (stores.why_unreachable(f"{protocol}://elsewhere/landing") or "")


def test_a_bucket_that_refuses_us_is_no_landing_without_files(s3, s3_server, contracts, monkeypatch):
    s3.mkdir("refusing")
    s3.pipe("refusing/events/a.ndjson", event(1).encode())
    monkeypatch.setenv("ROUNDTRIP_LANDING", "s3://refusing")
    httpx.post(f"{s3_server}/moto-api/reset-auth", content="0")  # from now on the server asks who is asking
    try:
        with pytest.raises(UnreachableLanding, match="s3://refusing cannot be listed"):
            load_night(AS_OF)
    finally:
        httpx.post(f"{s3_server}/moto-api/reset-auth", content="inf")


OUT_OF_REACH = {
    "endpoint": (
        {"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_MAX_ATTEMPTS": "1"},
        "s3://nobody/there",
        "//nobody/there cannot.*connect",
    ),
    "credentials": ({"AWS_ACCESS_KEY_ID": "", "AWS_EC2_METADATA_DISABLED": "true"}, "s3://nobody/there", "credentials"),
    "protocol": ({}, "sftp2://someone:secret@there/landing", "sftp2://…@there/landing cannot.*Protocol not known"),
}


@pytest.mark.parametrize("case", OUT_OF_REACH.values(), ids=OUT_OF_REACH.keys())
def test_a_landing_out_of_reach_is_one_sentence(s3, contracts, monkeypatch, case):
    environment, landing, says = case
    for name, value in environment.items():
        monkeypatch.setenv(name, value) if value else monkeypatch.delenv(name)
    monkeypatch.setattr(type(s3), "retries", 1)
    type(s3).clear_instance_cache()
    monkeypatch.setenv("ROUNDTRIP_LANDING", landing)
    with pytest.raises(UnreachableLanding, match=says):
        load_night(AS_OF)
    assert re.search(says, stores.why_unreachable(landing) or "")
