"""How many lines make a batch, so that neither a slow database nor a long spool keeps the worker's other chores waiting."""

from dataclasses import dataclass, field

# Seconds that a batch should take at most.
AT_MOST = 1.0
FEWEST = 100


@dataclass
class Stride:
    most: int
    lines: int = field(init=False)

    def __post_init__(self):
        self.lines = self.most

    def took(self, seconds: float, *, lines: int) -> None:
        """Shorter after a batch that took too long, longer again while full batches are quick."""
        if seconds > AT_MOST:
            self.lines = max(FEWEST, round(lines * AT_MOST / seconds / 2))
        elif lines >= self.lines and seconds < AT_MOST / 2:
            self.lines = min(self.most, self.lines * 2)
