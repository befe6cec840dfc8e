import core from '../../migrations/0001_create_core.sql?raw'
import compliance from '../../migrations/0002_add_compliance.sql?raw'
import resilience from '../../migrations/0003_add_resilience.sql?raw'
import waysIn from '../../migrations/0004_add_ways_in.sql?raw'

/** All migrations in their order, for tests that run inside workerd and cannot read files. */
export const MIGRATIONS = [core, compliance, resilience, waysIn].join('\n')
