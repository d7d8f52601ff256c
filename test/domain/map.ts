import { loadConfiguration } from '../../connectors/registry.js';
import type { FieldMap } from '../../config/field-map.js';

/** The default tenant's map, as config/ has it. */
export const defaultMap = (): FieldMap => loadConfiguration({}).fieldMap;
