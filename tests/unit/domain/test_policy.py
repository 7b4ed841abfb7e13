"""Rules that would do harm are refused where they are written."""

from __future__ import annotations

import pytest

from roundtrip import declared, settings

POLICY = (settings.PROJECT / "include" / "policy.yml").read_text()


def test_a_lease_outlasts_a_batch(tmp_path):
    """With a shorter one, answers come when the message is nobody's any more."""
    assert "lease_minutes: 5 " in POLICY
    (tmp_path / "policy.yml").write_text(POLICY.replace("lease_minutes: 5 ", "lease_minutes: 1 "))
    with pytest.raises(declared.DeclarationError) as refused:
        declared.policy(tmp_path)
    (fault,) = refused.value.faults
    assert fault.startswith("policy.yml: lease_minutes: ")
    assert "write 2 or more" in fault
    (tmp_path / "policy.yml").write_text(POLICY.replace("lease_minutes: 5 ", "lease_minutes: 2 "))
    assert declared.policy(tmp_path).lease_minutes == 2
