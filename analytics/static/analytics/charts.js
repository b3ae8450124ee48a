// Draws the bars of our screens. What is drawn stands as JSON in the figure, the colours in screens.css, and the same
// numbers in a table below: without this script nothing is missing but the picture. Nothing moves.
(() => {
  const charts = new Map();
  const dark = matchMedia("(prefers-color-scheme: dark)");

  const told = (figure) => JSON.parse(figure.querySelector('script[type="application/json"]').textContent);

  // The colours of the theme that is on: Wagtail's class or the system's choice decides in the style sheet.
  const inks = (figure) => {
    const style = getComputedStyle(figure);
    const ink = (name) => style.getPropertyValue(`--${name}`).trim();
    return { tone: (name) => ink(`tone-${name}`), paper: ink("paper"), edge: ink("edge"), line: ink("line"), word: ink("word"), font: style.fontFamily };
  };

  const bars = (series, ink) => {
    // The open shape stands for aspirational everywhere, the solid one for practical.
    const open = series.tone === "aspirational";
    // The lightest stages would not stand out from the paper.
    const light = /^ramp-[123]$/.test(series.tone);
    return {
      label: series.name,
      data: series.values,
      backgroundColor: open ? `${ink.tone(series.tone)}1f` : ink.tone(series.tone),
      hoverBackgroundColor: open ? `${ink.tone(series.tone)}3f` : ink.tone(series.tone),
      borderColor: open ? ink.tone(series.tone) : light ? ink.edge : ink.paper,
      borderWidth: open ? 1.5 : light ? 0.75 : { top: 0.5 },
      borderSkipped: false,
      categoryPercentage: 0.86,
      barPercentage: 1,
      maxBarThickness: 44,
    };
  };

  const options = (chart, ink, go) => ({
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    interaction: { mode: "index", intersect: false },
    onClick: go,
    onHover: (event, items, { canvas }) => { canvas.style.cursor = items.length && go ? "pointer" : "default"; },
    layout: { padding: { top: 6 } },
    plugins: {
      legend: { display: false },
      tooltip: {
        animation: false,
        displayColors: false,
        filter: (item) => chart.series.length < 3 || item.raw > 0,
        callbacks: {
          title: (items) => chart.spoken[items[0].dataIndex],
          label: (item) => `${item.dataset.label}: ${item.raw.toLocaleString("en-GB")}`,
          footer: (items) => chart.series.length > 1
            ? `${items.reduce((sum, item) => sum + item.raw, 0).toLocaleString("en-GB")} ${chart.unit} in all` : "",
        },
      },
    },
    scales: {
      x: {
        stacked: true,
        grid: { display: false },
        border: { color: ink.line },
        ticks: { color: ink.word, maxRotation: 0, autoSkipPadding: 18, font: { family: ink.font, size: 12 } },
      },
      y: {
        stacked: true,
        beginAtZero: true,
        suggestedMax: 4,
        border: { display: false },
        grid: { color: ink.line, tickLength: 0 },
        ticks: { color: ink.word, precision: 0, maxTicksLimit: chart.is_small ? 3 : 5, padding: 8, font: { family: ink.font, size: 12 } },
      },
    },
  });

  const draw = (figure) => {
    const chart = told(figure);
    const ink = inks(figure);
    const leads = chart.series.some((series) => series.addresses.length);
    const go = (event, items, drawn) => {
      if (!items.length) return;
      const under = drawn.getElementsAtEventForMode(event, "nearest", { intersect: true }, false);
      const { datasetIndex, index } = under[0] || items[items.length - 1];
      location.assign(chart.series[datasetIndex].addresses[index]);
    };
    charts.get(figure)?.destroy();
    charts.set(figure, new Chart(figure.querySelector("canvas"), {
      type: "bar",
      data: { labels: chart.labels, datasets: chart.series.map((series) => bars(series, ink)) },
      options: options(chart, ink, leads ? go : null),
    }));
    figure.dataset.drawn = "";
  };

  const drawAll = () => {
    for (const figure of charts.keys()) {
      if (!figure.isConnected) { charts.get(figure).destroy(); charts.delete(figure); }
    }
    document.querySelectorAll("[data-chart]").forEach(draw);
  };

  drawAll();
  dark.addEventListener("change", drawAll);
  document.addEventListener("reading:replaced", drawAll);
})();
