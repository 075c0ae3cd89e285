-- Version 3: decisions on supplier names; merged suppliers count as one.
-- One row per decision on two supplier names. The latest one on a pair counts.
create table naming (
    number integer not null, -- of the history, which has who decided it and when
    one varchar not null, -- supplier keys, of which `one` sorts before `other`
    other varchar not null,
    one_name varchar not null, -- as spelled then
    other_name varchar not null,
    said varchar not null -- one: one supplier; two: two suppliers; open: decision taken back
);

-- Per merged name, the key of the supplier it belongs to.
create table kept_member (supplier_key varchar not null, merged_key varchar not null);

alter table kept_trial rename to older_trial;
create table kept_trial (
    supplier_key varchar not null,
    trial_id varchar not null,
    as_supplier_key varchar not null,
    as_trial_id varchar not null
);
insert into kept_trial select supplier_key, trial_id, supplier_key, trial_id from older_trial;
drop table older_trial;

drop view current_supplier;
-- One row per supplier, under the first spelling of the first of its names.
create view current_supplier as
    select
        coalesce(merged_key, supplier_name.supplier_key) as supplier_key,
        arg_min(supplier, {'upload': upload_id, 'line': line}) as supplier
    from supplier_name
    join held using (upload_id)
    left join kept_member using (supplier_key)
    group by coalesce(merged_key, supplier_name.supplier_key);

-- One row per supplier name, under its first spelling, with the key of the supplier it belongs to.
create view current_spelling as
    select
        supplier_key as name_key,
        coalesce(any_value(merged_key), supplier_key) as supplier_key,
        arg_min(supplier, {'upload': upload_id, 'line': line}) as supplier
    from supplier_name
    join held using (upload_id)
    left join kept_member using (supplier_key)
    group by supplier_name.supplier_key;
