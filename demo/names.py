"""Invented people and companies, put together from the parts in names.yaml."""

from pathlib import Path
from random import Random

import yaml

PARTS = yaml.safe_load(Path(__file__).with_name("names.yaml").read_text(encoding="utf-8"))


def person(dice: Random) -> tuple[str, str]:
    return dice.choice(PARTS["first"]), dice.choice(PARTS["last"])


def company_names(dice: Random, count: int) -> list[str]:
    """Distinct names; a small number follows once the parts are used up."""
    names = [f"{founder} {trade}" for founder in PARTS["founders"] for trade in PARTS["trades"]]
    dice.shuffle(names)
    extra = [f"{names[n % len(names)]} {n // len(names) + 1}" for n in range(len(names), count)]
    return (names + extra)[:count]
