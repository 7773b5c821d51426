// The aid for callers: answers while somebody types, keys for the matches, copying, printing.
"use strict";
(() => {
  const WAIT_MS = 120;
  const LOOKING_MS = 400;
  const said = document.getElementById("said");
  const form = document.getElementById("aid");

  function tell(words) {
    if (said) said.textContent = words;
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Without leave, or not over HTTPS: the old way.
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  }

  // Sends a form of a match without leaving the page.
  async function send(form, button) {
    const fields = new FormData(form, button);
    const answer = await fetch(form.action, {
      method: "POST", body: fields, headers: { Accept: "application/json" },
    });
    if (answer.status === 401) location.assign("/sign-in?next=/staff");
    const body = await answer.json();
    if (!answer.ok) throw new Error(body.error);
    return body;
  }

  const deeds = {
    async c(match) {
      await copy(match.querySelector(".as-text").textContent);
      return "Copied: " + match.querySelector("h3").textContent;
    },
    async s(match) {
      const button = match.querySelector("button[name=add]");
      const body = await send(button.form, button);
      document.getElementById("on-sheet").textContent = body.count;
      button.textContent = "On the sheet";
      return "On the sheet: " + match.querySelector("h3").textContent;
    },
    async l(match) {
      const button = match.querySelector("button[name=slug]");
      if (!button) return "This is practice: nothing is noted.";
      await send(button.form, button);
      button.textContent = "Noted";
      return "Noted: " + match.querySelector("h3").textContent;
    },
  };

  async function act(key, match) {
    try {
      tell(await deeds[key](match));
    } catch (error) {
      tell("That did not work. " + error.message);
    }
  }

  function show(buttons) {
    for (const button of document.querySelectorAll(buttons)) button.hidden = false;
  }

  document.querySelector(".print")?.addEventListener("click", () => print());
  document.querySelector(".copy-all")?.addEventListener("click", async () => {
    const texts = [...document.querySelectorAll(".as-text")].map((one) => one.textContent);
    await copy(texts.join("\n\n---\n\n"));
    tell("All of it is copied.");
  });
  show(".print, .copy-all");
  if (!form) return;

  const box = document.getElementById("q");
  const found = document.getElementById("found");
  let asking = null;
  let waiting = 0;

  async function ask() {
    asking?.abort();
    const mine = asking = new AbortController();
    const looking = setTimeout(() => tell("Looking…"), LOOKING_MS);
    const query = new URLSearchParams(new FormData(form));
    try {
      const answer = await fetch("/staff/found?" + query, { signal: mine.signal });
      if (answer.redirected) { location.assign("/sign-in?next=/staff"); return; }
      const html = await answer.text();
      if (!answer.ok) { tell("That did not work. Please try again."); return; }
      found.innerHTML = html;
      history.replaceState(null, "", "/staff?" + query);
      show(".copy");
      const both = found.querySelector("[data-count]");
      tell(both ? both.dataset.count + " matches." : "");
    } catch (error) {
      if (error.name !== "AbortError") tell("The search cannot be reached just now.");
    } finally {
      clearTimeout(looking);
    }
  }

  function askSoon() {
    clearTimeout(waiting);
    waiting = setTimeout(ask, WAIT_MS);
  }

  box.addEventListener("input", askSoon);
  form.addEventListener("change", (event) => { if (event.target !== box) ask(); });
  form.addEventListener("submit", (event) => { event.preventDefault(); ask(); });

  function matches() {
    return [...found.querySelectorAll(".match")];
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const match = document.activeElement.closest?.(".match");
    const all = matches();
    if (event.key === "Escape" && document.activeElement !== box) { box.focus(); box.select(); return; }
    if (event.key === "ArrowDown" && document.activeElement === box && all.length) {
      event.preventDefault();
      all[0].focus();
    } else if (match === document.activeElement && event.key.startsWith("Arrow")) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0;
      const next = all[all.indexOf(match) + step];
      event.preventDefault();
      (next ?? (step < 0 ? box : match)).focus();
    } else if (match === document.activeElement && deeds[event.key.toLowerCase()]) {
      // A letter counts on a match itself alone, never while somebody types.
      event.preventDefault();
      act(event.key.toLowerCase(), match);
    }
  });

  found.addEventListener("click", (event) => {
    const button = event.target.closest(".match button");
    if (!button) return;
    const key = button.matches(".copy") ? "c" : { add: "s", slug: "l" }[button.name];
    if (!key) return;
    event.preventDefault();
    act(key, button.closest(".match"));
  });

  show(".copy, .keys-of");
})();
