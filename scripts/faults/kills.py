"""kill -9 of web, collector and worker in a burst, everything else going on."""

import random
import time
from dataclasses import dataclass

from scripts.faults.house import House
from scripts.faults.ledger import Ledger
from scripts.faults.processes import Process
from scripts.faults.readers import letters
from scripts.faults.reckoning import await_loaded, differences
from scripts.faults.sending import sending


@dataclass(frozen=True, kw_only=True)
class Report:
    kills: dict[str, int]
    promised: int
    deliveries: int
    differences: list[str]

    @property
    def in_words(self) -> str:
        killed = ", ".join(f"{name} {count}" for name, count in self.kills.items())
        return (
            f"{sum(self.kills.values())} kills ({killed}), {self.promised} events promised in {self.deliveries} answers"
        )


def run(house: House, *, kills: int, readers: int, seed: int, a_second: float = 80) -> Report:
    """Any of the processes at any moment, also while it starts. Everything runs again in the end."""
    chance = random.Random(seed)  # noqa: S311 a drill that can be repeated
    ledger = house.ledger()
    done = {process.name: 0 for process in house.processes}
    turns = _turns(house)
    doors_are_open = True
    with sending(ledger, letters(house.readers(readers), house.assets, chance=chance), house.ports, a_second=a_second):
        for number in range(kills):
            process = turns[number % len(turns)]
            time.sleep(chance.uniform(0, 0.8))
            # Granian does not notice a child that dies before it watches over it.
            _kill(process, by_child=doors_are_open and chance.random() < 0.3)
            done[process.name] += 1
            if process is not house.worker:
                doors_are_open = chance.random() < 0.8
                if doors_are_open:
                    house.await_doors()
        house.await_doors()
    return report(house, ledger, kills=done)


def report(house: House, ledger: Ledger, *, kills: dict[str, int]) -> Report:
    await_loaded(house)
    return Report(
        kills=kills,
        promised=len(ledger.events),
        deliveries=ledger.deliveries,
        differences=differences(house, ledger),
    )


def _turns(house: House) -> list[Process]:
    """The collector is up again in a moment, so it dies most often."""
    doors = [process for process in (house.collector, house.web) if process]
    return [*doors, house.worker, doors[0], house.worker, doors[0]]


def _kill(process: Process, *, by_child: bool) -> None:
    """The whole of it, or only a child that its parent starts again."""
    if by_child:
        process.kill_a_child()
    else:
        process.kill()
    if not process.is_running:
        process.start()
