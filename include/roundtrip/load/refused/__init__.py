"""Rows that their contract refused: which there are, what they say, and loading them again."""

from roundtrip.load.refused.look import Group, Refused, groups, rows
from roundtrip.load.refused.one_file import Retried
from roundtrip.load.refused.reading import CorrectedRowsError
from roundtrip.load.refused.retry import RetryError, retry

__all__ = ["CorrectedRowsError", "Group", "Refused", "Retried", "RetryError", "groups", "retry", "rows"]
