"""Words for codes: verdicts, states, criteria, events, columns and their values."""

from collections.abc import Callable

from trialmetrics.evidence.agreement import RELIABLE, TENTATIVE
from trialmetrics.text.language import _
from trialmetrics.text.number_text import NOTHING, is_missing


def verdict_words(verdict: str) -> str:
    """The words for a verdict."""
    words = {"pass": _("invite"), "retry": _("more trials needed"), "reject": _("do not invite")}
    return words[verdict]


def role_words(role: str) -> str:
    """The word for a role."""
    words = {"viewer": _("viewer"), "tester": _("tester"), "lead": _("lead"), "admin": _("admin")}
    return words[role]


def role_rights(role: str) -> str:
    """A sentence on what a role may do."""
    sentences = {
        "viewer": _("A viewer looks, filters and downloads what they see."),
        "tester": _("A tester also uploads logs, and undoes their own uploads."),
        "lead": _(
            "A lead also undoes uploads of others, excuses or replaces their trials, merges names, changes the policy, decides, "
            "removes words for good, and makes backups."
        ),
        "admin": _(
            "An admin also says who may do what. Restoring a backup and removing words by age are done on the command line of the "
            "server."
        ),
    }
    return sentences[role]


def action_words(action: str) -> str:
    """What an action is, after "may not"."""
    words = {
        "look": _("look at this"),
        "see_names": _("see who tested and what was noted"),
        "upload": _("add files"),
        "undo_own": _("undo or redo uploads"),
        "undo_others": _("undo, redo or replace uploads of others"),
        "merge_names": _("say which names are one supplier"),
        "void_others": _("excuse or replace trials of others"),
        "example": _("load or remove the example"),
        "originals": _("download files as they came"),
        "policy": _("change the policy"),
        "decide": _("decide on candidates"),
        "redact": _("remove words for good"),
        "backup": _("see or make backups"),
        "restore": _("restore a backup"),
        "refresh": _("have everything worked out anew"),
        "people": _("say who may do what"),
        "backup_people": _("back up or restore the list of people"),
        "retention": _("remove words by age"),
    }
    return words[action]


def change_of_people(kind: str) -> str:
    """The words for a change of people."""
    words = {
        "added": _("added"),
        "role": _("another role"),
        "removed": _("removed"),
        "restored": _("restored from a backup"),
        "token": _("made a token"),
        "withdrawn": _("token withdrawn"),
    }
    return words[kind]


def decision_words(decision: str) -> str:
    """The words for a decision."""
    words = {
        "invite": _("invite"),
        "invite_on_conditions": _("invite on conditions"),
        "hold": _("hold"),
        "reject": _("do not invite"),
    }
    return words[decision]


def state_words(state: str) -> str:
    """The words for the state of a trial."""
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
    """The words for a criterion."""
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
    """The words for a knock-out."""
    words = {
        "incidents": _("rude or belittling"),
        "ignored": _("ignores requests"),
        "brushed_off": _("brushes off"),
        "dropped": _("never delivers"),
        "small_penalty": _("treats small orders worse"),
    }
    return words[knock_out]


def veto_words(veto: str) -> str:
    """The words for a veto."""
    words = {
        "came_to_nothing": _("too many requests came to nothing"),
        "declined": _("declined too often"),
        "plain_mean": _("own mean below the threshold"),
        "incident": _("an incident to look at"),
    }
    return words[veto]


# Looked up one at a time: a time line has hundreds.
_EVENTS: dict[str, Callable[[], str]] = {
    "request": lambda: _("request"),
    "chase": lambda: _("chased"),
    "complaint": lambda: _("complaint"),
    "auto_reply": lambda: _("automatic reply"),
    "reply": lambda: _("reply"),
    "question": lambda: _("question"),
    "advice": lambda: _("advice"),
    "quote": lambda: _("quote"),
    "confirmation": lambda: _("confirmation"),
    "decline": lambda: _("polite no"),
    "brush_off": lambda: _("brush-off"),
    "dispatch": lambda: _("dispatch"),
    "delivery": lambda: _("delivery"),
    "partial_delivery": lambda: _("part of the goods"),
    "invoice": lambda: _("invoice"),
    "initiative": lambda: _("unasked help"),
    "recovery": lambda: _("made good"),
    "error": lambda: _("error"),
    "rude": lambda: _("rude"),
    "belittling": lambda: _("belittling"),
    "disclosed": lambda: _("test discovered"),
    "assessment": lambda: _("ratings"),
    "closed": lambda: _("closed"),
    "void": lambda: _("does not count"),
}


def event_words(event: str) -> str:
    """The words for an event; an unknown one unchanged."""
    return _EVENTS[event]() if event in _EVENTS else event


def column_words(column: str) -> str:
    """The words for a column of a trial log or trial sheet; an unknown heading unchanged."""
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
    """The words for a value of a column; an unknown one unchanged."""
    if meaning == "":
        return _("nothing noted")
    if column == "event":
        return event_words(meaning)
    if column in ("first_reply_at", "delivered_at", "closed_at"):
        return {
            "yes": _("it happened, it is not known when"), "no": _("it did not happen"), "not noted": _("nothing noted"),
            "declined": _("declined, where there is a reply"), "enquiry": _("an enquiry, where there is a reply"),
        }.get(meaning, meaning)  # fmt: skip
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


def order_class_words(order_class: str, order_class_from: str) -> str:
    """The words for a trial's order class; a large one by the policy's rule and not by the log says so."""
    if (order_class, order_class_from) == ("large", "rule"):
        return _("large by rule")
    return meaning_words("order_class", order_class)


def party_words(party: str) -> str:
    """The words for whoever caused an event."""
    words = {
        "buyer": _("we"),
        "machine": _("machine"),
        "supplier": _("supplier"),
        "observed": _("observed"),
        "tester": _("tester"),
    }
    return words[party]


def agreement_words(alpha: float) -> str:
    """How far ratings with this agreement can be relied on, by Krippendorff's limits."""
    if is_missing(alpha):
        return _("nothing to compare")
    if alpha >= RELIABLE:
        return _("reliable")
    return _("good enough for a first impression") if alpha >= TENTATIVE else _("not reliable")


def lean_words(lean: str | None) -> str:
    """The words for a lean; a dash for none."""
    return {
        "in": _("probably above the threshold"),
        "out": _("probably below the threshold"),
        "unclear": _("unclear"),
    }.get(lean or "", NOTHING)


def world_words(world: str) -> str:
    """The words for a kind of simulated world; an unknown one unchanged."""
    words = {
        "drawn": _("as the method assumes"),
        "product": _("our own simulator of trial logs"),
        "item_response": _("ratings in steps, made another way"),
        "uneven_testers": _("testers who differ much"),
        "selective_silence": _("a fifth leaves 45 % unanswered, else steady and good"),
        "heavy_silence": _("everybody leaves a third unanswered"),
        "uneven_silence": _("a third is left unanswered, by some hardly any and by others most"),
        "category_levels": _("four categories at different levels"),
        "mostly_one": _("60 candidates with one trial, 10 with eight"),
        "small_effects": _("candidates that hardly differ"),
        "round_effects": _("rounds that differ"),
        "drift": _("candidates that change over time"),
        "tester_by_category": _("testers stricter in some categories"),
    }
    return words.get(world, world)
