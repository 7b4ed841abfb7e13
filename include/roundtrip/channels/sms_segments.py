"""How many messages a text is billed as. One letter outside the GSM alphabet more than halves what fits into each."""

from __future__ import annotations

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
"""Each takes two places: an escape and itself."""
GSM_SINGLE, GSM_PART = 160, 153
UCS2_SINGLE, UCS2_PART = 70, 67


def segments(text: str) -> int:
    """Segments of GSM 03.38 where every letter is in its alphabet, else of UCS-2. A pair is never torn between two."""
    if all(letter in _BASIC or letter in _EXTENDED for letter in text):
        return _parts([2 if letter in _EXTENDED else 1 for letter in text], GSM_SINGLE, GSM_PART)
    return _parts([len(letter.encode("utf-16-le")) // 2 for letter in text], UCS2_SINGLE, UCS2_PART)


def foreign_letters(text: str) -> str:
    """The letters that make it UCS-2, each once, in order."""
    return "".join(dict.fromkeys(letter for letter in text if letter not in _BASIC and letter not in _EXTENDED))


def _parts(widths: list[int], single: int, part: int) -> int:
    if sum(widths) <= single:
        return 1
    parts, filled = 1, 0
    for width in widths:
        if filled + width > part:
            parts, filled = parts + 1, 0
        filled += width
    return parts
