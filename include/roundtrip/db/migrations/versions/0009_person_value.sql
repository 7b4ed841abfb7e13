set role roundtrip_owner;

create table raw.person_value (
    as_of date not null,
    person_id bigint not null,
    model text not null,
    fitted_to text not null,
    p_alive double precision check (p_alive between 0 and 1),
    purchases_30 double precision not null check (purchases_30 >= 0),
    purchases_90 double precision not null check (purchases_90 >= purchases_30),
    purchases_365 double precision not null check (purchases_365 >= purchases_90),
    value_30_minor double precision not null check (value_30_minor >= 0),
    value_90_minor double precision not null check (value_90_minor >= value_30_minor),
    value_365_minor double precision not null check (value_365_minor >= value_90_minor),
    primary key (as_of, person_id)
);
comment on table raw.person_value is 'One row per night and customer: what they are expected to buy and spend after it. Kept for the newest night and the one before, on which the newest was decided.';
comment on column raw.person_value.model is 'bg_nbd_gamma_gamma, or average_rate where the data do not carry it.';
comment on column raw.person_value.fitted_to is 'Whose purchases the model was fitted to: a source type of acquisition, or all.';
comment on column raw.person_value.p_alive is 'The chance that they still are a customer; NULL where the estimate does not know it.';
comment on column raw.person_value.value_30_minor is 'Minor units of the reporting currency.';

grant select, insert, delete on raw.person_value to roundtrip_loader;
grant select on raw.person_value to roundtrip_transformer, roundtrip_operator;

reset role;
