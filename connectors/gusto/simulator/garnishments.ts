import type { Router } from 'express';
import { z } from 'zod';
import type { AccessControl } from './access.js';
import { bodyOf, hasVersion, notFound, parameter, permitted, sendPage } from './answers.js';
import type { Company } from './employees.js';
import { identity, newVersion } from './records.js';

const Amount = z.string('is not a number').regex(/^\d+(\.\d+)?$/, 'is not a number');
const MaybeAmount = Amount.nullable().default(null);

/** Schema Garnishment: amount and court_ordered are required. */
const Garnishment = z
  .object({
    active: z.boolean().default(true),
    amount: Amount,
    description: z.string().nullable().default(null),
    court_ordered: z.boolean('is required'),
    garnishment_type: z
      .enum([
        'child_support',
        'federal_tax_lien',
        'state_tax_lien',
        'student_loan',
        'creditor_garnishment',
        'federal_loan',
        'other_garnishment',
      ])
      .nullable()
      .default(null),
    times: z.number().int().positive('must be positive').nullable().default(null),
    recurring: z.boolean().default(false),
    annual_maximum: MaybeAmount,
    pay_period_maximum: MaybeAmount,
    total_amount: MaybeAmount,
    deduct_as_percentage: z.boolean().default(false),
  })
  .refine(({ recurring, times }) => recurring || times !== null, { path: ['times'], message: 'is required' });

/** Deductions from the pay of an employee. On both surfaces; there is no deleting them. */
export function garnishmentRoutes(api: Router, access: AccessControl, { records }: Company): void {
  api.get('/v1/employees/:id/garnishments', access.company, (request, response) => {
    const employee = records.employees.get(parameter(request, 'id'));
    if (!employee) return notFound(response);
    sendPage(request, response, records.garnishments.of(employee.uuid));
  });

  api.post('/v1/employees/:id/garnishments', access.company, (request, response) => {
    const employee = records.employees.get(parameter(request, 'id'));
    if (!employee) return notFound(response);
    const body = bodyOf(request, response);
    const wanted = body && permitted(response, body, Garnishment);
    if (!wanted) return;
    const garnishment = { ...identity(), employee_uuid: employee.uuid, ...wanted };
    records.garnishments.put(garnishment.uuid, garnishment);
    response.status(201).json(garnishment);
  });

  api.put('/v1/garnishments/:id', access.company, (request, response) => {
    const garnishment = records.garnishments.get(parameter(request, 'id'));
    if (!garnishment) return notFound(response);
    const body = bodyOf(request, response);
    if (!body || !hasVersion(response, body, garnishment.version)) return;
    const wanted = permitted(response, { ...garnishment, ...body }, Garnishment);
    if (!wanted) return;
    const changed = { ...garnishment, ...wanted, version: newVersion() };
    records.garnishments.put(garnishment.uuid, changed);
    response.json(changed);
  });
}
