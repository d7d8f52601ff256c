#!/bin/sh
# Brings Temporal's two databases to the schema of this version. Safe to repeat.
set -eu

update() {
  database=$1
  schema=$2
  tool="temporal-sql-tool --plugin postgres12 --ep postgres -u temporal -p 5432 --db $database"
  # A database that has a schema already refuses to be set up again; what counts is the update.
  $tool setup-schema -v 0.0 || echo "$database is set up already"
  $tool update-schema -d "/etc/temporal/schema/postgresql/v12/$schema/versioned"
}

update temporal temporal
update temporal_visibility visibility
