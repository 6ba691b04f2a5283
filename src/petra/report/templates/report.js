// Puts the interactive drawing in the place of each still picture; the still one stays for printing and where this fails.
for (const figure of document.querySelectorAll("figure")) {
  const spec = figure.querySelector(".spec");
  const live = figure.querySelector(".live");
  if (!spec || !live) continue;
  live.hidden = false;
  window.vegaEmbed(live, JSON.parse(spec.textContent), { renderer: "svg", actions: { export: true, source: false, compiled: false, editor: false } })
    .then(() => figure.classList.add("is-live"))
    .catch(() => { live.hidden = true; });
}
