"""The SQL files of `measures/`: one relation per file, named after it, in the order in which they run."""

from pathlib import Path

MEASURES = Path(__file__).parents[1] / "measures"

# Each one after those that it reads.
RELATIONS = (
    "setting",
    "trial_begin",
    "seen_event",
    "trial_count",
    "trial_moment",
    "attribute_moment",
    "trial_attribute",
    "category_spelling",
    "supplier_category",
    "trial_stated",
    "round_noted",
    "contradiction",
    "gap",
    "trial_known",
    "trial_observed",
    "stretch",
    "trial_time",
    "trial_chased_first",
    "trial_state",
    "trial_measure",
    "trial_scale",
    "trial_criteria_wide",
    "trial_criterion",
    "trial_score",
    "trial_chosen",
    "candidate_class",
    "trial",
    "trial_rating",
    "candidate_score",
    "candidate_total",
    "trial_knock_out",
    "candidate_knock_out_count",
    "candidate_spend",
    "candidate_tester",
    "candidate_tester_sum",
    "candidate_class_sum",
    "candidate_round",
    "candidate_wait",
    "candidate_reply",
    "candidate_few_wait",
    "candidate_rating",
    "candidate_quote",
    "nothing_sum",
    "supplier_total",
    "defect",
    "defect_count",
    "horizon",
)

# Those that depend on the weights, from the criteria of each trial on.
WEIGHED = (
    "setting",
    "trial_criterion",
    "trial_score",
    "candidate_score",
    "candidate_tester_sum",
    "candidate_class_sum",
    "nothing_sum",
)

# Those that only some pages ask for, made of the trials then.
ORDER_SIZES = ("order_value_place", "order_size_gap")
CHOICES = "choice"
WAITS = ("candidate_wait", "asked_wait")


def query(name: str) -> str:
    """The SQL of one relation."""
    return (MEASURES / f"{name}.sql").read_text(encoding="utf-8")
