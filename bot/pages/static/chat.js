// Makes the chat page better: sends without leaving the page, shows new messages as they come,
// keeps what could not be sent. Without this file the page works with plain forms.
"use strict";

(() => {
  const log = document.getElementById("log");
  const form = document.getElementById("composer");
  const field = document.getElementById("text");
  const send = form.querySelector(".send");
  const status = document.getElementById("status");
  const wrong = document.getElementById("wrong");
  const count = document.getElementById("count");
  const keep = document.getElementById("keep");
  const limit = Number(form.dataset.limit);
  const slowAfter = 400;
  // Longer than the server takes for an answer or an apology; then it is said that something is wrong.
  const silentAfter = 9500;
  const againAfter = 3000;
  const queue = [];
  let isSending = false;
  let stream = null;
  let retryTimer = 0;
  let followAfter = 5000;
  let slowTimer = 0;
  let typedAt = 0;
  let hasAdviser = false;
  // What was refused last: sent again as it is, it keeps its name and is taken once.
  let refused = null;
  // What is said when there is nothing else to say: where the chat stands.
  let standing = status.textContent;

  const lastId = () => Number(log.dataset.last || "0");

  function say(sentence) {
    status.textContent = sentence || standing;
  }

  // The texts stand in the page, from the catalogue; the keys are those of the status.
  function standingOf({ state, place, adviser, is_typing }) {
    const keys = {
      waiting: place ? "waitingPlace" : "waiting",
      with_adviser: is_typing ? (adviser ? "typing" : "someoneTyping") : adviser ? "withAdviser" : "withSomeone",
      callback_booked: "callbackBooked",
      given_back: "givenBack",
      closed: "closed",
    };
    const text = status.dataset[keys[state]] || "";
    return text.replace("{place}", place).replace("{adviser}", adviser);
  }

  function stand(now) {
    const isShown = status.textContent === standing;
    hasAdviser = now.state === "with_adviser";
    standing = standingOf(now);
    if (isShown && status.textContent !== standing) say("");
  }

  function tellTyping() {
    if (!hasAdviser || Date.now() - typedAt < 3000) return;
    typedAt = Date.now();
    fetch("/chat/typing", { method: "POST", headers: { Accept: "application/json" } }).catch(() => {});
  }

  function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function complain(sentence) {
    wrong.textContent = sentence ? "Error: " + sentence : "";
    if (sentence) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }

  function showCount() {
    const left = limit - field.value.replace(/\r\n?/g, "\n").trim().length;
    if (left < 0) count.textContent = `${-left} too many characters`;
    else if (left <= 200) count.textContent = `${left} characters left`;
    else count.textContent = "";
  }

  function elementOf(html) {
    const template = document.createElement("template");
    template.innerHTML = html.trim();
    return template.content.firstElementChild;
  }

  // The resident's own words stand in the log at once; the stored message then takes their place
  // without being announced again.
  function showWaiting(text) {
    const box = document.createElement("div");
    box.className = "message from-resident waiting";
    const who = document.createElement("p");
    who.className = "who";
    const sender = document.createElement("span");
    sender.className = "sender";
    sender.textContent = "You";
    who.append(sender);
    const words = document.createElement("div");
    words.className = "words";
    for (const [index, line] of text.split("\n").entries()) {
      if (index) words.append(document.createElement("br"));
      words.append(line);
    }
    box.append(who, words);
    log.append(box);
    box.scrollIntoView({ block: "nearest" });
    return box;
  }

  function drop(item) {
    const place = queue.indexOf(item);
    if (place >= 0) queue.splice(place, 1);
  }

  function settle(box, element) {
    // It is stored, so it must not be sent again, even if its answer got lost on the way.
    drop(queue.find((item) => item.box === box));
    box.classList.remove("waiting");
    box.id = element.id;
    box.dataset.id = element.dataset.id;
    const before = box.querySelector(".words").innerText.trim();
    const after = element.querySelector(".words");
    if (before !== after.innerText.trim()) box.querySelector(".words").replaceWith(after);
    const time = element.querySelector("time");
    if (time) box.querySelector(".who").append(" ", time);
  }

  function show(messages) {
    let first = null;
    let mine = null;
    for (const message of messages) {
      if (document.getElementById("m-" + message.id)) continue;
      const element = elementOf(message.html);
      const waiting = message.from === "resident" ? log.querySelector(".waiting") : null;
      if (waiting) {
        settle(waiting, element);
        mine = waiting;
      } else {
        log.querySelectorAll(".helped").forEach((question) => question.remove());
        log.insertBefore(element, log.querySelector(".waiting"));
        if (message.from !== "resident") first = first || element;
      }
      log.dataset.last = String(Math.max(lastId(), Number(message.id)));
    }
    keep.hidden = !log.querySelector(".card");
    if (!first) return;
    // The question stays in sight above its answer, unless it is long.
    const question = mine || first.previousElementSibling;
    const isShort = question && question.offsetHeight < window.innerHeight / 4;
    (isShort ? question : first).scrollIntoView({ block: "start" });
  }

  function setSending(now) {
    isSending = now;
    if (now) send.setAttribute("aria-disabled", "true");
    else send.removeAttribute("aria-disabled");
  }

  async function post(item) {
    const silence = new AbortController();
    const timer = setTimeout(() => silence.abort(), silentAfter);
    try {
      const answer = await fetch("/chat", {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams(item.body),
        signal: silence.signal,
      });
      const data = await answer.json();
      // Deleted on the resident's word: the words on this screen go too.
      if (data.deleted) return location.replace(data.deleted);
      if (answer.ok) return show(data.messages);
      const error = new Error(data.error);
      error.isRefused = true;
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  function giveBack(item, sentence) {
    item.box.remove();
    refused = item.body.text ? item.body : null;
    if (item.body.text && !field.value) field.value = item.body.text;
    complain(sentence);
    showCount();
    field.focus();
  }

  async function work() {
    clearTimeout(retryTimer);
    if (isSending) return;
    setSending(true);
    while (queue.length) {
      const item = queue[0];
      clearTimeout(slowTimer);
      slowTimer = setTimeout(() => say("Looking\u2026"), slowAfter);
      try {
        await post(item);
        clearTimeout(slowTimer);
        drop(item);
      } catch (error) {
        clearTimeout(slowTimer);
        if (!queue.includes(item)) continue;
        if (!error.isRefused) {
          say(
            navigator.onLine
              ? "We cannot be reached just now. Your message is kept here and we will try again."
              : "You seem to be offline. Your message is kept here and will be sent when you are back.",
          );
          retryTimer = setTimeout(work, againAfter);
          break;
        }
        drop(item);
        say("");
        giveBack(item, error.message);
      }
    }
    if (!queue.length) say("");
    setSending(false);
    if (!stream) follow();
  }

  function enqueue(body, shown) {
    complain("");
    const isAgain = refused !== null && refused.text === body.text;
    const name = isAgain ? refused.client_id : newId();
    refused = null;
    queue.push({ body: { ...body, client_id: name }, box: showWaiting(shown) });
    work();
  }

  function submit() {
    const text = field.value.trim();
    if (!text) return complain("Please type a message first.");
    if (text.replace(/\r\n?/g, "\n").length > limit) {
      return complain(`Your message is too long. It can have ${limit} characters. Please make it shorter.`);
    }
    field.value = "";
    showCount();
    return enqueue({ text }, text);
  }

  function follow() {
    if (log.dataset.open !== "yes" && lastId() === 0) return;
    stream = new EventSource("/chat/events?after=" + lastId());
    stream.addEventListener("message", (event) => show([JSON.parse(event.data)]));
    stream.addEventListener("status", (event) => stand(JSON.parse(event.data)));
    stream.addEventListener("open", () => {
      followAfter = 5000;
    });
    stream.addEventListener("error", () => {
      if (!stream || stream.readyState !== EventSource.CLOSED) return;
      // The browser gives up when the server says no: ask again, ever more rarely.
      stream = null;
      setTimeout(() => stream || follow(), followAfter);
      followAfter = Math.min(followAfter * 2, 120000);
    });
  }

  form.noValidate = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
    field.focus();
  });
  field.addEventListener("input", () => {
    showCount();
    tellTyping();
    if (wrong.textContent) complain("");
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit();
    }
  });
  async function rate(button) {
    const question = button.closest("form");
    const body = new URLSearchParams({ message: question.elements.message.value, helped: button.value });
    const thanks = document.createElement("p");
    thanks.textContent = "Thank you for telling us.";
    question.replaceWith(thanks);
    field.focus();
    try {
      await fetch("/chat/helped", { method: "POST", headers: { Accept: "application/json" }, body });
    } catch {
      // It is a wish of ours, not the resident's: nothing to trouble them with.
    }
  }

  document.addEventListener("click", (event) => {
    const tap = event.target.closest("button[data-helped]");
    if (tap) {
      event.preventDefault();
      rate(tap);
      return;
    }
    const button = event.target.closest("button[data-choice], button[data-start]");
    if (!button) return;
    event.preventDefault();
    enqueue({ [button.name]: button.value }, button.getAttribute("aria-label") || button.textContent);
    field.focus();
  });
  window.addEventListener("online", work);
  window.addEventListener("beforeunload", (event) => {
    if (queue.length) event.preventDefault();
  });

  document.querySelectorAll(".keys").forEach((element) => element.removeAttribute("hidden"));
  showCount();
  follow();
})();
