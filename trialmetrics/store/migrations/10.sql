-- Version 10: changes of people in the record.
-- One row per change of people, whose own place is the access data.
create table person_change (
    number integer not null, -- of the history, which has who made it, and when it was copied
    change_id varchar not null, -- of the access data, and nowhere else the same
    changed_at timestamp not null, -- UTC
    person varchar, -- about whom
    role varchar -- which they have since
);
