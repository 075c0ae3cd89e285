-- Version 8: decisions of people on candidates, and objections of suppliers to them.
-- One row per decision of a person on a candidate. The latest one on a candidate counts.
create table decision (
    number integer not null, -- of the history, which has who decided it and when
    supplier_key varchar not null, -- of the name shown then: where names are merged, the decision goes along
    supplier varchar not null, -- as shown then
    category varchar not null,
    decision varchar not null, -- invite, invite_on_conditions, hold, reject
    reason varchar not null,
    valid_until date,
    verdict varchar not null, -- shown then: pass, retry, reject
    policy_version integer not null, -- behind that verdict
    seen integer not null, -- number of the newest change of the history when that verdict was shown
    basis varchar not null -- JSON: what was shown then, as codes and figures, without the words of a note
);

-- One row per objection of a supplier to a decision.
create table objection (
    number integer not null, -- of the history, which has who noted it and when
    decision integer not null, -- number of the decision
    note varchar not null
);
