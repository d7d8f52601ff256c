-- Up Migration

-- What the vendor last said was used of its window; `used` counts the permits that processes have taken ahead.
alter table vendor_limits add column observed_used int, add column observed_until timestamptz;

-- Down Migration

alter table vendor_limits drop column observed_used, drop column observed_until;
