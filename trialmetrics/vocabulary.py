"""The words of trial logs: events, states, columns, and how people write them in English and Dutch; data only."""

from typing import Literal, NamedTuple


class EventWord(NamedTuple):
    """An event: who does it, whether it is a reply (stops the clock), whether it is a human contact."""

    by: Literal["buyer", "machine", "supplier", "observed", "tester"]
    reply: bool = False
    contact: bool = False


_REPLY = EventWord("supplier", reply=True, contact=True)
_CONTACT = EventWord("supplier", contact=True)

EVENTS: dict[str, EventWord] = {
    "request": EventWord("buyer"),
    "chase": EventWord("buyer"),
    "complaint": EventWord("buyer"),
    "auto_reply": EventWord("machine"),
    "reply": _REPLY,
    "question": _REPLY,
    "advice": _REPLY,
    "quote": _REPLY,
    "confirmation": _REPLY,
    "decline": _REPLY,
    "brush_off": _REPLY,
    "dispatch": _CONTACT,
    "delivery": _CONTACT,
    "invoice": _CONTACT,
    "initiative": _CONTACT,
    "recovery": _CONTACT,
    "error": EventWord("observed"),
    "rude": EventWord("observed"),
    "belittling": EventWord("observed"),
    "disclosed": EventWord("observed"),
    "assessment": EventWord("tester"),
    "closed": EventWord("tester"),
}

STATES = ("burnt", "incomplete", "fulfilled", "brushed_off", "declined", "ignored", "dropped", "open")

CRITERIA = (
    "responsiveness",
    "follow_through",
    "courtesy",
    "welcome",
    "helpfulness",
    "care",
    "outcome",
    "devotion",
)  # fmt: skip

ORDER_CLASSES = ("small", "large")
CHANNELS = ("email", "phone", "web", "chat", "visit", "post")
OUTCOMES = ("fulfilled", "declined", "brushed_off", "ignored", "dropped", "open")
RATINGS = ("welcome", "courtesy", "helpfulness")


class Column(NamedTuple):
    """A column of ours: what kind of value it holds, whether a row needs it, and the longest text it takes."""

    kind: Literal[
        "text", "event", "moment", "number", "currency", "class", "yes_no", "channel", "rating", "count", "outcome"
    ]
    needed: bool = False
    longest: int = 0


_TRIAL = {
    "category": Column("text", longest=100),
    "round": Column("text", longest=100),
    "tester": Column("text", longest=100),
    "order_value": Column("number"),
    "currency": Column("currency"),
    "order_class": Column("class"),
    "new_customer": Column("yes_no"),
    "channel": Column("channel"),
}

_NOTED = {
    "welcome": Column("rating"),
    "courtesy": Column("rating"),
    "helpfulness": Column("rating"),
    "note": Column("text", longest=4000),
}

EVENT_COLUMNS: dict[str, Column] = {
    "supplier": Column("text", needed=True, longest=200),
    "trial_id": Column("text", needed=True, longest=100),
    "event": Column("event", needed=True),
    "occurred_at": Column("moment", needed=True),
    **_TRIAL,
    "promised_at": Column("moment"),
    **_NOTED,
    "rater": Column("text", longest=100),
}

SHEET_COLUMNS: dict[str, Column] = {
    "supplier": Column("text", needed=True, longest=200),
    "requested_at": Column("moment", needed=True),
    "trial_id": Column("text", longest=100),
    **_TRIAL,
    "first_reply_at": Column("moment"),
    "promised_at": Column("moment"),
    "delivered_at": Column("moment"),
    "closed_at": Column("moment"),
    "chases": Column("count"),
    "chased_first": Column("yes_no"),
    "errors": Column("count"),
    "recoveries": Column("count"),
    "initiatives": Column("count"),
    "rude": Column("count"),
    "belittling": Column("count"),
    "complaints": Column("count"),
    "outcome": Column("outcome"),
    "disclosed": Column("yes_no"),
    **_NOTED,
}
