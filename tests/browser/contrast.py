"""How far the texts of a page stand out from what they are written on, as the browser draws them."""

import re
from typing import NamedTuple

from playwright.sync_api import Page

# Every piece of text that is seen, a field's hint and the heads of a table too: its colour, how much of it is let through,
# and the grounds under it, the nearest first. What is disabled may be pale.
_TEXTS = """() => {
  const texts = [];
  const add = (text, element, colour) => {
    if (!element.checkVisibility({opacityProperty: true, visibilityProperty: true})) return;
    if (element.closest('[disabled], [aria-disabled=true], canvas')) return;
    let opacity = 1;
    const grounds = [];
    for (let each = element; each; each = each.parentElement) {
      const style = getComputedStyle(each);
      opacity *= Number(style.opacity);
      // The number above the knob of a slider is part of the knob, but does not stand on it.
      if (!each.closest('[data-testid=stSlider]')) grounds.push(style.backgroundColor);
    }
    texts.push({text, colour, opacity, grounds});
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement, text = walker.currentNode.textContent.trim();
    if (!text || element.matches('script, style, noscript')) continue;
    const style = getComputedStyle(element);
    add(text, element, element.closest('svg') ? style.fill : style.color);
  }
  for (const field of document.querySelectorAll('input[placeholder], textarea[placeholder]'))
    if (field.placeholder) add(field.placeholder, field, getComputedStyle(field, '::placeholder').color);
  for (const table of document.querySelectorAll('.stDataFrameGlideDataEditor')) {
    const style = getComputedStyle(table), of = name => style.getPropertyValue(name).trim();
    texts.push({text: 'head of a table', colour: of('--gdg-text-header'), opacity: 1, grounds: [of('--gdg-bg-header')]});
    texts.push({text: 'cell of a table', colour: of('--gdg-text-dark'), opacity: 1, grounds: [of('--gdg-bg-cell')]});
  }
  return texts;
}"""

Colour = tuple[float, float, float, float]


class Text(NamedTuple):
    """A piece of text, and its contrast with its ground, 1 to 21 (WCAG 2.1)."""

    text: str
    contrast: float


def texts(page: Page) -> list[Text]:
    """The texts that are seen on a page."""
    return [
        Text(each["text"], _contrast(each["colour"], each["opacity"], each["grounds"]))
        for each in page.evaluate(_TEXTS)
    ]


def _contrast(colour: str, opacity: float, grounds: list[str]) -> float:
    ground: Colour = (255, 255, 255, 1)
    for each in reversed(grounds):
        ground = _over(_colour(each), ground)
    red, green, blue, alpha = _colour(colour)
    dark, light = sorted(map(_luminance, (_over((red, green, blue, alpha * opacity), ground), ground)))
    return (light + 0.05) / (dark + 0.05)


def _colour(written: str) -> Colour:
    """`rgb(1, 2, 3)`, `rgba(1, 2, 3, 0.4)`, `#010203`, `#01020366` -> red, green, blue 0-255, alpha 0-1."""
    if written.startswith("#"):
        red, green, blue, alpha = (int(each, 16) for each in re.findall("..", written[1:].ljust(8, "f")))
        return red, green, blue, alpha / 255
    assert written.startswith("rgb"), written
    red, green, blue, *more = map(float, re.findall(r"[\d.]+", written))
    return red, green, blue, more[0] if more else 1


def _over(colour: Colour, ground: Colour) -> Colour:
    *parts, alpha = colour
    red, green, blue = (
        alpha * part + (1 - alpha) * under for part, under in zip(parts, ground, strict=False)
    )
    return red, green, blue, 1


def _luminance(colour: Colour) -> float:
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for part in (each / 255 for each in colour[:3])
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
