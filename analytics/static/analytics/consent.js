// Shows the present choice in the static question at the foot of the page.
(() => {
  const show = name => {
    for (const part of document.querySelectorAll("[data-consent]")) part.hidden = part.dataset.consent !== name;
  };
  if (navigator.globalPrivacyControl) show("refused");
  else if (/(^|; )ts_consent=yes/.test(document.cookie)) show("given");
})();
