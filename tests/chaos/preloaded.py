"""What the fork server does before it forks: seconds of imports and of set-up, once for all workers.

Reading certificates of authorities and checking the sandbox's RSA key take a third of a second each time, and prove
nothing where the providers are two local servers without TLS.
"""

from __future__ import annotations

import ssl
from functools import cache

import httpcore  # noqa: F401 (imported by httpx when it is first used)
from firebase_admin.credentials import Certificate
from google.auth.crypt._cryptography_rsa import RSASigner

from roundtrip.channels import credentials

from .worker import in_the_project

ssl.SSLContext.load_verify_locations = lambda *_, **__: None  # type: ignore[method-assign,assignment]
RSASigner.from_string = cache(RSASigner.from_string)
Certificate(dict(credentials.fcm().service_account))
in_the_project()
