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
