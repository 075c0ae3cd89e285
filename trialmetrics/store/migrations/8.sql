-- Version 8.
select 1;
