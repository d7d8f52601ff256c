import type { Router } from 'express';
import { z } from 'zod';
import type { AccessControl } from './access.js';
import {
  bodyOf,
  CalendarDate,
  hasVersion,
  invalid,
  notFound,
  parameter,
  permitted,
  refuse,
  sendPage,
  showHomeAddress,
  showWorkAddress,
} from './answers.js';
import type { Company } from './employees.js';
import { identity, newVersion, type LocationRecord } from './records.js';

const WorkAddress = z.object({ location_uuid: z.string('is required'), effective_date: CalendarDate });

const Required = z.string('is required').trim().min(1, 'is required');
const HomeAddress = z.object({
  street_1: Required,
  street_2: z.string().nullable().default(null),
  city: Required,
  state: z.string('is required').regex(/^[A-Z]{2}$/, 'is not a valid state'),
  zip: z.string('is required').regex(/^\d{5}(-\d{4})?$/, 'is not a valid zip code'),
  effective_date: CalendarDate.nullable().default(null),
  courtesy_withholding: z.boolean().default(false),
});

/** The company's locations, and where its people work and live. */
export function addressRoutes(api: Router, access: AccessControl, company: Company): void {
  const { records } = company;

  api.get('/v1/companies/:company/locations', access.company, (request, response) => {
    if (parameter(request, 'company') !== company.id) return notFound(response);
    sendPage(request, response, records.locations.all().map(showLocation(company.id)));
  });

  api.get('/v1/locations/:id', access.company, (request, response) => {
    const location = records.locations.get(parameter(request, 'id'));
    if (!location) return notFound(response);
    response.json(showLocation(company.id)(location));
  });

  api.get('/v1/employees/:id/work_addresses', access.company, (request, response) => {
    const employee = records.employees.get(parameter(request, 'id'));
    if (!employee) return notFound(response);
    const addresses = records.workAddresses.of(employee.uuid);
    response.json(addresses.map((one) => showWorkAddress(records, one)));
  });

  api.post('/v1/employees/:id/work_addresses', access.company, (request, response) => {
    const employee = records.employees.get(parameter(request, 'id'));
    if (!employee) return notFound(response);
    const body = bodyOf(request, response);
    const wanted = body && permitted(response, body, WorkAddress);
    if (!wanted) return;
    if (!records.locations.get(wanted.location_uuid)?.active) {
      return refuse(response, 422, invalid('location_uuid', 'Location not found'));
    }
    const address = { ...identity(), employee_uuid: employee.uuid, ...wanted };
    records.workAddresses.put(address.uuid, address);
    response.status(201).json(showWorkAddress(records, address));
  });

  api.put('/v1/work_addresses/:id', access.company, (request, response) => {
    const address = records.workAddresses.get(parameter(request, 'id'));
    if (!address) return notFound(response);
    const body = bodyOf(request, response);
    if (!body || !hasVersion(response, body, address.version)) return;
    const wanted = permitted(response, body, WorkAddress.partial());
    if (!wanted) return;
    const changed = {
      ...address,
      location_uuid: wanted.location_uuid ?? address.location_uuid,
      effective_date: wanted.effective_date ?? address.effective_date,
      version: newVersion(),
    };
    if (!records.locations.get(changed.location_uuid)?.active) {
      return refuse(response, 422, invalid('location_uuid', 'Location not found'));
    }
    records.workAddresses.put(address.uuid, changed);
    response.json(showWorkAddress(records, changed));
  });

  api.get('/v1/employees/:id/home_addresses', access.company, (request, response) => {
    const employee = records.employees.get(parameter(request, 'id'));
    if (!employee) return notFound(response);
    const addresses = records.homeAddresses.of(employee.uuid);
    response.json(addresses.map(showHomeAddress));
  });

  api.post('/v1/employees/:id/home_addresses', access.company, (request, response) => {
    const employee = records.employees.get(parameter(request, 'id'));
    if (!employee) return notFound(response);
    const body = bodyOf(request, response);
    const wanted = body && permitted(response, body, HomeAddress);
    if (!wanted) return;
    const address = { ...identity(), employee_uuid: employee.uuid, ...wanted };
    records.homeAddresses.put(address.uuid, address);
    response.status(201).json(showHomeAddress(address));
  });
}

const showLocation = (companyId: string) => (location: LocationRecord) => ({
  ...location,
  company_uuid: companyId,
  street_2: null,
  country: 'USA',
  inactive: !location.active,
  mailing_address: false,
  filing_address: false,
});
