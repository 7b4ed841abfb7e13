set role roundtrip_owner;

create view crm.half_erased as
select erased_person.person_id, erasing.privacy_request_id
from crm.erasing
inner join crm.erased_person using (privacy_request_id)
where not exists (
    select from crm.privacy_step as step
    where step.privacy_request_id = erasing.privacy_request_id and step.step = 'ledger'
);
comment on view crm.half_erased is 'One row per person whose erasure began and has not reached the ledger: rows of raw may name them by another value than crm.identifier does, so nobody can be told apart until it is finished.';
grant select on crm.half_erased to roundtrip_loader, roundtrip_operator;

reset role;
