// Keeps the desk's pages up to date and sends replies without leaving the page.
// Without this file every page works with plain forms and links.
"use strict";

(() => {
  const title = document.title.replace(/^\(\d+\) /, "");
  const LOST_MS = 4000;
  let waiting = null;
  let audio = null;

  function isSoundOn() {
    return localStorage.getItem("desk-sound") === "on";
  }

  function beep() {
    if (!isSoundOn()) return;
    audio = audio || new AudioContext();
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = 660;
    volume.gain.setValueAtTime(0.15, audio.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.5);
    tone.connect(volume).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + 0.5);
  }

  function showWaiting(count) {
    document.title = (count ? `(${count}) ` : "") + title;
    const status = document.getElementById("board-status");
    if (waiting !== null && count > waiting) {
      beep();
      if (status) status.textContent = `Somebody new is waiting. ${count} waiting in all.`;
    }
    waiting = count;
  }

  function prepareSound() {
    const box = document.getElementById("sound");
    if (!box) return;
    document.getElementById("sound-label").hidden = false;
    box.checked = isSoundOn();
    box.addEventListener("change", () => {
      localStorage.setItem("desk-sound", box.checked ? "on" : "off");
      beep();
    });
  }

  // Says above what a stream fills that it is lost: a proxy's error would end it in silence.
  function sayWhenLost(stream, filled) {
    let timer = 0;
    const line = document.createElement("p");
    line.className = "wrong";
    line.setAttribute("role", "alert");
    stream.addEventListener("error", () => {
      timer = timer || setTimeout(() => {
        const again = document.createElement("a");
        again.href = location.href;
        again.textContent = "Load this page again";
        filled.before(line);
        line.replaceChildren("The connection is lost, and what is new may be missing. ", again);
      }, LOST_MS);
    });
    stream.addEventListener("open", () => {
      clearTimeout(timer);
      timer = 0;
      line.remove();
    });
  }

  // The lists. What had the focus keeps it, for the keyboard and for screen readers.
  function followBoard(board) {
    showWaiting(Number(board.dataset.waiting));
    const stream = new EventSource("/desk/events");
    sayWhenLost(stream, board);
    let latest = null;
    function show() {
      const data = latest;
      // A list that is put in new between press and release takes the button from under the hand.
      if (!data || board.matches(":active")) return;
      latest = null;
      const active = document.activeElement;
      const owner = board.contains(active) ? active.closest("form, a") : null;
      const address = owner && (owner.getAttribute("action") || owner.getAttribute("href"));
      board.innerHTML = data.html;
      if (address) {
        const again = board.querySelector(`form[action="${address}"] button, a[href="${address}"]`);
        (again || board.querySelector("h2")).focus();
      }
      showWaiting(data.waiting);
    }
    stream.addEventListener("board", (event) => {
      latest = JSON.parse(event.data);
      show();
    });
    document.addEventListener("pointerup", () => window.setTimeout(show, 300));
    document.addEventListener("pointercancel", () => window.setTimeout(show, 300));
    stream.addEventListener("left", () => {
      stream.close();
      const again = document.createElement("a");
      again.href = "/desk";
      again.textContent = "Come back to the desk";
      const line = document.createElement("p");
      line.append("You have left the desk. ", again);
      board.replaceChildren(line);
    });
  }

  function elementOf(html) {
    const template = document.createElement("template");
    template.innerHTML = html.trim();
    return template.content.firstElementChild;
  }

  function toEnd(log) {
    log.scrollTop = log.scrollHeight;
  }

  function followChat(log) {
    const typing = document.getElementById("typing");
    const wasMine = log.dataset.mine === "yes";
    const stream = new EventSource(`/desk/chats/${log.dataset.chat}/events?after=${log.dataset.last}`);
    sayWhenLost(stream, log);
    stream.addEventListener("message", (event) => {
      const message = JSON.parse(event.data);
      if (document.getElementById("m-" + message.id)) return;
      log.insertBefore(elementOf(message.html), document.getElementById("latest"));
      if (message.from === "resident" && document.hidden) beep();
      toEnd(log);
    });
    stream.addEventListener("state", (event) => {
      const now = JSON.parse(event.data);
      showWaiting(now.waiting);
      typing.textContent = now.is_typing ? "The resident is typing\u2026" : "";
      if (wasMine && !now.is_mine) leave("This chat is not with you any more.");
    });
    stream.addEventListener("left", () => {
      stream.close();
      leave("You have left the desk.");
    });
    stream.addEventListener("gone", () => {
      stream.close();
      leave("This chat has left the desk: it was ended, given back, or deleted by the resident.");
    });
  }

  function leave(sentence) {
    const typing = document.getElementById("typing");
    typing.textContent = sentence + " ";
    const link = document.createElement("a");
    link.href = "/desk";
    link.textContent = "Back to the desk";
    typing.append(link);
    const form = document.getElementById("reply");
    if (form) form.querySelector(".send").disabled = true;
  }

  function prepareReply(form, log) {
    const field = document.getElementById("text");
    const wrong = document.getElementById("reply-wrong");
    const button = form.querySelector(".send");
    let typedAt = 0;
    form.querySelectorAll(".keys").forEach((one) => one.removeAttribute("hidden"));

    async function send() {
      wrong.textContent = "";
      button.disabled = true;
      try {
        const answer = await fetch(form.action, {
          method: "POST",
          headers: { Accept: "application/json" },
          body: new URLSearchParams(new FormData(form)),
        });
        if (!answer.ok) throw new Error((await answer.json()).error);
        field.value = "";
        form.elements.origin.value = crypto.randomUUID();
        document.querySelectorAll('[name="card"]:checked').forEach((box) => {
          box.checked = false;
        });
        document.getElementById("chosen").replaceChildren();
        toEnd(log);
      } catch (error) {
        const isOffline = error instanceof TypeError;
        wrong.textContent = isOffline
          ? "Your reply could not be sent. It is kept here: please try again."
          : error.message;
      }
      button.disabled = false;
      field.focus();
    }

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send();
    });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        send();
      }
    });
    field.addEventListener("input", () => {
      if (!field.value || Date.now() - typedAt < 3000) return;
      typedAt = Date.now();
      const body = new URLSearchParams({ form_token: form.elements.form_token.value });
      fetch(form.action.replace(/reply$/, "typing"), { method: "POST", body }).catch(() => {});
    });
  }

  // Records that are ticked stay with the reply when something else is looked for.
  function keepChosen(box) {
    const chosen = document.getElementById("chosen");
    if (!chosen) return;
    const item = document.createElement("li");
    const label = document.createElement("label");
    label.className = "tick";
    const copy = document.createElement("input");
    copy.type = "checkbox";
    copy.name = "card";
    copy.value = box.value;
    copy.checked = true;
    label.append(copy, " ", box.closest("label").querySelector("strong").textContent);
    item.append(label);
    chosen.append(item);
  }

  function prepareTools() {
    document.querySelectorAll("form.seek").forEach((form) => {
      const field = form.querySelector("input");
      const place = document.getElementById(form.dataset.into);
      let timer = 0;
      async function seek() {
        const query = new URLSearchParams({ [field.name]: field.value });
        const answer = await fetch(`${form.dataset.seek}?${query}`);
        if (!answer.ok) return;
        const html = await answer.text();
        place.querySelectorAll('[name="card"]:checked').forEach(keepChosen);
        place.innerHTML = html;
      }
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        seek();
      });
      field.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(seek, 250);
      });
    });
    document.addEventListener("click", (event) => {
      const link = event.target.closest("[data-canned]");
      if (!link) return;
      event.preventDefault();
      const field = document.getElementById("text");
      field.value = (field.value ? field.value + "\n\n" : "") + link.dataset.canned;
      field.focus();
      const gap = field.value.indexOf("[");
      if (gap >= 0) field.setSelectionRange(gap, field.value.indexOf("]", gap) + 1);
    });
  }

  prepareSound();
  prepareTools();
  const board = document.getElementById("board");
  const log = document.getElementById("log");
  const reply = document.getElementById("reply");
  if (board) followBoard(board);
  if (log) {
    toEnd(log);
    followChat(log);
  }
  if (reply) prepareReply(reply, log);
  // Whoever reads the calls back is still here: the stream alone is the sign of life.
  if (!board && !log) {
    const stream = new EventSource("/desk/events");
    stream.addEventListener("left", () => stream.close());
  }
})();
