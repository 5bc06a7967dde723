// Small comforts; every page works without this file.
"use strict";

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const label = button.querySelector("span");
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    label.textContent = "Copied";
    setTimeout(() => { label.textContent = "Copy"; }, 2000);
  });
}

for (const form of document.querySelectorAll("form.sort")) {
  form.querySelector("select").addEventListener("change", () => form.submit());
}

// A part opened from a results page. The server notes that when it sends the page, but a page that the browser fetched ahead
// of time is opened without asking again: so it is told here too, and counted once. Then the address is made fit to pass on.
// For the same reason only pages with scripts have pages fetched ahead: speculation.json looks for the class.
document.documentElement.classList.add("scripts");
function tellClick() {
  const asked = new URLSearchParams(location.search);
  const part = /^\/parts\/(\d+)/.exec(location.pathname);
  const place = Number(asked.get("position"));
  if (!part || !place || !asked.get("query")) return;
  const attributes = { object: { object_id: part[1] }, position: { ordinal: place } };
  const events = [{ action_name: "click", query_id: asked.get("query"), event_attributes: attributes }];
  fetch("/api/v1/events", { method: "POST", keepalive: true, headers: { "content-type": "application/json" }, body: JSON.stringify({ events }) }).catch(() => {});
  asked.delete("query");
  asked.delete("position");
  history.replaceState(history.state, "", location.pathname + (asked.size ? `?${asked}` : "") + location.hash);
}

if (document.prerendering) document.addEventListener("prerenderingchange", tellClick, { once: true });
else tellClick();
