-- Version 7: what was wrong in a file is a code with figures, for each reader in their own language. What was told before
-- stays in the words of its day: those behind the value they are about, or all of them.
alter table problem rename to older_problem;
create table problem (
    upload_id integer not null,
    line bigint not null,
    "column" varchar,
    value varchar,
    code varchar not null, -- what is wrong; `text/problem_text.py` has its sentence
    parts varchar not null, -- JSON: the figures of the sentence
    severity varchar not null -- row: set aside; value: a warning
);
insert into problem by name
    select
        upload_id, line, "column", value, severity,
        if(of_value, 'value_as_written', 'as_written') as code,
        json_object('sentence', if(of_value, substr(reason, length(shown) + 1), reason))::varchar as parts
    from (
        select
            *,
            '''' || left(replace(value, chr(10), ' '), 60) || ''' ' as shown,
            coalesce(value, '') <> '' and starts_with(reason, shown) as of_value
        from older_problem
    );
drop table older_problem;
