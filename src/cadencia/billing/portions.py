"""How much a run does between one commit and the next: who looks sees each of them (GE-10).

A large run goes by thousands, because each commit costs. Of a small one a fifth is enough to be
seen moving, and to be stopped in between.
"""

LEAST = 200
STEPS = 5


def portion(many: int, most: int) -> int:
    """Return how many of so many are done at once, `most` at most.

    >>> [portion(many, 2000) for many in (1, 1_900, 2_500, 1_000_000)]
    [200, 380, 500, 2000]
    """
    return min(most, max(LEAST, many // STEPS))
