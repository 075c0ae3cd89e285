"""Supplier: the verdict and why, its criteria beside its category's, and every trial's story."""

import pandas as pd
import streamlit as st

from pages import _equal, _response, _shared
from trialmetrics import standing, wording
from trialmetrics.calendar import calendar
from trialmetrics.figures import criteria_chart, timeline_chart
from trialmetrics.language import _, ngettext
from trialmetrics.planning import next_step
from trialmetrics.policy import Clock
from trialmetrics.ranking import Ranking
from trialmetrics.vocabulary import EVENTS

# Pixels, of the columns of a trial's story.
WHEN_WIDTH, WHO_WIDTH, WHAT_WIDTH, WORDS_WIDTH = 132, 84, 128, 450


def show() -> None:
    """The page."""
    found = _shared.ranking()
    if found.suppliers.empty:
        st.title(_("Supplier"))
        st.info(_("No supplier has a trial under these filters; clear one of them."))
        return
    names = sorted(found.suppliers["supplier"], key=str.casefold)
    chosen = st.selectbox(
        _("Supplier"),
        names,
        key="supplier",
        bind="query-params",
        persist_state="session",
        label_visibility="collapsed",
    )
    supplier = found.suppliers[found.suppliers["supplier"] == chosen].iloc[0].to_dict()
    _head(supplier)
    _standing(found, supplier)
    if step := next_step(found, supplier["supplier_key"]):
        st.info(_shared.plain(step), icon=":material/arrow_forward:")
    left, right = st.columns([3, 2])
    with left:
        st.subheader(_("Criteria"))
        _criteria(supplier)
    with right:
        st.subheader(_("Facts"))
        _facts(supplier, found.policy.evidence.interval)
    _response.show(found, supplier)
    _equal.of_supplier(found, supplier)
    st.subheader(_("What happened"))
    trials = found.trials[found.trials["supplier_key"] == supplier["supplier_key"]]
    events = _shared.store().events(supplier["supplier_key"])
    events = events[events["trial_id"].isin(trials["trial_id"])]
    events = events[events["occurred_at"].isna() | (events["occurred_at"] <= found.as_of)]
    st.plotly_chart(
        timeline_chart(events, trials, _service(found.policy.clock), _shared.look()), config=_shared.CHART, theme=None,
        key="timeline", alt=_("The events of each trial in days after its request; the tables below say the same."),
    )  # fmt: skip
    _shared.explain(
        _("Above the line what the supplier did, under it what we did and noted. The wedge is the wait for the first reply; "
          "grey is time in which no answer can be expected."),
        _("One line per trial, in days after its request. {hours} Nights are greyed only where a line is short.").format(
            hours=wording.service_hours(found.policy.clock)
        ),
    )  # fmt: skip
    _stories(events, trials)
    st.subheader(_("Trials"))
    _trials(trials)


def _head(supplier: dict) -> None:
    st.title(_shared.plain(supplier["supplier"]))
    st.subheader(_shared.verdict_label(supplier["verdict"]))
    st.markdown("\n".join(f"- {_shared.plain(reason)}" for reason in supplier["reasons"]))


def _standing(found: Ranking, supplier: dict) -> None:
    others = int(found.suppliers["score"].notna().sum()) - 1
    if said := standing.clearly_sentence(supplier, others):
        _shared.explain(
            said,
            _(
                "Clearly better: with at least {clear} probability its true score, which very many trials would show, is the "
                "higher of the two. Of the others the trials do not tell yet which is the better one."
            ).format(clear=wording.percent(standing.CLEAR)),
        )


def _criteria(supplier: dict) -> None:
    mine = set(supplier["categories"])
    # Compared with all of its category, also where the filter hides some of them.
    everybody = _shared.ranking(everything=True).suppliers
    others = everybody[[not mine.isdisjoint(each) for each in everybody["categories"]]]
    st.plotly_chart(
        criteria_chart(supplier, others, _shared.look()), config=_shared.CHART, theme=None, key="criteria",
        alt=_("Score of this supplier per criterion, beside its category."),
    )  # fmt: skip
    _shared.explain(
        _("Bar: this supplier. Line: the middle supplier of its category ({category}); grey: the middle half of them.").format(
            category=_shared.plain(", ".join(supplier["categories"]))
        ),
        _("What was noted of a trial, such as hours until the first reply, chases, and ratings from 1 to 5, is turned into 0 "
          "to 100 points by the policy's scales; shown is the mean over the judged trials. What was not observed counts "
          "neither for nor against. A request without an answer counts as the worst answer."),
    )  # fmt: skip


def _facts(supplier: dict, level: float) -> None:
    score = wording.score(supplier["score"])
    if score != wording.NOTHING:
        score = _("{score} ({low} to {high})").format(
            score=score, low=wording.score(supplier["score_low"]), high=wording.score(supplier["score_high"])
        )
    rank = wording.NOTHING
    if not pd.isna(supplier["rank"]):
        rank = _("{rank} ({low} to {high})").format(
            rank=int(supplier["rank"]), low=int(supplier["rank_low"]), high=int(supplier["rank_high"])
        )
    low, high = standing.RANK_POINTS
    rows = {
        _("score (true one, {level} sure)").format(level=wording.percent(level)): score,
        _("rank (true one, {level} sure)").format(level=wording.percent(high - low)): rank,
        _("chance that it is truly below {threshold}").format(
            threshold=wording.score(supplier["threshold"])
        ): wording.percent(supplier["p_below"]),
        _("trials, of them judged"): f"{supplier['trials']}, {supplier['scored_trials']}",
        _("spend"): wording.money(supplier["spend"]),
        _("answered"): wording.percent(supplier["answered_rate"]),
        _("half of the first replies came within"): wording.first_reply(
            supplier["median_first_reply_hours"], supplier["answered_rate"]
        ),
        _("chases per trial"): wording.number(supplier["chases_per_trial"]),
        _("trials with rude or belittling treatment"): wording.number(supplier["incidents"]),
        _(
            "score of small orders, of large ones"
        ): f"{wording.score(supplier['small_score'])}, {wording.score(supplier['large_score'])}",
    }
    st.dataframe(
        pd.DataFrame({_("fact"): list(rows), _("value"): list(rows.values())}), hide_index=True, width="stretch",
        height="content",
    )  # fmt: skip


def _stories(events: pd.DataFrame, trials: pd.DataFrame) -> None:
    for trial in trials.sort_values("requested_at", na_position="last").to_dict(orient="records"):
        mine = events[events["trial_id"] == trial["trial_id"]].sort_values(
            "occurred_at", kind="stable", na_position="last"
        )
        title = f"{_shared.plain(trial['trial_id'])} · {wording.state_words(trial['state'])}"
        if not pd.isna(trial["score"]):
            title += " · " + _("score {score}").format(score=wording.score(trial["score"]))
        quotes = ngettext("{n} note", "{n} notes", int(mine["note"].notna().sum())).format(
            n=int(mine["note"].notna().sum())
        )
        with st.expander(f"{title} · {quotes}", expanded=len(trials) <= 3):
            st.dataframe(
                pd.DataFrame(
                    {
                        _("when"): [_shared.when(row.occurred_at, row.bare) for row in mine.itertuples()],
                        _("who"): mine["event"].map(lambda event: wording.party_words(EVENTS[event].by)),
                        _("what"): mine["event"].map(wording.event_words),
                        _("words"): mine["note"],
                    }
                ),
                hide_index=True,
                placeholder="",
                column_config={
                    _("when"): st.column_config.TextColumn(width=WHEN_WIDTH),
                    _("who"): st.column_config.TextColumn(width=WHO_WIDTH),
                    _("what"): st.column_config.TextColumn(width=WHAT_WIDTH),
                    _("words"): st.column_config.TextColumn(width=WORDS_WIDTH),
                },
                row_height=_shared.wrapped(mine["note"], WORDS_WIDTH),
            )


def _trials(trials: pd.DataFrame) -> None:
    ordered = trials.sort_values("requested_at", na_position="last")
    st.dataframe(
        pd.DataFrame(
            {
                _("trial"): ordered["trial_id"],
                _("category"): ordered["category"],
                _("round"): ordered["round"],
                _("tester"): ordered["tester"],
                _("class"): ordered["order_class"],
                _("requested"): [
                    _shared.when(row.requested_at, row.requested_bare) for row in ordered.itertuples()
                ],
                _("state"): ordered["state"].map(wording.state_words),
                _("first reply"): [_reply(row) for row in ordered.itertuples()],
                _("chases"): ordered["chases"].map(wording.number),
                _("days late"): ordered["days_late"].map(wording.number),
                _("score"): ordered["score"].map(wording.score),
                _("observed"): [
                    wording.percent(each / 100) if each else wording.NOTHING for each in ordered["coverage"]
                ],
            }
        ),
        hide_index=True,
        placeholder=wording.NOTHING,
    )


def _reply(row: object) -> str:
    hours = wording.hours(row.first_reply_hours)  # type: ignore[attr-defined]
    return _("none in {hours}").format(hours=hours) if row.reply_censored is True else hours  # type: ignore[attr-defined]


def _service(clock: Clock) -> pd.DataFrame:
    return _calendar(clock.model_dump_json())


@st.cache_data(show_spinner=False)
def _calendar(clock: str) -> pd.DataFrame:
    return calendar(Clock.model_validate_json(clock)).select(["day", "opens", "seconds"]).to_pandas()


show()
