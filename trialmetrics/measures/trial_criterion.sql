-- One row per trial that has ended and criterion that has a value: its score, 0-100.
select trial_number, 'responsiveness' as criterion, responsiveness as score from trial_criteria_wide where responsiveness is not null
union all
select trial_number, 'follow_through', follow_through from trial_criteria_wide where follow_through is not null
union all
select trial_number, 'courtesy', courtesy from trial_criteria_wide where courtesy is not null
union all
select trial_number, 'welcome', welcome from trial_criteria_wide where welcome is not null
union all
select trial_number, 'helpfulness', helpfulness from trial_criteria_wide where helpfulness is not null
union all
select trial_number, 'care', care from trial_criteria_wide where care is not null
union all
select trial_number, 'outcome', outcome from trial_criteria_wide where outcome is not null
union all
select trial_number, 'devotion', devotion from trial_criteria_wide where devotion is not null
