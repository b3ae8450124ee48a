// Copies the public link. Without this script the link stands there to be copied by hand.
for (const button of document.querySelectorAll("[data-copy-from]")) {
  const link = document.getElementById(button.dataset.copyFrom);
  const status = document.querySelector("[data-copy-status]");
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(link.href);
      status.textContent = "Copied.";
    } catch {
      status.textContent = "The browser did not allow copying. The link above can be selected and copied by hand.";
      getSelection().selectAllChildren(link);
    }
  });
}
