"""Drafts a feed from samples of its files: a contract whose every guess says why, and the staging pair that reads it.

sample      a bounded look at files of any size; text: whether they are text at all
shape       which type of a contract the values of a field fit, by the loader's own functions
names       what a field's name tells: identifier, personal, time
columns     shape and name together: the draft of each column
delivery    which columns make a row the same row again, when it happened, how the feed is delivered
example     a row with nobody in it
contract    the YAML; staging: the SQL and its two .yml
"""

from roundtrip.load.inference.draft import Draft, DraftExistsError, FeedNameError, infer
from roundtrip.load.inference.parse import UnreadableSample

__all__ = ["Draft", "DraftExistsError", "FeedNameError", "UnreadableSample", "infer"]
