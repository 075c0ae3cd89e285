"""The document of `load --json`: what became of each file, its open questions, and the words that are not known."""

from typing import TYPE_CHECKING, Any

from trialmetrics.text import question_text

if TYPE_CHECKING:
    from trialmetrics.intake import Question, Reading, Unread
    from trialmetrics.store import UploadReport

MAX_READINGS = 30  # of one question; a wide file has hundreds of columns to choose from


def of_upload(report: "UploadReport", reading: "Reading") -> dict[str, Any]:
    """The object of a file that was stored."""
    return {**report.document(), **_left_open(reading)}


def of_reading(reading: "Reading") -> dict[str, Any]:
    """The object of a file that was read and not stored, because it or another one has open questions."""
    return {
        "upload_id": None,
        "file": reading.file,
        "sha256": reading.sha256,
        "kind": reading.kind,
        "encoding": reading.encoding,
        "delimiter": reading.delimiter,
        "mapping": reading.mapping,
        "rows": reading.rows,
        "taken": 0,
        "set_aside": 0,
        "already_known": 0,
        "warnings": 0,
        "problems": [],
        **_left_open(reading),
    }


def _left_open(reading: "Reading") -> dict[str, Any]:
    return {
        "unused": reading.unused,
        "words": [_word(word) for word in reading.unread],
        "questions": [_question(question) for question in reading.questions],
    }


def _question(question: "Question") -> dict[str, Any]:
    """`column`: ours; `heading`: theirs, the first guess where it is the column that is asked for; `guess`: the answer that the
    file suggests, or null; `option`: gives the guess, else the first of the `readings`; `answer`: a sentence on how to answer."""
    words = question_text.choices(question)
    return {
        "column": _column(question),
        "heading": question.figures.get("heading", question.guess),
        "text": question_text.text(question),
        "readings": [
            {
                "answer": answer,
                "means": words[answer],
                "option": question_text.literal_option(question, answer),
            }
            for answer in [*words][:MAX_READINGS]
        ],
        "guess": question.guess,
        "option": question_text.literal_option(question),
        "answer": question_text.option(question),
    }


def _column(question: "Question") -> str | None:
    """Our column that a question is about, the first of several; None where it is about the file, or about which of ours it is."""
    if question.columns:
        return question.columns[0].partition(":")[0]
    setting, _dot, name = question.setting.partition(".")
    return name if setting in ("columns", "answers") else None


def _word(word: "Unread") -> dict[str, Any]:
    """`option`: gives the most similar meaning, else says that nothing was noted; `meanings`: all that are possible."""
    return {
        "column": word.column,
        "heading": word.heading,
        "text": word.text,
        "count": word.rows,
        "meanings": [*word.choices],
        "option": question_text.word_option(word.column, word.text, word.near[0] if word.near else ""),
    }
