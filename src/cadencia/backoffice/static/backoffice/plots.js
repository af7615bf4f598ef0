// Draws the plots of a page, each from the values written beside it. A plot that HTMX brings is
// drawn when it comes; one that it takes away is let go. Numbers are those of the page's language.

const drawn = new Map();
const language = () => document.documentElement.lang || "es";

function tones() {
  const style = getComputedStyle(document.documentElement);
  const color = (name) => style.getPropertyValue(name).trim();
  return {
    accent: color("--o-accent"),
    soft: `color-mix(in oklab, ${color("--o-accent")} 55%, ${color("--o-raised")})`,
    good: color("--o-good"),
    "good-soft": `color-mix(in oklab, ${color("--o-good")} 45%, ${color("--o-raised")})`,
    warning: color("--o-warning"),
    bad: color("--o-bad"),
    line: color("--o-line"),
    dim: color("--o-dim"),
    text: color("--o-text"),
    raised: color("--o-raised"),
  };
}

// A canvas doesn't know `var` nor, everywhere, `color-mix`: the browser works them out.
function plain(colors) {
  const probe = document.body.appendChild(document.createElement("span"));
  const found = {};
  for (const [name, value] of Object.entries(colors)) {
    probe.style.color = value;
    found[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return found;
}

function numbers(currency) {
  const money = { style: "currency", currency };
  const whole = new Intl.NumberFormat(language(), { ...money, maximumFractionDigits: 0, notation: "compact" });
  const exact = new Intl.NumberFormat(language(), { ...money, useGrouping: "always" });
  return { whole: (value) => whole.format(value), exact: (value) => exact.format(value) };
}

function dataset(series, plot, colors) {
  const color = colors[series.tone];
  const common = { label: series.title, data: series.values, backgroundColor: color, borderColor: color };
  if (series.mark === "line") {
    const from = series.dashedFrom ?? series.values.length;
    return {
      ...common,
      type: "line",
      borderWidth: 2,
      pointRadius: 0,
      pointHitRadius: 12,
      tension: 0,
      segment: { borderDash: (step) => (step.p0DataIndex >= from ? [5, 4] : undefined) },
    };
  }
  return { ...common, maxBarThickness: 26, categoryPercentage: 0.8, barPercentage: 0.9, borderRadius: 2 };
}

function options(plot, colors) {
  const figures = numbers(plot.currency);
  const values = {
    stacked: plot.stacked,
    beginAtZero: true,
    border: { display: false },
    grid: { color: colors.line },
    ticks: { color: colors.dim, maxTicksLimit: 6, callback: (value) => figures.whole(value) },
  };
  const labels = {
    stacked: plot.stacked,
    border: { color: colors.line },
    grid: { display: false },
    ticks: { color: colors.dim, maxRotation: 0, autoSkipPadding: 8 },
  };
  const shown = plot.series.length > 1;
  return {
    animation: false,
    maintainAspectRatio: false,
    indexAxis: plot.lies ? "y" : "x",
    interaction: { mode: "index", axis: plot.lies ? "y" : "x", intersect: false },
    scales: plot.lies ? { x: values, y: labels } : { x: labels, y: values },
    plugins: {
      legend: { display: shown, position: "bottom", labels: { color: colors.text, boxWidth: 10, boxHeight: 10 } },
      tooltip: { callbacks: { label: (item) => `${item.dataset.label}: ${figures.exact(item.raw)}` } },
    },
    onClick: (event, elements) => {
      const address = elements.length && plot.addresses[elements[0].index];
      if (address) window.location.assign(address);
    },
    onHover: (event, elements) => {
      const leads = elements.length && plot.addresses[elements[0].index];
      event.native.target.style.cursor = leads ? "pointer" : "default";
    },
  };
}

function draw(figure) {
  const canvas = figure.querySelector("canvas");
  const plot = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
  const colors = plain(tones());
  window.Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  const chart = new window.Chart(canvas, {
    type: "bar",
    data: { labels: plot.labels, datasets: plot.series.map((each) => dataset(each, plot, colors)) },
    options: options(plot, colors),
  });
  drawn.set(canvas, chart);
  figure.dataset.drawn = "yes";
}

function refresh() {
  for (const [canvas, chart] of drawn) {
    if (canvas.isConnected) continue;
    chart.destroy();
    drawn.delete(canvas);
  }
  for (const each of document.querySelectorAll("[data-plot]:not([data-drawn])")) draw(each);
}

function redraw() {
  for (const each of document.querySelectorAll("[data-plot][data-drawn]")) {
    const canvas = each.querySelector("canvas");
    drawn.get(canvas)?.destroy();
    drawn.delete(canvas);
    delete each.dataset.drawn;
  }
  refresh();
}

document.addEventListener("htmx:afterSettle", refresh);
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
window.addEventListener("beforeprint", () => drawn.forEach((chart) => chart.resize()));
refresh();
