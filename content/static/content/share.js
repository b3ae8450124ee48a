// Shows "Copy the address" where the browser lets a page write to the clipboard, and says when it is done.
for (const place of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  const said = place.querySelector("[role=status]");
  place.hidden = false;
  place.querySelector("button").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(place.dataset.copy);
      said.textContent = "Copied.";
    } catch {
      said.textContent = "Your browser did not allow it. The address is in the bar above.";
    }
  });
}
