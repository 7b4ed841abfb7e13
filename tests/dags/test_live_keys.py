"""Keys of the real providers come from Airflow's connections, and only where the installation sends to real providers."""

from __future__ import annotations

import importlib.util
import json
import os
from types import ModuleType

import pytest

from roundtrip import declared, settings
from roundtrip.channels import credentials

ACCOUNT = {
    "project_id": "shop",
    "private_key": "secret",
    "client_email": "a@b",
    "token_uri": "https://oauth2.googleapis.com/token",
}


TWILIO = declared.account_variable("twilio")


@pytest.fixture
def send(airflow_home, installation) -> ModuleType:
    installation.setenv("AIRFLOW_CONN_ROUNDTRIP_SENDGRID", json.dumps({"conn_type": "generic", "password": "SG.live"}))
    installation.setenv(
        "AIRFLOW_CONN_ROUNDTRIP_FCM", json.dumps({"conn_type": "generic", "password": json.dumps(ACCOUNT)})
    )
    installation.setenv(
        "AIRFLOW_CONN_ROUNDTRIP_TWILIO", json.dumps({"conn_type": "generic", "login": "AC1", "password": "token"})
    )
    for variable in (credentials.FCM_VARIABLE, credentials.SENDGRID_VARIABLE, TWILIO):
        installation.setenv(variable, "")
    spec = importlib.util.spec_from_file_location("send", settings.PROJECT / "dags" / "send.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_live_keys_reach_the_channels(send, installation):
    installation.setenv("ROUNDTRIP_PROVIDERS", "live")
    send.hand_over_keys()
    assert credentials.sendgrid().key == "SG.live"
    assert credentials.fcm().service_account == ACCOUNT


def test_a_channel_gets_the_account_of_the_provider_that_carries_it(send, installation):
    installation.setenv("ROUNDTRIP_PROVIDERS", "live")
    send.hand_over_account("push")
    assert os.environ[TWILIO] == ""
    for channel in ("sms", "messenger"):
        send.hand_over_account(channel)
        assert credentials.account("twilio") == credentials.Account(None, "AC1", "token")


def test_a_sandbox_never_sees_them(send):
    send.hand_over_keys()
    send.hand_over_account("sms")
    assert os.environ[TWILIO] == ""
    assert os.environ[credentials.SENDGRID_VARIABLE] == ""
    assert os.environ[credentials.FCM_VARIABLE] == ""
