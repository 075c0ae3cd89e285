-- Version 9: redaction.
-- At most one row: the secret of the hashes below, made with the first of them.
create table redaction_key (key varchar not null);

-- One row per text that was redacted: whoever loads the same words again stores the replacement.
create table redaction (
    number integer not null, -- of the history, which has who redacted it and when
    last_mark integer not null, -- highest number in a mark, [redacted NUMBER], so far
    hash varchar not null, -- of the text and where it stood
    replacement varchar not null,
    supplier_key varchar, -- of the trial it was noted of, if it was
    trial_id varchar
);

-- Uploaded files that are not kept as they came, as they have words that were redacted.
create table unkept_file (sha256 varchar not null);
