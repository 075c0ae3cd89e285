"""Figures as a reader sees them: one rounding and one notation for pages, charts, reasons and reports."""

import math
import re
from collections.abc import Mapping
from datetime import datetime

from trialmetrics.evidence.agreement import RELIABLE, TENTATIVE
from trialmetrics.policy import PLAIN_DAY, Clock
from trialmetrics.text.language import _, ngettext

NOTHING = "–"
DAYS_FROM = 2  # service days from which a wait is told in days
_DAY, _MOMENT = "%d-%m-%Y", "%d-%m-%Y %H:%M"
_WRITTEN = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d:\d\d)(?::\d\d)?)?")


def score(value: float | None) -> str:
    """A score or a difference of scores, without decimals; a dash where there is none."""
    if _absent(value):
        return NOTHING
    assert value is not None
    return f"{round(value)}"


def percent(probability: float | None) -> str:
    """A probability (0-1) as a whole percentage; never a false 0 or 100."""
    if _absent(probability):
        return NOTHING
    assert probability is not None
    if 0 < probability < 0.01:
        return "< 1 %"
    if 0.99 < probability < 1:
        return "> 99 %"
    return f"{100 * probability:.0f} %"


def chance(probability: float | None) -> str:
    """What is believed (0-1) as a whole percentage: never certain, so never 0 or 100."""
    if _absent(probability):
        return NOTHING
    assert probability is not None
    return percent(min(max(probability, 0.001), 0.999))


def share(value: float, low: float, high: float) -> str:
    """A share (0-1) with the ends of its interval, such as `54 % (32 to 74)`; a dash where nobody knows."""
    if _absent(value):
        return NOTHING
    ends = {name: percent(end).removesuffix(" %") for name, end in (("low", low), ("high", high))}
    return _("{share} ({low} to {high})").format(share=percent(value), **ends)


def hours(value: float | None, day_hours: float) -> str:
    """Service hours under a clock with `day_hours` to the day, as minutes, hours or, from two days on, days: "2.5 working days".

    What is read back is never off by more than half of the last digit shown, and more hours never read less.
    """
    if _absent(value):
        return NOTHING
    assert value is not None
    if round(60 * value) < 60:
        return _("{n} min").format(n=round(60 * value))
    # The hour that would be shown decides, so that no number of hours reads more than the days that follow it.
    if round(value) < DAYS_FROM * day_hours:
        return _("{n} h").format(n=round(value))
    days = round(value / day_hours, 1)
    words = (
        ngettext("{n} day", "{n} days", math.ceil(days))
        if day_hours == PLAIN_DAY
        else ngettext("{n} working day", "{n} working days", math.ceil(days))
    )
    return words.format(n=number(days))


def first_reply(median: float | None, answered: float | None, day_hours: float) -> str:
    """How soon half of the first replies came; where not even half did (share `answered`), that, as silence is no gap."""
    if not _absent(median) or _absent(answered) or answered is None or answered >= 0.5:
        return hours(median, day_hours)
    return _("none") if answered == 0 else _("mostly none")


def wait(value: float | None, day_hours: float) -> str:
    """Service hours of a wait that may never end."""
    return _("never") if value == math.inf else hours(value, day_hours)


def months(count: int) -> str:
    """A stretch of whole months."""
    return ngettext("{n} month", "{n} months", count).format(n=count)


def points(value: float) -> str:
    """Points of a score."""
    return ngettext("{n} point", "{n} points", math.ceil(value)).format(n=number(value))


def moment(at: datetime, *, bare: bool = False) -> str:
    """A moment, or where its time of day is not known (`bare`) its day."""
    return at.strftime(_DAY if bare else _MOMENT)


def moment_read(text: object) -> object:
    """A day or moment that stands in a table as text, year first, as `moment` writes it; anything else as it is."""
    found = _WRITTEN.fullmatch(text) if isinstance(text, str) else None
    if not found:
        return text
    year, month, day, time = found.groups()
    return f"{day}-{month}-{year}" + (f" {time}" if time else "")


def service_hours(clock: Clock) -> str:
    """Which hours count as waiting, in a sentence."""
    if clock.plain_hours:
        return _("Every hour of every day counts as waiting.")
    days = {1: _("Mon"), 2: _("Tue"), 3: _("Wed"), 4: _("Thu"), 5: _("Fri"), 6: _("Sat"), 7: _("Sun")}
    served = sorted(set(clock.weekdays))
    return _(
        "Only service hours count as waiting: {opens} to {closes} on {days}, public holidays ({country}) left out."
    ).format(
        opens=clock.opens.strftime("%H:%M"),
        closes=clock.closes.strftime("%H:%M"),
        days=_days([days[day] for day in served], together=served[-1] - served[0] == len(served) - 1),
        country=clock.country,
    )


def _days(days: list[str], *, together: bool) -> str:
    if together and len(days) > 2:
        return _("{first} to {last}").format(first=days[0], last=days[-1])
    return ", ".join(days)


def number(value: float | None) -> str:
    """A mean of counts: whole where it is whole, else with one decimal."""
    if _absent(value):
        return NOTHING
    assert value is not None
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.1f}"


def money(amounts: Mapping[str, float]) -> str:
    """Sums per currency, such as `EUR 1,904`; a dash where nothing was spent."""
    spent = [f"{currency} {amount:,.0f}" for currency, amount in sorted(amounts.items()) if amount]
    return " + ".join(spent) or NOTHING


def _absent(value: float | None) -> bool:
    return value is None or math.isnan(value)


def verdict_words(verdict: str) -> str:
    """A verdict as a reader knows it."""
    words = {"pass": _("invite"), "retry": _("more trials needed"), "reject": _("do not invite")}
    return words[verdict]


def state_words(state: str) -> str:
    """The state of a trial as a reader knows it."""
    words = {
        "void": _("does not count"),
        "burnt": _("test discovered"),
        "incomplete": _("no request noted"),
        "fulfilled": _("fulfilled"),
        "brushed_off": _("brushed off"),
        "declined": _("declined"),
        "ignored": _("ignored"),
        "dropped": _("never delivered"),
        "stopped": _("stopped"),
        "open": _("not concluded"),
    }
    return words[state]


def criterion_words(criterion: str) -> str:
    """A criterion as a reader knows it."""
    words = {
        "responsiveness": _("responsiveness"),
        "follow_through": _("follow-through"),
        "courtesy": _("courtesy"),
        "welcome": _("welcome"),
        "helpfulness": _("helpfulness"),
        "care": _("care"),
        "outcome": _("outcome"),
        "devotion": _("went out of its way"),
    }
    return words[criterion]


def knock_out_words(knock_out: str) -> str:
    """A knock-out as a reader knows it."""
    words = {
        "incidents": _("rude or belittling"),
        "ignored": _("ignores requests"),
        "brushed_off": _("brushes off"),
        "dropped": _("never delivers"),
        "small_penalty": _("treats small orders worse"),
    }
    return words[knock_out]


def veto_words(veto: str) -> str:
    """What keeps a good score from being an invitation, as a reader knows it."""
    words = {
        "came_to_nothing": _("too many requests came to nothing"),
        "declined": _("declined too often"),
        "plain_mean": _("own mean below the threshold"),
        "incident": _("an incident to look at"),
    }
    return words[veto]


def event_words(event: str) -> str:
    """An event as a reader knows it; a word that is none of ours as it is written."""
    words = {
        "request": _("request"),
        "chase": _("chased"),
        "complaint": _("complaint"),
        "auto_reply": _("automatic reply"),
        "reply": _("reply"),
        "question": _("question"),
        "advice": _("advice"),
        "quote": _("quote"),
        "confirmation": _("confirmation"),
        "decline": _("polite no"),
        "brush_off": _("brush-off"),
        "dispatch": _("dispatch"),
        "delivery": _("delivery"),
        "partial_delivery": _("part of the goods"),
        "invoice": _("invoice"),
        "initiative": _("unasked help"),
        "recovery": _("made good"),
        "error": _("error"),
        "rude": _("rude"),
        "belittling": _("belittling"),
        "disclosed": _("test discovered"),
        "assessment": _("ratings"),
        "closed": _("closed"),
        "void": _("does not count"),
    }
    return words.get(event, event)


def column_words(column: str) -> str:
    """A column of a trial log or trial sheet as a reader knows it; a heading that is none of ours as it is written."""
    words = {
        "supplier": _("supplier"),
        "trial_id": _("trial"),
        "event": _("event"),
        "occurred_at": _("when it happened"),
        "category": _("category"),
        "round": _("round"),
        "tester": _("tester"),
        "order_value": _("order value"),
        "currency": _("currency"),
        "order_class": _("order class"),
        "new_customer": _("new customer"),
        "channel": _("channel"),
        "requested_at": _("requested"),
        "first_reply_at": _("first reply"),
        "promised_at": _("promised for"),
        "delivered_at": _("delivered"),
        "closed_at": _("closed"),
        "chases": _("chases"),
        "chased_first": _("chased before the first reply"),
        "errors": _("errors"),
        "recoveries": _("errors made good"),
        "initiatives": _("unasked help"),
        "rude": _("rude"),
        "belittling": _("belittling"),
        "complaints": _("complaints"),
        "outcome": _("outcome"),
        "disclosed": _("test discovered"),
        "welcome": _("welcome, 1-5"),
        "courtesy": _("courtesy, 1-5"),
        "helpfulness": _("helpfulness, 1-5"),
        "rater": _("rated by"),
        "note": _("note"),
    }
    return words.get(column, column)


def meaning_words(column: str, meaning: str) -> str:
    """What a text under a column is said to mean, as a reader knows it; a meaning that is none of ours as it is written."""
    if meaning == "":
        return _("nothing noted")
    if column == "event":
        return event_words(meaning)
    if column in ("first_reply_at", "delivered_at", "closed_at"):
        return {"yes": _("it happened, it is not known when"), "no": _("it did not happen")}.get(
            meaning, meaning
        )
    if column in ("welcome", "courtesy", "helpfulness") and meaning.endswith("/5"):
        return _("{n} of 5").format(n=meaning.removesuffix("/5"))
    words = {
        "fulfilled": _("fulfilled"), "declined": _("declined"), "brushed_off": _("brushed off"), "ignored": _("ignored"),
        "dropped": _("never delivered"), "open": _("still open"), "void": _("does not count"),
        "small": _("small"), "large": _("large"),
        "email": _("e-mail"), "phone": _("telephone"), "web": _("web"), "chat": _("chat"), "visit": _("visit"),
        "post": _("post"), "yes": _("yes"), "no": _("no"),
    }  # fmt: skip
    return words.get(meaning, meaning)


def party_words(party: str) -> str:
    """Who did it, as a reader knows it."""
    words = {
        "buyer": _("we"),
        "machine": _("machine"),
        "supplier": _("supplier"),
        "observed": _("observed"),
        "tester": _("tester"),
    }
    return words[party]


def severity(points: float, low: float, high: float) -> str:
    """Points that a tester gives less than the average tester (negative: more), with its interval from less to more."""
    if _absent(points):
        return NOTHING
    return _("{points} ({low} to {high})").format(points=_given(points), low=_given(high), high=_given(low))


def _given(points: float) -> str:
    if not round(points):
        return "0"
    return (_("{n} less") if points > 0 else _("{n} more")).format(n=abs(round(points)))


def agreement(alpha: float) -> str:
    """An agreement of raters, at most 1."""
    return NOTHING if _absent(alpha) else f"{alpha:.2f}"


def agreement_words(alpha: float) -> str:
    """What an agreement of raters is good for, by Krippendorff's own marks."""
    if _absent(alpha):
        return _("nothing to compare")
    if alpha >= RELIABLE:
        return _("reliable")
    return _("good enough for a first impression") if alpha >= TENTATIVE else _("not reliable")


def lean_words(lean: str | None) -> str:
    """A lean as a reader knows it."""
    return {"in": _("leans in"), "out": _("leans out"), "unclear": _("unclear")}.get(lean or "", NOTHING)
