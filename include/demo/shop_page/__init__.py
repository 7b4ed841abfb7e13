"""A page as a shop would write it, which uses the reference client of the inbox."""
