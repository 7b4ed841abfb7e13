-- Which bytes are a repetition depends on the feed's mode (load/known.sql); rows are kept from coming twice by the raw tables'
-- own unique indexes, and loads of one feed wait for each other.
set role roundtrip_owner;
alter table raw.batch drop constraint batch_feed_checksum_key;
create index on raw.batch (feed, checksum);
reset role;
