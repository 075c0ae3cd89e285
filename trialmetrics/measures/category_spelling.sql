-- One row per spelling of a category: the one that is shown for all that differ in case or repeated spaces only, the
-- smallest of them.
select
    written.category,
    min(written.category) over (partition by written.folded) as shown
from (
    select
        category,
        -- Every space but the first of a row becomes a mark that no text contains, and goes.
        lower(
            replace(replace(replace(category, ' ', concat(' ', chr(1))), concat(chr(1), ' '), ''), chr(1), '')
        ) as folded
    from (select distinct category from trial_attribute where category is not null) as spelling
) as written
