-- One row per group: members who got the first wave and members who did not, and what they spent.
select * from results.rpt_starbucks_first_wave
