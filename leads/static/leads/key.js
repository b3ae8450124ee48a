// Takes the key of a gated asset out of the address, so that it is not kept among bookmarks or passed on by accident.
// It stays with this entry of the tab's history, for a reload.
(() => {
  const address = new URL(location.href);
  const key = address.searchParams.get("key");
  if (key && !document.getElementById("gate")) {
    address.searchParams.delete("key");
    history.replaceState({ ...history.state, key }, "", address);
  } else if (!key && history.state?.key && document.getElementById("gate")) {
    const kept = history.state.key;
    history.replaceState({ ...history.state, key: undefined }, "");
    address.searchParams.set("key", kept);
    location.replace(address);
  }
})();
