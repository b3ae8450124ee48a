"""Three thousand requests of a real site: which of them the door takes for a machine's by name."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from analytics.machines.door import is_bot

LOG = Path(settings.BASE_DIR).parent / "shared/data/weblog-apache-slice/access.log"
AGENT = re.compile(r'"([^"]*)"$')
# Read through by hand: every name of this log with one of these is a program's, and none without.
PROGRAM = re.compile(
    r"bot|crawl|spider|slurp|feed|reader|fetch|curl|wget|python|java/|libwww|monitor|ruby|perl|rss|preview|externalhit|"
    r"proxy|nutch|embedly|xenu",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def agents():
    if not LOG.exists():
        pytest.skip("the example log is not on this machine")
    return Counter(found[1] for line in LOG.read_text(errors="replace").splitlines() if (found := AGENT.search(line)))


def test_programs_that_say_so_are_recognised(agents):
    programs = {agent: n for agent, n in agents.items() if PROGRAM.search(agent)}
    recognised = sum(n for agent, n in programs.items() if is_bot(agent))

    assert sum(agents.values()) == 3000
    assert recognised / sum(programs.values()) > 0.97


def test_no_browser_is_taken_for_one(agents):
    browsers = [agent for agent in agents if not PROGRAM.search(agent)]

    assert len(browsers) > 150
    assert [agent for agent in browsers if is_bot(agent)] == []
