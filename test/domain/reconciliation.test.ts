import assert from 'node:assert/strict';
import { findingOf, type MismatchedHire } from '../../domain/reconciliation.js';
import { reconciliationMap } from '../../domain/reconciliation-map.js';
import type { HireFields } from '../../schemas/hire.js';
import { defaultMap } from './map.js';

const map = reconciliationMap(defaultMap());
const calendar = { timeZone: 'America/New_York', today: '2026-11-22' };
const find = (hire: MismatchedHire) => findingOf(map, calendar, hire);

const fields: HireFields = {
  firstName: 'Ada',
  lastName: 'Lovelace',
  jobTitle: 'Engineer',
  startDate: '2026-12-07',
  manager: { id: '1' },
};
// Three in the morning in London, ten in the evening of the day before in New York.
const at = '2026-11-21T03:00:00Z';
const ats = { at, fields };
const hris = (change: HireFields = {}) => ({ at: '2026-11-22T15:00:00Z', fields: { ...fields, ...change } });
const hire = (change: Partial<MismatchedHire> & Pick<MismatchedHire, 'kind'>): MismatchedHire => ({
  applicationId: '1001',
  employeeIds: [],
  ats: null,
  hris: [],
  match: null,
  ...change,
});

describe('findings of the reconciliation', () => {
  it('a hire that the HRIS does not have', () => {
    const finding = find(hire({ kind: 'ats_only', ats }));
    assert.equal(finding?.cause, 'ats_only:1001');
    assert.equal(finding?.owner, 'hr_ops');
    assert.equal(finding?.suggestedAction, 'write');
    assert.equal(finding?.person, 'Ada Lovelace, Engineer, from 2026-12-07');
    assert.equal(finding?.day, '2026-11-20');
    const matched = find(
      hire({ kind: 'ats_only', ats, match: { applicationId: '1001', employeeId: '200', by: 'email' } }),
    );
    assert.equal(matched?.suggestedAction, 'adopt');
    assert.equal(matched?.suggestedMatch?.employeeId, '200');
    assert.match(matched?.suggestedMatch?.why ?? '', /e-mail/);
  });

  it('an employee whom the ATS does not know', () => {
    const unknown = find(hire({ kind: 'hris_only', applicationId: null, employeeIds: ['200'], hris: [hris()] }));
    assert.equal(unknown?.cause, 'hris_only:200');
    assert.equal(unknown?.owner, 'recruiting');
    assert.equal(unknown?.suggestedAction, 'link');
    assert.equal(unknown?.day, '2026-11-22');
    assert.match(unknown?.reason ?? '', /without an application id/);
    const other = find(hire({ kind: 'hris_only', employeeIds: ['200'], hris: [hris()] }));
    assert.match(other?.reason ?? '', /no accepted offer/);
    assert.notEqual(other?.fingerprint, unknown?.fingerprint);
  });

  it('a difference, by field and without values in the reason', () => {
    const finding = find(
      hire({
        kind: 'differing',
        employeeIds: ['200'],
        ats,
        hris: [hris({ startDate: '2026-12-14', jobTitle: 'Chief' })],
      }),
    );
    assert.deepEqual(
      finding?.differences.map(({ field }) => field),
      ['startDate', 'jobTitle'],
    );
    assert.equal(finding?.reason, 'The ATS and the HRIS do not agree on startDate, jobTitle; payroll depends on it.');
    assert.equal(finding?.suggestedAction, 'write');
    const later = find(
      hire({ kind: 'differing', employeeIds: ['200'], ats, hris: [hris({ startDate: '2026-12-15' })] }),
    );
    assert.equal(later?.cause, finding?.cause);
    assert.notEqual(later?.fingerprint, finding?.fingerprint);
  });

  it('whose it is follows who is authoritative', () => {
    const wrongLink = hire({
      ...{ kind: 'differing', employeeIds: ['200'], hris: [hris({ employeeId: '200' })] },
      ats: { at, fields: { ...fields, employeeId: '999' } },
    });
    assert.equal(find(wrongLink)?.owner, 'recruiting');
    assert.equal(find({ ...wrongLink, hris: [hris({ employeeId: '200', startDate: '2027-01-01' })] })?.owner, 'hr_ops');
  });

  it('nothing where both mean the same', () => {
    assert.equal(
      find(hire({ kind: 'differing', employeeIds: ['200'], ats, hris: [hris({ jobTitle: ' ENGINEER' })] })),
      undefined,
    );
  });

  it('a hire that stands in the HRIS twice, and a person who does', () => {
    const both = ['200', '201'];
    const twice = find(
      hire({
        kind: 'doubled',
        employeeIds: both,
        hris: [hris({ atsApplicationId: '1001' }), hris({ atsApplicationId: '1001' })],
      }),
    );
    assert.equal(twice?.cause, 'doubled:1001');
    assert.match(twice?.reason ?? '', /2 employees for one application/);
    const person = find(
      hire({ kind: 'doubled', employeeIds: both, hris: [hris({ atsApplicationId: '1001' }), hris()] }),
    );
    assert.equal(person?.cause, 'doubled:employee:200');
    assert.match(person?.reason ?? '', /one person/);
  });

  it('has no personal data in its cause and reason', () => {
    const all = [
      hire({ kind: 'ats_only', ats }),
      hire({ kind: 'hris_only', employeeIds: ['200'], hris: [hris()] }),
      hire({ kind: 'differing', employeeIds: ['200'], ats, hris: [hris({ lastName: 'Byron' })] }),
      hire({ kind: 'doubled', employeeIds: ['200', '201'], hris: [hris(), hris()] }),
    ];
    for (const one of all) {
      const finding = find(one);
      assert.doesNotMatch(`${finding?.cause} ${finding?.reason}`, /Ada|Lovelace|Byron|Engineer/);
    }
  });

  it('belongs to today where nobody knows the day', () => {
    assert.equal(find(hire({ kind: 'ats_only', ats: { at: null, fields } }))?.day, '2026-11-22');
  });
});
