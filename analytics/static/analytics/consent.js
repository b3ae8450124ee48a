// Shows the present choice in the static question at the foot of the page, and leads back to the address as it is.
(() => {
  const show = name => {
    for (const part of document.querySelectorAll("[data-consent]")) part.hidden = part.dataset.consent !== name;
  };
  // The page is the same for all who come, so it cannot know which campaign brought this one.
  for (const way of document.querySelectorAll('[data-consent] [name="next"]')) way.value = location.pathname + location.search;
  if (navigator.globalPrivacyControl || navigator.doNotTrack === "1") show("refused");
  else if (/(^|; )ts_consent=yes/.test(document.cookie)) show("given");
})();
