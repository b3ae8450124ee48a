// Shows a PDF page by page, each when it comes near, and says which share of its pages was looked at for two seconds.
(async () => {
  const list = document.querySelector("[data-document]");
  const said = document.querySelector("[data-document-said]");
  const place = document.querySelector("[data-document-place]");
  const NEAR = 1.5, LOOK = 250, LONG_ENOUGH = 2000, SHARPEST = 2;
  const sheets = [], near = new Set(), looked = new Map();

  // A page is looked at while it fills half of the window, or half of it is seen.
  const inView = () => sheets.filter(sheet => {
    const box = sheet.getBoundingClientRect();
    const seen = Math.min(box.bottom, innerHeight) - Math.max(box.top, 0);
    return seen >= Math.min(box.height, innerHeight) / 2;
  });
  const look = () => {
    const seen = inView();
    if (seen.length) {
      place.hidden = false;
      place.textContent = "Page " + seen[0].dataset.number + " of " + sheets.length;
    }
    if (document.hidden || !document.hasFocus()) return;
    const before = count();
    for (const sheet of seen) looked.set(sheet, (looked.get(sheet) || 0) + LOOK);
    if (count() > before) dispatchEvent(new CustomEvent("pages", { detail: count() / sheets.length }));
  };
  const count = () => [...looked.values()].filter(time => time >= LONG_ENOUGH).length;

  const draw = async (pdf, sheet) => {
    if (!near.has(sheet) || sheet.drawn) return;
    sheet.drawn = true;
    const page = await pdf.getPage(+sheet.dataset.number);
    const plain = page.getViewport({ scale: 1 });
    sheet.style.aspectRatio = plain.width + " / " + plain.height;
    const scale = sheet.clientWidth / plain.width * Math.min(devicePixelRatio || 1, SHARPEST);
    const viewport = page.getViewport({ scale });
    const canvas = document.createElement("canvas");
    canvas.width = Math.floor(viewport.width);
    canvas.height = Math.floor(viewport.height);
    canvas.setAttribute("aria-hidden", "true");
    await page.render({ canvasContext: canvas.getContext("2d"), viewport }).promise;
    const text = document.createElement("p");
    text.className = "visually-hidden";
    text.textContent = (await page.getTextContent()).items.map(item => item.str + (item.hasEOL ? "\n" : "")).join("");
    sheet.replaceChildren(canvas, text);
  };
  // What is far away gives its memory back.
  const clear = sheet => {
    const canvas = sheet.querySelector("canvas");
    if (canvas) canvas.remove();
    sheet.drawn = false;
  };
  const failed = () => {
    said.hidden = false;
    said.textContent = "The pages could not be shown here. The file can be downloaded.";
  };
  const layOut = async pdf => {
    const first = (await pdf.getPage(1)).getViewport({ scale: 1 });
    const watcher = new IntersectionObserver(entries => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) near.add(target), draw(pdf, target).catch(failed);
        else near.delete(target), clear(target);
      }
    }, { rootMargin: NEAR * 100 + "% 0px" });
    for (let number = 1; number <= pdf.numPages; number++) {
      const sheet = document.createElement("li");
      sheet.className = "document-page";
      sheet.dataset.number = number;
      sheet.setAttribute("aria-label", "Page " + number);
      sheet.style.aspectRatio = first.width + " / " + first.height;
      sheets.push(sheet);
      list.append(sheet);
      watcher.observe(sheet);
    }
  };
  try {
    const { getDocument, GlobalWorkerOptions } = await import(list.dataset.pdfjs);
    GlobalWorkerOptions.workerSrc = list.dataset.worker;
    said.textContent = "The pages are being fetched.";
    await layOut(await getDocument({ url: list.dataset.document, isEvalSupported: false, enableXfa: false }).promise);
    said.hidden = true;
    setInterval(look, LOOK);
  } catch {
    failed();
  }
  // What comes back from the browser's memory is another reading.
  addEventListener("pageshow", event => { if (event.persisted) looked.clear(); });
})();
