-- Feedback.
select 1;
