/** Search, the theme, the menu of narrow screens, and buttons that copy code. The pages can be read without. */

const MOST_RESULTS = 20;
const EXCERPT = 140;

/** @typedef {{anchor: string, heading: string, text: string}} Section */
/** @typedef {{address: string, title: string, sections: Section[]}} Page */

const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const find = /** @type {HTMLInputElement} */ (byId("find"));
const found = byId("found");
const results = byId("results");
const told = byId("told");

/** @type {Promise<Page[]> | undefined} */
let index;

function load() {
  index ??= fetch("/docs/search.json").then((answer) => {
    if (!answer.ok) throw new Error(`the index of the search was answered with ${answer.status}`);
    return answer.json();
  });
  return index;
}

/**
 * The sections that have every word. A word in the title of a page or in a heading counts more than one in the text.
 *
 * @param {Page[]} pages
 * @param {string[]} words
 */
function search(pages, words) {
  const hits = [];
  for (const page of pages) {
    const title = page.title.toLowerCase();
    for (const [place, section] of page.sections.entries()) {
      const heading = section.heading.toLowerCase();
      const text = section.text.toLowerCase();
      let score = 0;
      for (const word of words) {
        const of = (heading.includes(word) ? 8 : 0) + (title.includes(word) ? 4 : 0) + Math.min(text.split(word).length - 1, 3);
        if (of === 0) {
          score = 0;
          break;
        }
        score += of;
      }
      if (score > 0) hits.push({ page, section, score: score + (place === 0 ? 1 : 0) });
    }
  }
  return hits.sort((one, other) => other.score - one.score).slice(0, MOST_RESULTS);
}

/** The text around the first word that it has. @param {string} text @param {string[]} words */
function excerpt(text, words) {
  const places = words.map((word) => text.toLowerCase().indexOf(word)).filter((place) => place >= 0);
  const from = Math.max(0, Math.min(...places, text.length) - EXCERPT / 3);
  const start = from === 0 ? 0 : text.indexOf(" ", from) + 1;
  const cut = text.slice(start, start + EXCERPT);
  return (start > 0 ? "… " : "") + cut + (start + EXCERPT < text.length ? " …" : "");
}

/** @param {string} name @param {string} text @param {string[]} words */
function marked(name, text, words) {
  const span = document.createElement("span");
  span.className = name;
  const any = new RegExp(`(${words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`, "i");
  text.split(any).forEach((part, place) => {
    if (place % 2 === 1) {
      const mark = document.createElement("mark");
      mark.textContent = part;
      span.append(mark);
    } else {
      span.append(part);
    }
  });
  return span;
}

async function show() {
  const asked = find.value;
  const words = [...new Set(asked.toLowerCase().split(/\s+/).filter((word) => word !== ""))];
  if (words.length === 0) {
    close();
    return;
  }
  let hits;
  try {
    hits = search(await load(), words);
  } catch (error) {
    index = undefined;
    results.replaceChildren();
    told.textContent = `The search failed: ${/** @type {Error} */ (error).message}`;
    found.hidden = false;
    return;
  }
  if (find.value !== asked) return;
  told.textContent = hits.length === 0 ? "Nothing has all of these words" : hits.length === MOST_RESULTS ? `The best ${MOST_RESULTS}` : hits.length === 1 ? "1 section" : `${hits.length} sections`;
  results.replaceChildren(
    ...hits.map(({ page, section }) => {
      const link = document.createElement("a");
      link.href = `${page.address}#${section.anchor}`;
      const of = document.createElement("span");
      of.className = "page";
      of.textContent = page.title;
      link.append(of, marked("heading", section.heading, words), marked("excerpt", excerpt(section.text, words), words));
      const item = document.createElement("li");
      item.append(link);
      return item;
    }),
  );
  found.hidden = false;
}

function close() {
  found.hidden = true;
  results.replaceChildren();
  told.textContent = "";
}

/** Up and down go through the results, from the field and back to it. @param {KeyboardEvent} event */
function move(event) {
  if (event.key === "Escape") {
    close();
    find.focus();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const stops = [find, ...results.querySelectorAll("a")];
    const to = stops[stops.indexOf(/** @type {any} */ (document.activeElement)) + (event.key === "ArrowDown" ? 1 : -1)];
    if (to !== undefined) {
      event.preventDefault();
      to.focus();
    }
  } else if (event.key === "Enter" && event.target === find) {
    show().then(() => results.querySelector("a")?.click());
  }
}

find.addEventListener("focus", () => load().catch(() => (index = undefined)));
find.addEventListener("input", show);
const area = /** @type {HTMLElement} */ (find.parentElement);
area.addEventListener("keydown", move);
area.addEventListener("focusout", (event) => {
  if (!area.contains(/** @type {Node | null} */ (event.relatedTarget))) found.hidden = true;
});
area.addEventListener("focusin", () => (found.hidden = told.textContent === ""));
results.addEventListener("click", () => {
  find.value = "";
  close();
});

addEventListener("keydown", (event) => {
  const typing = /** @type {any} */ (event.target).closest?.("input, select, textarea");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    find.focus();
  }
});

const theme = /** @type {HTMLSelectElement} */ (byId("theme"));
theme.value = document.documentElement.dataset.theme ?? "";
theme.addEventListener("change", () => {
  if (theme.value === "") {
    localStorage.removeItem("quotastack.theme");
    delete document.documentElement.dataset.theme;
  } else {
    localStorage.setItem("quotastack.theme", theme.value);
    document.documentElement.dataset.theme = theme.value;
  }
});

const menu = byId("menu");
const side = byId("side");
const opened = (/** @type {boolean} */ open) => {
  side.classList.toggle("open", open);
  menu.setAttribute("aria-expanded", String(open));
};
menu.addEventListener("click", () => opened(!side.classList.contains("open")));
side.addEventListener("click", (event) => {
  if (/** @type {Element} */ (event.target).closest("a")) opened(false);
});

side.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });

// Browsers give the clipboard to pages of this machine or over TLS only.
if (navigator.clipboard !== undefined) {
  for (const code of document.querySelectorAll("pre")) {
    const copy = document.createElement("button");
    copy.type = "button";
    copy.className = "copy";
    copy.textContent = "Copy";
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(code.textContent ?? "");
      copy.textContent = "Copied";
      setTimeout(() => (copy.textContent = "Copy"), 2000);
    });
    const around = document.createElement("div");
    around.className = "code";
    code.replaceWith(around);
    around.append(code, copy);
  }
}
