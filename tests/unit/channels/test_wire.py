"""One POST at most, whatever breaks, and what is known of a call that was not answered."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pycurl
import pytest

from roundtrip.channels.pace import Pace
from roundtrip.channels.wire import Answered, Post, Unanswered, Wire

from .providers import a_certificate, provider

FAST = 6_000_000
"""Calls a minute: no test waits for the pace."""
NOT_BEGUN, MAY_HAVE_ARRIVED = False, True


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return a_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def sent(monkeypatch):
    """`sent(url, 2)`: two bodies, one call of `exchange` each, over one wire; the replies."""
    wires = []

    def send(url, calls=1, pace=None, timeout=2.0):
        wire = Wire("https://provider.example", url, timeout)
        wires.append(wire)
        pace = pace or Pace(FAST)
        posts = [Post("/send", ["Content-Type: application/json"], f"body {n}".encode()) for n in range(calls)]
        return [wire.exchange([post], pace, 10)[0] for post in posts]

    yield send
    for wire in wires:
        wire.close()


def test_left_alone_libcurl_posts_twice():
    """Why bodies go through a read function; when this fails, docs/adr/0030 has lost its reason."""
    with provider(["answer", "reset", "answer"]) as server:
        curl = pycurl.Curl()
        curl.setopt(pycurl.URL, server.url)
        curl.setopt(pycurl.WRITEFUNCTION, lambda _: None)
        for body in (b"one", b"two"):
            curl.setopt(pycurl.COPYPOSTFIELDS, body)
            curl.perform()
        curl.close()
        assert server.bodies == [b"one", b"two", b"two"]


@pytest.mark.parametrize("act", ["reset", "leave", "hang", "half"])
def test_a_kept_connection_that_breaks_is_one_post(act, sent):
    with provider(["answer", act, "answer"]) as server:
        well, broken = sent(server.url, 2, timeout=0.5)
        assert (well.status, well.body, well.header("X-Name")) == (200, b"{}", "first")
        assert isinstance(broken, Unanswered)
        assert broken.may_have_arrived
        assert server.bodies == [b"body 0", b"body 1"]


@pytest.mark.parametrize("act", ["reset", "refuse", "goaway"])
def test_so_it_is_in_http_2(act, sent, certificate, monkeypatch):
    """A refused stream and a GOAWAY ask for a repeat; whoever read the body may have used it all the same."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with provider(["answer", act, "answer"], certificate) as server:
        well, broken = sent(server.url, 2)
        assert well == Answered(200, b"{}", well.header_lines)
        assert isinstance(broken, Unanswered)
        assert broken.may_have_arrived
        assert server.bodies == [b"body 0", b"body 1"]


def test_after_a_break_the_next_call_goes_through(sent):
    with provider(["reset", "answer"]) as server:
        broken, well = sent(server.url, 2)
        assert isinstance(broken, Unanswered)
        assert well.status == 200


def test_refused_is_known_not_to_have_arrived(sent):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        (reply,) = sent(f"http://127.0.0.1:{closed.getsockname()[1]}")
    assert isinstance(reply, Unanswered)
    assert not reply.may_have_arrived


def test_whoever_takes_no_connection_has_seen_nothing(sent):
    """A listener whose queue is full: the time-out strikes while connecting."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        place = full.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(place)
        (reply,) = sent(f"http://127.0.0.1:{place[1]}", timeout=0.5)
        for each in waiting:
            each.close()
    assert isinstance(reply, Unanswered)
    assert not reply.may_have_arrived


def test_a_strange_certificate_is_no_provider(sent, certificate):
    with provider(["answer"], certificate) as server:
        (reply,) = sent(server.url)
        assert isinstance(reply, Unanswered)
        assert not reply.may_have_arrived
        assert server.bodies == []


def test_a_redirect_is_an_answer_and_not_followed(sent):
    with provider(["redirect", "answer"]) as server:
        (reply,) = sent(server.url)
        assert reply.status == 307
        assert server.bodies == [b"body 0"]


def test_no_proxy_of_the_environment_in_sandbox_mode(sent, monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with provider(["answer"]) as server:
        assert sent(server.url)[0].status == 200


def test_the_socket_itself_is_guarded(monkeypatch):
    """Even a wire that was led astray after it was made."""
    wire = Wire("https://provider.example", "http://127.0.0.1:9", 1)
    wire._connections._url = "http://93.184.216.34"
    (reply,) = wire.exchange([Post("/", [], b"x")], Pace(FAST), 5)
    wire.close()
    assert isinstance(reply, Unanswered)
    assert not reply.may_have_arrived


def test_many_in_flight_each_get_their_own_reply_and_no_thread(sent):
    wire = Wire("https://provider.example", None, 5)
    before = threading.active_count()
    with provider(["answer", "busy", "answer"]) as server:
        wire = Wire("https://provider.example", server.url, 5)
        replies = wire.exchange([Post("/", [], b"%d" % n) for n in range(200)], Pace(FAST), 20)
        assert sorted(server.bodies) == sorted(b"%d" % n for n in range(200))
    wire.close()
    assert [reply.status for reply in replies].count(429) == 1
    assert threading.active_count() <= before + 30  # the provider's own


def test_a_provider_that_stays_busy_is_left_alone():
    with provider(["busy"]) as server:
        wire, pace = Wire("https://provider.example", server.url, 5), Pace(60_000)
        replies = wire.exchange([Post("/", [], b"%d" % n) for n in range(2000)], pace, 20)
        wire.close()
    assert pace.rest() > timedelta(seconds=20)  # it asked for 30
    begun = [reply for reply in replies if reply]
    assert {reply.status for reply in begun} == {429}
    assert len(server.bodies) == len(begun) < 100
    assert replies[-1] is None


def test_a_provider_that_hangs_is_not_walked_into():
    """Few are in doubt; the others were never sent, and are told so after a moment."""
    with provider(["hang"]) as server:
        wire, pace = Wire("https://provider.example", server.url, 0.3), Pace(FAST)
        wire.at_a_time = 1000
        replies = wire.exchange([Post("/", [], b"%d" % n) for n in range(2000)], pace, 20)
        wire.close()
    begun = [reply for reply in replies if reply]
    assert len(begun) < 100
    assert replies[-1] is None
    assert pace.rest()


def test_threads_on_one_wire_take_turns():
    """Replies of the one must never be taken for the other's."""
    with provider(["answer"]) as server:
        wire = Wire("https://provider.example", server.url, 5)
        with ThreadPoolExecutor(4) as pool:
            replies = pool.map(lambda n: wire.exchange([Post("/", [], b"%d" % n)] * 50, Pace(FAST), 20), range(8))
            assert all(reply and reply.status == 200 for batch in replies for reply in batch)
        wire.close()
    assert Counter(server.bodies) == {b"%d" % n: 50 for n in range(8)}


def test_what_was_in_flight_when_it_was_interrupted_is_nobody_s_reply(monkeypatch):
    with provider(["answer"]) as server:
        wire = Wire("https://provider.example", server.url, 5)
        with monkeypatch.context() as interrupted:
            interrupted.setattr(wire._connections, "wait", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                wire.exchange([Post("/", [], b"first")], Pace(FAST), 5)
        assert wire._connections.in_flight == 0
        replies = wire.exchange([Post("/", [], b"second")] * 2, Pace(FAST), 5)
        wire.close()
    assert [reply.status for reply in replies] == [200, 200]


def test_patience_ends():
    with provider(["answer"]) as server:
        wire = Wire("https://provider.example", server.url, 5)
        replies = wire.exchange([Post("/", [], b"x")] * 50, Pace(60), patience_seconds=0.3)
        wire.close()
    assert [reply is None for reply in replies] == [False] * len(server.bodies) + [True] * (50 - len(server.bodies))
    assert 1 <= len(server.bodies) < 5
