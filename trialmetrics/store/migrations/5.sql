-- Version 5: what every table must have by the history, and how a database vouches for its end.
-- How many rows each thing done added to each table, fewer where it is negative: what is derived is replaced.
create table tally (
    number integer not null, -- in the history; 0: made with the database, or by bringing it up to date
    table_name varchar not null,
    rows bigint not null
);

-- One row: which database this is, as its seal names it. One that needs no seal beside it, such as a backup, also says where
-- its history ends, and the hash of it.
create table identity (database_id varchar not null, sealed_number integer, sealed_hash varchar);
