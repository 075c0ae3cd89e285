-- Version 5: the number of rows that every table must have by the history, and the identity of the database for its seal.
-- How many rows each change added to each table; negative where derived rows were replaced by fewer.
create table tally (
    number integer not null, -- of the history; 0: creation of the database or a migration
    table_name varchar not null,
    rows bigint not null
);

-- One row: the id of the database, also in its seal. A file that needs no seal beside it, such as a backup, also contains the
-- number and hash of the end of its history.
create table identity (database_id varchar not null, sealed_number integer, sealed_hash varchar);
