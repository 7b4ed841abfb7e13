"""What files and rows say, as it may stand in a terminal."""


def printable(text: str) -> str:
    """Nothing in it that a terminal would obey: the sender of a file chooses its name and its rows."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
