"""Whether the bytes of a sample are text at all, before anybody reads rows out of them. Raises UnreadableSample where not."""

from __future__ import annotations

from roundtrip.load.fault import fault_of_bytes
from roundtrip.load.inference.parse import Lines, UnreadableSample
from roundtrip.load.inference.shape import ENOUGH
from roundtrip.load.reader import MAX_LINE


def opening(pieces: list[Lines], looked_at: int) -> bytes:
    """The first byte that is no white space; of each line `looked_at` bytes were."""
    if not any(pieces):
        raise UnreadableSample(
            f"no line ends within {looked_at >> 20} MiB; break it up: a line may have {MAX_LINE >> 20} MiB"
        )
    found = next((line.lstrip()[:1] for piece in pieces for line in piece if line.strip()), b"")
    if not found:
        raise UnreadableSample("empty; give a file with rows")
    return found


def require_utf8(pieces: list[Lines]) -> None:
    """Other encodings would load as nothing but refused rows, and a draft of them would be of garbled names."""
    first, *others = (line for piece in pieces for line in piece)
    spoiled = [line for line in others if _is_no_text(line)]
    if _is_no_text(first) or len(spoiled) > len(others) * (1 - ENOUGH):
        raise UnreadableSample("not UTF-8: convert it, as `iconv -f WINDOWS-1252 -t UTF-8` does")


def _is_no_text(line: bytes) -> bool:
    fault = fault_of_bytes(line[:MAX_LINE])
    return fault is not None and fault.reason in ("NUL byte", "invalid UTF-8")
