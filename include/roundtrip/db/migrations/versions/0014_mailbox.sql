-- A mailbox that unsubscribes may be several people's (docs/adr/0009): all of whom are written to there say no with it (docs/adr/0022).
set role roundtrip_owner;

grant select (is_active) on crm.contact_point to roundtrip_webhook;

reset role;
