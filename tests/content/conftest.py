import pytest
from wagtail import hooks


@pytest.fixture
def empty_slots(monkeypatch):
    """The slots on public pages are the upper floors' own; here they stand empty unless a test fills them."""
    hooks.search_for_hooks()
    for slot in ("site_footer", "asset_scripts", "asset_gate"):
        monkeypatch.setitem(hooks._hooks, slot, [])
