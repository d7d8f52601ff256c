#!/bin/sh
# Run once by the postgres image, on an empty volume: a role and databases for Temporal, and for hireline.
set -eu
psql --set ON_ERROR_STOP=1 --username postgres \
  --set temporal="$TEMPORAL_DB_PASSWORD" --set hireline="$HIRELINE_DB_PASSWORD" <<'SQL'
create role temporal login createdb password :'temporal';
create role hireline login password :'hireline';
create database temporal owner temporal;
create database temporal_visibility owner temporal;
create database hireline owner hireline;
SQL
