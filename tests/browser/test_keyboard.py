"""Every page by keyboard alone: Tab reaches each control there is, and shows where it is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import kit
from tests.browser.conftest import Opener
from tests.browser.test_every_page import ADDRESSES

MOST = 400  # stops of a page; far more than any has, so that a trap ends the test instead of hanging it

# A control that can take the focus by Tab. Members of a group that has one stop (tabindex -1) are reached by arrows.
PREPARE = """() => {
  const still = document.createElement('style')
  still.textContent = '*, *::before, *::after { transition: none !important; animation: none !important }'
  document.head.append(still)
  const kinds = 'a[href], button, input, select, textarea, summary, [tabindex], [role="slider"], [role="combobox"]'
  window.controls = [...document.querySelectorAll(kinds)].filter(one => {
    const box = one.getBoundingClientRect()
    return one.tabIndex >= 0 && !one.disabled && !one.closest('[inert], [aria-hidden="true"]')
      && box.width > 1 && box.height > 1 && one.checkVisibility({ visibilityProperty: true })
  })
  window.look = (one) => {
    const parts = []
    for (let at = one, up = 0; at && up < 4; at = at.parentElement, up += 1)
      for (const pseudo of [null, '::before', '::after']) {
        const style = getComputedStyle(at, pseudo)
        parts.push([style.outlineStyle === 'none' ? '' : style.outline, style.boxShadow, style.borderColor,
                    style.backgroundColor, style.textDecoration].join('|'))
      }
    return parts.join(' ')
  }
  window.stops = []
  document.activeElement?.blur()
  return window.controls.length
}"""

# After each Tab: how the new stop looks with the focus, and whether the one before looked different with it.
STEP = """() => {
  const now = document.activeElement
  const before = window.stops.at(-1)
  if (before) before.seen = before.look !== window.look(before.element)
  if (!now || now === document.body || window.stops.some(stop => stop.element === now)) return false
  window.stops.push({ element: now, look: window.look(now) })
  return true
}"""

NAME = "one => `${one.tagName} ${one.getAttribute('role') ?? ''} ${(one.ariaLabel || one.textContent).slice(0, 40)}`"
# of a group of buttons one member is a stop, and arrows lead to the others
MISSED = f"""() => window.controls.filter(one => {{
  const group = one.closest('[role="radiogroup"], [role="toolbar"]')
  return one.isConnected && !window.stops.some(stop => stop.element === one || group?.contains(stop.element))
}}).map({NAME})"""
UNSEEN = f"() => window.stops.filter(stop => stop.seen === false).map(stop => stop.element).map({NAME})"


def walk(page: Page) -> int:
    """Press Tab from the top of the page until the focus has been everywhere; how many stops there were."""
    assert page.evaluate(PREPARE) > 0
    for stops in range(MOST):
        page.keyboard.press("Tab")
        if not page.evaluate(STEP):
            return stops
    raise AssertionError(f"more than {MOST} stops")


@pytest.mark.parametrize("address", ADDRESSES)
def test_tab_reaches_every_control_and_shows_it(open_page: Opener, address: str) -> None:
    page = open_page(address, language="en")
    assert walk(page) > 10
    assert page.evaluate(MISSED) == []
    assert page.evaluate(UNSEEN) == []


def test_arrows_choose_within_a_group(open_page: Opener) -> None:
    page = open_page("/b2c-funnel", language="en")
    group = page.get_by_role("radiogroup", name="Window")
    group.get_by_role("radio", name="7 days", exact=True).focus()
    page.keyboard.press("ArrowRight")
    expect(group.get_by_role("radio", name="14 days", exact=True)).to_be_focused()
    page.keyboard.press("Space")
    kit.ready(page)
    expect(group.get_by_role("radio", name="14 days", exact=True)).to_be_checked()
    assert "window=14" in page.url
    page.get_by_role("button", name="Visit", exact=True).focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Product view", exact=True)).to_be_focused()
