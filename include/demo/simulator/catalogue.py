"""What the shops sell over the counter."""

from __future__ import annotations

import numpy as np

from demo.simulator.today import Row

GOODS = (
    ("tee-1", "T-shirt"),
    ("shoe-7", "Trail shoe"),
    ("sock-3", "Socks, 3 pairs"),
    ("bag-2", "Daypack"),
    ("cap-4", "Cap"),
    ("bottle-1", "Bottle, 0.7 l"),
)
MOST_LINES = 3


def lines(rng: np.random.Generator, amount_minor: int) -> list[Row]:
    """One to MOST_LINES goods that cost the amount together."""
    goods = rng.permutation(len(GOODS))[: rng.integers(1, MOST_LINES + 1)].tolist()
    cuts = np.sort(rng.integers(1, max(amount_minor, 2), len(goods) - 1)).tolist()
    amounts = np.diff([0, *cuts, amount_minor]).tolist()
    return [
        {"sku": GOODS[code][0], "name": GOODS[code][1], "quantity": int(rng.integers(1, 3)), "amount_minor": amount}
        for code, amount in zip(goods, amounts, strict=True)
    ]
