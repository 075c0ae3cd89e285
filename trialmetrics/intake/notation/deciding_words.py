"""Ask about words for nothing that decide a verdict: `None` under a date of the supplier's, and any such word under the
delivery of a row that has a reply."""

from collections.abc import Mapping

from trialmetrics.intake.files.lines import quoted
from trialmetrics.intake.notation import questions
from trialmetrics.intake.notation.column_evidence import Evidence
from trialmetrics.intake.reading import Question
from trialmetrics.intake.values.words import normalised_word
from trialmetrics.vocabulary import NEVER, NOBODY_OR_NOT_NOTED, NOT_OBSERVED, NOT_YET, SHEET_COLUMNS

_DATES = ("first_reply_at", "delivered_at")
_NEEDED = tuple(name for name, column in SHEET_COLUMNS.items() if column.needed)


def deciding_words(evidence: Evidence, headings: Mapping[str, str]) -> list[Question]:
    """At most one question for each of the supplier's dates in a sheet; `headings`: our column -> theirs."""
    open_questions = []
    # A row without what is needed is set aside, whatever else it says.
    taken = " and ".join(f"not coalesce({_is(name, NOT_OBSERVED)}, true)" for name in _NEEDED)
    for name in _DATES:
        if name not in headings:
            continue
        beside_reply = name == "delivered_at" and "first_reply_at" in headings
        asked = _is(name, (NOBODY_OR_NOT_NOTED,))
        if beside_reply:
            has_reply = f"coalesce(not {_is('first_reply_at', (*NOT_OBSERVED, *NEVER, *NOT_YET))}, false)"
            asked = f"({asked} or {_is(name, NOT_OBSERVED)} and {has_reply} and {_unstated(headings)})"
        answered = {*map(normalised_word, evidence.settings.answers.get(name, {}))}
        rows = [
            (text, count, with_reply)
            for text, count, with_reply in evidence.database.execute(
                f"select {name}, count(*), bool_or({has_reply if beside_reply else 'false'}) from raw_row "
                f"where {asked} and {taken} group by {name} order by 2 desc, 1"
            ).fetchall()
            if normalised_word(text) not in answered
        ]
        if not rows:
            continue
        texts, count = [text for text, _count, _reply in rows], sum(count for _text, count, _reply in rows)
        none = any(text.casefold() == NOBODY_OR_NOT_NOTED for text in texts)
        if any(with_reply for _text, _count, with_reply in rows):
            question = questions.beside_reply_question(name, headings[name], texts, count, none=none)
        else:
            question = questions.none_question(name, headings[name], texts, count)
        open_questions.append(question)
    return open_questions


def _is(name: str, words: tuple[str, ...]) -> str:
    return f"lower({name}) in ({', '.join(map(quoted, words))})"


def _unstated(headings: Mapping[str, str]) -> str:
    """SQL: nothing says how the trial ended. A stated outcome answers the question for its row."""
    return f"coalesce({_is('outcome', NOT_OBSERVED)}, true)" if "outcome" in headings else "true"
