"""Long names cut in the middle, as names often begin alike, and where they differ."""

from collections.abc import Iterable

from trialmetrics.text.plain_text import visible

FIRST = 3  # letters of a name that is told from others by its middle


def short(name: str, longest: int) -> str:
    """A name on one line, cut in the middle to `longest` characters."""
    return _cut(visible(name), longest, _head(longest))


def short_apart(names: Iterable[str], longest: int) -> dict[str, str]:
    """Each name, as `short` has it; where names would look alike then, they are cut where they differ."""
    whole = {name: visible(name) for name in names}
    shortened = {name: _cut(line, longest, _head(longest)) for name, line in whole.items()}
    alike: dict[str, list[str]] = {}
    for name, text in shortened.items():
        alike.setdefault(text, []).append(name)
    for group in alike.values():
        if len({whole[name] for name in group}) == 1:
            continue
        others = {shortened[name] for name in shortened if name not in group}
        lines = [whole[name] for name in group]
        letters = enumerate(zip(*lines, strict=False))
        alike_until = next((n for n, each in letters if len({*each}) > 1), min(map(len, lines)))
        cuts = [
            *(
                {name: _cut(whole[name], longest, head) for name in group}
                for head in range(longest - 1, -1, -1)
            ),
            {name: _middle(whole[name], longest, alike_until) for name in group},
        ]
        for cut in cuts:
            if len({*cut.values()}) == len(group) and others.isdisjoint(cut.values()):
                shortened |= cut
                break
    return shortened


def _middle(line: str, longest: int, start: int) -> str:
    """Its first letters, and what follows from `start` on, where it differs from others: "Don…47 m.b.H…"."""
    part = line[start : start + longest - FIRST - 2].strip()
    return f"{line[:FIRST]}…{part}…"


def _head(longest: int) -> int:
    """How much of a long name stands before the cut."""
    return longest * 3 // 5


def _cut(line: str, longest: int, head: int) -> str:
    """`head` characters of a line, "…", and as many of its end as make `longest`; the line itself where it is short enough."""
    if len(line) <= longest:
        return line
    tail = longest - 1 - head
    return f"{line[:head].rstrip()}…{line[len(line) - tail :].lstrip()}"
