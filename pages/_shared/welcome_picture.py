"""The picture of the welcome page: three invented suppliers as the ranking draws them."""

from html import escape

from trialmetrics.charts import VERDICTS, Look
from trialmetrics.text import terms
from trialmetrics.text.language import _

# Pixels: the width of the bars, of the words beside them, the height of a row, and the room above.
WIDTH, WORDS, ROW, TOP = 370, 170, 38, 26
THRESHOLD = 190  # where its line stands


def picture(look: Look) -> tuple[str, str]:
    """An SVG, each verdict with its colour, sign and a reason in the words of the ranking; and the same in words."""
    # Verdict, its score as a place, half the length of its two bars, and why.
    rows = (
        ("pass", 280, 70, 26, _("answered within the hour")),
        ("retry", 215, 110, 48, _("1 trial so far")),
        ("reject", 65, 60, 22, _("ignored 2 of 2")),
    )
    drawn = "".join(_row(TOP + ROW * (number + 0.5), *row, look) for number, row in enumerate(rows))
    threshold = escape(_("your threshold"))
    width, height = WIDTH + WORDS, TOP + ROW * len(rows)
    line = f'x1="{THRESHOLD}" x2="{THRESHOLD}" y1="{TOP - 4}" y2="{height}" stroke="{look.ink}" stroke-dasharray="2 4"'
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height + 8}" viewBox="0 0 {width} {height + 8}" '
        f'font-family="Source Sans, Helvetica, Arial, sans-serif" font-size="14"><line {line}/>'
        f'<text x="{THRESHOLD}" y="14" text-anchor="middle" fill="{look.ink}">{threshold}</text>{drawn}</svg>'
    )
    return svg, ", ".join(
        f"{terms.verdict_words(verdict)}: {why}" for verdict, _x, _long, _short, why in rows
    )


def _row(y: float, verdict: str, x: int, long: int, short: int, why: str, look: Look) -> str:
    colour, words = look.verdict(verdict), f'fill="{look.verdict_text(verdict)}"'
    return (
        f'<line x1="{x - long}" x2="{x + long}" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="2" opacity=".55"/>'
        f'<line x1="{x - short}" x2="{x + short}" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="8" opacity=".55"/>'
        f'<text x="{x}" y="{y + 7}" text-anchor="middle" fill="{colour}" font-size="20">{VERDICTS[verdict].sign}</text>'
        f'<text x="{WIDTH}" y="{y - 3}" {words} font-weight="600">{escape(terms.verdict_words(verdict))}</text>'
        f'<text x="{WIDTH}" y="{y + 14}" {words}>{escape(why)}</text>'
    )
