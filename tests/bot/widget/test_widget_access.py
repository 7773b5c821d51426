"""The widget in every state: axe, sizes, light and dark, zoom, spacing, contrast, motion."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.pages.widget import TEXTS_FOLDER, make_script
from knowledge.site import load_site
from tests.bot.browsing import needs_browser
from tests.bot.conftest import SITE_FILE, settings_for
from tests.bot.widget.hosting import Host
from tests.bot.widget.states import STATES, answer_to, ask, asked, open_chat

pytestmark = needs_browser

SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; "
    "word-spacing: .16em !important; } p { margin-bottom: 2em !important; }"
)
# Of what can be pressed or filled in: its name, its size, and whether it is a link in a sentence.
TARGETS = """() => [...document.querySelector('signpost-chat').shadowRoot.querySelectorAll(
  'button, textarea, summary, a')].filter((e) => e.checkVisibility()).map((e) => {
    const box = e.getBoundingClientRect();
    const inSentence = e.tagName === 'A' && !!e.closest('p, li') && !e.closest('.acts, .kept');
    const name = e.textContent.trim() || e.getAttribute('aria-label');
    return [name, box.width, box.height, inSentence];
  })"""
OVERFLOW = """() => {
  const wide = document.documentElement.clientWidth;
  const found = [...document.querySelector('signpost-chat').shadowRoot.querySelectorAll('*')]
    .filter((e) => e.checkVisibility() && !e.closest('svg'))
    .filter((e) => { const box = e.getBoundingClientRect();
      return box.right > wide + 1 || box.left < -1
        || (e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX === 'auto'); });
  return found.map((e) => e.outerHTML.slice(0, 120)); }"""


def look(page: Any, state: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    found = axe.Axe().run(page, context="signpost-chat")
    faults = [
        f"{fault['id']}: {node['html'][:160]} {node['failureSummary']}"
        for fault in found.response["violations"]
        for node in fault["nodes"]
    ]
    assert faults == [], state
    assert found.response["passes"], state


def check_layout(page: Any) -> None:
    assert page.evaluate(OVERFLOW) == []
    targets = page.evaluate(TARGETS)
    assert targets
    small = [one for one in targets if not one[3] and (one[1] < 24 or one[2] < 24)]
    assert small == []


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_and_all_can_be_hit(host: Host, state: str) -> None:
    page = host.page(bypass_csp=True)
    STATES[state](host, page)
    look(page, f"{state}, 1,280 pixels, light")
    check_layout(page)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 320, "height": 568})
    look(page, f"{state}, 320 pixels, dark")
    check_layout(page)
    page.context.set_offline(False)
    page.context.close()


@pytest.mark.parametrize("state", ["answer", "task", "adviser", "list"])
def test_four_times_the_size_and_wider_text_lose_nothing(host: Host, state: str) -> None:
    page = host.page(width=320, height=256)
    STATES[state](host, page)
    if state != "list":
        page.locator("#text").evaluate("(field) => { field.blur(); field.focus(); }")
        box = page.locator("#text").bounding_box()
        assert box["y"] >= 0
        assert box["y"] + min(box["height"], 40) <= 256
    assert page.evaluate(OVERFLOW) == []
    page.set_viewport_size({"width": 320, "height": 568})
    page.evaluate(
        """(css) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);
          const root = document.querySelector('signpost-chat').shadowRoot;
          root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet]; }""",
        SPACING,
    )
    check_layout(page)
    assert page.evaluate(
        """() => [...document.querySelector('signpost-chat').shadowRoot
          .querySelectorAll('button, .words, .card, .state')].filter((e) => e.checkVisibility())
          .every((e) => e.scrollHeight <= e.clientHeight + 4 || e.clientHeight === 0)"""
    )


def test_forced_colours_keep_edges_and_words(host: Host) -> None:
    page = host.page(forced_colors="active", bypass_csp=True)
    asked(host, page)
    look(page, "forced colours")
    for selector in (".arm", ".send", ".keep"):
        style = page.locator(selector).first.evaluate("(e) => getComputedStyle(e).borderTopStyle")
        assert style != "none", selector
    page.keyboard.press("Escape")
    look(page, "forced colours, closed")


def test_nothing_moves_for_those_who_asked_for_that(host: Host) -> None:
    page = host.page()
    asked(host, page)
    moving = page.evaluate("document.getAnimations().length")
    assert moving == 0


def test_the_focus_is_seen_and_never_covered(host: Host) -> None:
    page = host.page(width=320, height=568)
    asked(host, page)
    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        found = page.evaluate(
            """() => { const root = document.querySelector('signpost-chat').shadowRoot;
              const e = root.activeElement; if (!e) return null;
              const box = e.getBoundingClientRect();
              const at = root.elementFromPoint(box.left + box.width / 2,
                Math.min(box.top + box.height / 2, box.top + 12));
              return [e.className + e.textContent.trim().slice(0, 20),
                getComputedStyle(e).outlineStyle !== 'none' || e.tagName === 'H2',
                e === at || e.contains(at) || at?.contains(e)]; }"""
        )
        if found is None:
            continue
        name, is_seen, is_uncovered = found
        assert is_seen, name
        assert is_uncovered, name
        seen.add(name)
    assert len(seen) > 12


def _pseudo(folder: Any) -> None:
    """Makes a marked catalogue, from right to left, so that every text beside it shows."""
    english = json.loads((TEXTS_FOLDER / "en.json").read_text("utf-8"))
    marked = {key: f"\u2067[{text}]\u2069" for key, text in english.items()}
    marked |= {"language": "ar-XB", "direction": "rtl"}
    (folder / "en.json").write_text(json.dumps(english), "utf-8")
    (folder / "ar-XB.json").write_text(json.dumps(marked), "utf-8")


def test_another_language_from_right_to_left(host: Host, tmp_path: Any) -> None:
    rendering = host.site.app.state.rendering
    before = rendering.texts_folder, rendering.widget
    _pseudo(tmp_path)
    rendering.texts_folder = tmp_path
    settings = settings_for(tmp_path)
    rendering.widget = make_script(load_site(SITE_FILE), settings, tmp_path)
    try:
        page = host.page(data={"language": "ar-XB"}, bypass_csp=True)
        page.wait_for_selector("signpost-chat .launcher >> text=[Ask Signpost]")
        assert page.locator("signpost-chat .launcher").bounding_box()["x"] < 200
        asked(host, page)
        page.wait_for_selector(".helped")
        root = page.locator("signpost-chat .root")
        assert (root.get_attribute("lang"), root.get_attribute("dir")) == ("ar-XB", "rtl")
        words = page.locator(".from-assistant .words").last
        assert (words.get_attribute("lang"), words.get_attribute("dir")) == ("en-GB", "auto")
        unmarked = page.evaluate(
            """() => [...document.querySelector('signpost-chat').shadowRoot.querySelectorAll(
                'button, label, summary, nav a, .hint, .who span, .role, h3')]
              .filter((e) => e.checkVisibility() && !e.closest('[lang="en-GB"]'))
              .map((e) => e.textContent).filter((text) => text && !/[\\[\\]]/.test(text))"""
        )
        assert set(unmarked) <= {"Signpost"}
        look(page, "right to left")
        page.set_viewport_size({"width": 320, "height": 568})
        check_layout(page)
    finally:
        rendering.texts_folder, rendering.widget = before


def test_one_live_log_reads_each_message_once_and_no_history(host: Host) -> None:
    page = host.page()
    page.wait_for_selector("signpost-chat .launcher")
    page.evaluate(
        """() => { window.told = [];
          const root = document.querySelector('signpost-chat').shadowRoot;
          const log = root.querySelector('[role=log]');
          new MutationObserver((changes) => changes.forEach((change) => {
            if (log.getAttribute('aria-live') !== 'polite') return;
            change.addedNodes.forEach((node) => node.classList?.contains('message')
              && window.told.push(node.innerText.split('\\n')[0].split(' ')[0]));
          })).observe(log, { childList: true }); }"""
    )
    open_chat(page)
    for text in ("one", "two"):
        ask(page, text)
        answer_to(page, text)
    assert page.evaluate("window.told") == ["You", "Signpost", "You", "Signpost"]
    assert page.locator("[role=log]").count() == 1
    page.reload()
    page.wait_for_selector(".message >> text=two")
    assert page.locator(".message").count() == 5
