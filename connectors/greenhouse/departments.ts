import type { HarvestClient } from './client.js';
import { WireDepartment } from './wire.js';

/** Departments hardly change, and every hire needs one. */
const KEPT_MS = 5 * 60_000;
const KEPT_AT_MOST = 500;

/** Looks departments up by id, and remembers them for a few minutes. */
export function createDepartments(client: Pick<HarvestClient, 'list'>, now: () => number = Date.now) {
  const kept = new Map<string, { department: WireDepartment; until: number }>();
  return {
    async find(id: string): Promise<WireDepartment | undefined> {
      const known = kept.get(id);
      if (known && known.until > now()) return known.department;
      kept.delete(id);
      const rows = await client.list('/v3/departments', { ids: id }, WireDepartment);
      const department = rows.find((row) => row.id === id);
      if (!department) return undefined;
      const oldest = kept.keys().next().value;
      if (kept.size >= KEPT_AT_MOST && oldest !== undefined) kept.delete(oldest);
      kept.set(id, { department, until: now() + KEPT_MS });
      return department;
    },
  };
}
