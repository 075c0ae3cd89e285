"""Find the texts that are not known and that a person can give a meaning."""

from collections.abc import Mapping

import duckdb

from trialmetrics.intake.headings import COLUMNS
from trialmetrics.intake.reading import Unread
from trialmetrics.intake.values import regular_texts
from trialmetrics.intake.values.value import Notation
from trialmetrics.intake.values.words import WORD_LISTS, meanings, near_words, normalised_word, read_value

MAX_UNREAD = 50  # texts that a person is asked about
_MAX_EXAMINED = 2_000  # distinct texts of a column, the most frequent ones


def find(
    database: duckdb.DuckDBPyConnection,
    kind: str,
    headings: Mapping[str, str],
    notations: Mapping[str, Notation],
    answers: Mapping[str, Mapping[str, str]],
) -> list[Unread]:
    """Unreadable texts that a person can give a meaning, each once whatever its case, the most frequent first.

    In columns with a fixed list, any text; in others only words, since a wrong figure must be mended in the file.
    """
    words = []
    for name, heading in headings.items():
        column = COLUMNS[kind][name]
        if not meanings("", column.kind, name):
            continue
        only_words = "" if column.kind in WORD_LISTS else f"and not regexp_matches({name}, '[0-9]')"
        rows = database.execute(
            f"select {name}, count(*) from raw_row where {name} is not null {only_words} "
            f"and ({regular_texts.sql(name, column, notations[name])}) is null "
            f"group by {name} order by count(*) desc, {name} limit {_MAX_EXAMINED}"
        ).fetchall()
        unread: dict[str, tuple[str, int]] = {}
        for text, count in rows:
            if read_value(text, column.kind, name, notations[name], answers.get(name, {})).problem:
                first, earlier_count = unread.get(normalised_word(text), (text, 0))
                unread[normalised_word(text)] = (first, earlier_count + count)
        words += [
            Unread(
                name,
                heading,
                text,
                count,
                meanings(text, column.kind, name),
                near_words(text, column.kind) if column.kind in WORD_LISTS else (),
            )
            for text, count in unread.values()
        ]
    return sorted(words, key=lambda word: -word.rows)[:MAX_UNREAD]
