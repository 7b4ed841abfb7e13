"""Local servers that speak the protocols of FCM v1, SendGrid and Twilio, record what they got, and misbehave on request."""

from demo.sandbox.client import SandboxClient
from demo.sandbox.process import SandboxProcess
from demo.sandbox.server import serve

__all__ = ["SandboxClient", "SandboxProcess", "serve"]
