/* The practical share is the rest of the aspirational one. */
for (const rest of document.querySelectorAll("[data-practical-of]")) {
  const share = document.getElementById(rest.dataset.practicalOf);
  share.addEventListener("input", () => {
    const practical = 100 - share.valueAsNumber;
    rest.textContent = practical >= 0 && practical <= 100 ? practical : "";
  });
}
