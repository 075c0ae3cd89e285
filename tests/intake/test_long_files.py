"""What a file is shows from all over it: a long log may be sorted by what happened."""

import pytest

from tests.intake.taking import take

WORDS = ("Aanvraag", "Antwoord", "Levering")
HEADER = "Zaak;Leverancier;Soort;Besteldatum\n"


def sorted_log(cases: int, note: str = "") -> str:
    """All requests, then all replies, then all deliveries."""
    return HEADER + "".join(
        f"C{case};Leverancier {case % 7}{note};{word};2026-0{3 + month}-{1 + case % 28:02}\n"
        for month, word in enumerate(WORDS)
        for case in range(cases)
    )


# Sampled whole; longer than the sample; longer than the beginning that is searched for a header.
@pytest.mark.parametrize(("cases", "note"), [(300, ""), (1_500, ""), (1_500, " met een lange naam" * 20)])
def test_a_log_sorted_by_event_is_no_sheet(cases: int, note: str) -> None:
    taken = take(sorted_log(cases, note))
    assert taken.kind == "events" or taken.questions[0].setting == "kind"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "cp1252", "utf-8-sig"])
def test_in_every_encoding(encoding: str) -> None:
    """A place in a file of UTF-16 may be half a character: only the beginning is looked at, and the file is read."""
    taken = take(sorted_log(1_500, " métier" * 60).encode(encoding), kind="sheet")
    assert taken.encoding.replace("_", "-") in (encoding, "utf-16")
    assert taken.rows == 4_500
