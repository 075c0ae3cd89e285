"""Grades in words: all distinct words of a column decide which steps its scale has; their order is always kept."""

from itertools import combinations

import pytest

from tests.intake.taking import Taken, take
from tests.sampled import sampled
from trialmetrics.intake.values.word_scale import rating_of_step, scale_of
from trialmetrics.vocabulary import GRADES

# The words of a column, lowest first, and the ratings they have; worked out by hand as equal steps from 1 to 5.
SCALES = {
    "slecht matig goed": (1, 3, 5),
    "schlecht mäßig gut": (1, 3, 5),
    "mauvais moyen bon": (1, 3, 5),
    "malo regular bueno": (1, 3, 5),
    "bad fair good": (1, 3, 5),
    "slecht uitstekend": (1, 5),
    "goed uitstekend": (4, 5),
    "slecht matig voldoende goed uitstekend": (1, 2, 3, 4, 5),
    "slecht redelijk goed zeer_goed": (1, 3, 4, 5),
    "zeer_slecht slecht neutraal goed zeer_goed": (1, 2, 3, 4, 5),
    "poor fair good very_good excellent": (1, 2, 3, 4, 5),
    "malo regular bueno muy_bueno excelente": (1, 2, 3, 4, 5),
    "mauvais passable bien très_bien": (1, 3, 4, 5),
    "ungenügend mangelhaft ausreichend befriedigend gut sehr_gut": (1, 1.8, 2.6, 3.4, 4.2, 5),
}


def sheet(words: str) -> str:
    rows = [
        f"A,{number},2026-03-02,{word.replace('_', ' ')}\n" for number, word in enumerate(words.split(), 1)
    ]
    return "supplier,trial_id,requested_at,Vriendelijk\n" + "".join(rows)


def ratings(taken: Taken) -> list[float]:
    rated = {row["trial_id"]: round(row["courtesy"], 2) for row in taken.of("assessment")}
    return [rated[trial] for trial in sorted(rated)]


@pytest.mark.parametrize("words", sampled(SCALES, 3))
def test_words_are_spread_over_the_steps_that_the_column_shows(words: str) -> None:
    taken = take(sheet(words))
    assert (taken.questions, taken.problems) == ([], [])
    assert tuple(ratings(taken)) == SCALES[words]
    assert take(sheet(words.upper())).events == taken.events


def test_the_order_of_grades_is_kept_whatever_occurs_together() -> None:
    for size in range(1, len(GRADES) + 1):
        for seen in combinations(GRADES, size):
            for good_is_best in (None, True, False):
                steps = scale_of(seen, good_is_best=good_is_best)
                if steps is None:
                    assert good_is_best is None
                    continue
                rated = [rating_of_step(step, steps) for step in seen]
                assert rated == sorted(rated)
                assert rated[0] >= 1
                assert rated[-1] <= 5
                # Two grades of one column are one rating in no case but good and better, bad and worse, seen apart.
                if len(steps) > 3:
                    assert len({*rated}) == len(rated)


def test_whether_good_is_the_best_grade_is_asked_where_it_decides() -> None:
    (question,) = take(sheet("matig redelijk goed")).questions
    assert (question.setting, question.code, question.answers) == (
        "answers.courtesy",
        "best_grade",
        ("5/5", "4/5"),
    )
    assert question.figures["words"] == ["matig", "redelijk", "goed"]
    best = take(sheet("matig redelijk goed"), answers={"courtesy": {"goed": "5/5"}})
    assert ratings(best) == [2.33, 3.67, 5]
    second = take(sheet("matig redelijk goed"), answers={"courtesy": {"goed": "4/5"}})
    assert ratings(second) == [2, 3, 4]
    assert second.decisions() == ["Vriendelijk: matig = 2, redelijk = 3 and goed = 4 of 5, as you said."]
    # Without the word itself, the answer is about a word that stands for it.
    (question,) = take(sheet("matig redelijk")).questions
    assert question.figures["texts"] == ["good"]
    assert ratings(take(sheet("matig redelijk"), answers={"courtesy": {"good": "4/5"}})) == [2, 3]


def test_a_later_file_is_read_on_the_steps_of_an_earlier_one_and_says_so() -> None:
    first = take(sheet("goed uitstekend"))
    remembered = {first.signature: first.settings}
    later = take(sheet("goed"), remembered)
    assert ratings(later) == [4]
    assert later.decisions() == ["Vriendelijk: goed = 4 of 5, as in an earlier file with this header."]
    assert ratings(take(sheet("goed"))) == [5]


def test_words_beside_numbers_signs_and_other_columns_keep_to_themselves() -> None:
    text = (
        "supplier,requested_at,Vriendelijk 1-10,Behulpzaam\n"
        "A,2026-03-02,6,goed\nB,2026-03-02,goed,goed\nC,2026-03-02,uitstekend,slecht\nD,2026-03-02,++,matig\n"
    )
    rated = {
        row["supplier_key"]: (round(row["courtesy"], 2), row["helpfulness"])
        for row in take(text).of("assessment")
    }
    assert rated == {"a": (3.4, 5), "b": (4, 5), "c": (5, 1), "d": (5, 3)}
