"""Figures, moments and terms in words: one door to `number_text`, `date_text` and `terms`."""

from trialmetrics.text.date_text import *  # noqa: F403
from trialmetrics.text.number_text import *  # noqa: F403
from trialmetrics.text.terms import *  # noqa: F403
