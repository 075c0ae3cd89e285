-- Version 7: problems are stored as codes with figures, so that each user sees them in their own language. Earlier problems keep
-- their sentence: the part after the value it is about, or all of it.
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
