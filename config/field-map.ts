import type { HireFieldName } from '../schemas/hire.js';

/** Where a field stands in one system: a path, and named extras such as `prefer` or `form`, in the connector's words. */
export type Binding = Readonly<Record<string, string>>;

/** One system's column of the map. A field without a binding is not held there. */
export type FieldBindings = Readonly<Partial<Record<HireFieldName, Binding>>>;
