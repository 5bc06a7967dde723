// Autocomplete for the search boxes: a combobox with a list of options by section. Without this file a box is a plain form field.
"use strict";

const PAUSE_MS = 90;
const HEADINGS = { part_numbers: "Part numbers", parts: "Parts", categories: "Categories", manufacturers: "Makers", equipment: "Equipment", devices: "Your devices", queries: "Others searched for" };
const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'" };

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// Every second piece is what was typed; the pieces become text, never HTML.
function marked(highlight) {
  return highlight.split(/<\/?em>/).map((piece, place) => {
    const text = piece.replace(/&(?:amp|lt|gt|quot|#x27);/g, (entity) => ENTITIES[entity]);
    return place % 2 ? element("em", {}, text) : text;
  });
}

class Finder {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input[type=search]");
    this.id = `${this.input.id}-list`;
    this.list = element("div", { id: this.id, role: "listbox", class: "suggest", "aria-label": "Suggestions", hidden: "" });
    this.status = element("div", { role: "status", class: "hidden" });
    this.options = [];
    this.active = -1;
    this.asked = "";
    form.append(this.list, this.status);
    for (const [name, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", this.id], ["aria-autocomplete", "list"]]) {
      this.input.setAttribute(name, value);
    }
    this.input.addEventListener("input", () => this.wait());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.follow(event.target.closest("[role=option]")));
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE_MS);
  }

  async ask() {
    const text = this.input.value.trim();
    this.asked = text;
    if (!text) return this.close();
    const answer = await fetch(`/api/v1/search/suggest?q=${encodeURIComponent(text)}`).catch(() => null);
    const sections = answer?.ok ? (await answer.json()).sections : [];
    if (this.asked === text && document.activeElement === this.input) this.show(sections);
  }

  show(sections) {
    this.options = [];
    this.choose(-1);
    this.list.replaceChildren(...sections.map((section) => this.section(section)));
    const open = this.options.length > 0;
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
    this.status.textContent = open ? `${this.options.length} suggestions, choose with the arrow keys` : "";
  }

  section(section) {
    const heading = `${this.id}-${section.name}`;
    const options = section.items.map((item) => {
      const option = element("div", { id: `${this.id}-${this.options.length}`, role: "option", "aria-selected": "false", "data-url": item.url });
      option.append(element("span", {}, ...marked(item.highlight)));
      if (item.detail) option.append(" ", element("span", { class: "quiet" }, item.detail));
      this.options.push(option);
      return option;
    });
    return element("div", { role: "group", "aria-labelledby": heading }, element("p", { id: heading }, HEADINGS[section.name]), ...options);
  }

  key(event) {
    const open = !this.list.hidden;
    const last = this.options.length - 1;
    if (event.key === "Escape" && open) {
      this.close();
    } else if (event.key === "ArrowDown" && open) {
      this.choose(this.active < last ? this.active + 1 : -1);
    } else if (event.key === "ArrowUp" && open) {
      this.choose(this.active < 0 ? last : this.active - 1);
    } else if (event.key === "Enter" && open && this.active >= 0) {
      this.follow(this.options[this.active]);
    } else {
      return;
    }
    event.preventDefault();
  }

  choose(place) {
    this.options[this.active]?.setAttribute("aria-selected", "false");
    this.active = place;
    const option = this.options[place];
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  follow(option) {
    if (option) location.assign(option.dataset.url);
  }

  close() {
    clearTimeout(this.timer);
    this.asked = "";
    this.show([]);
  }
}

for (const form of document.querySelectorAll("form.finder")) new Finder(form);
