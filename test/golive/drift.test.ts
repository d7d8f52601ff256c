import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import fc from 'fast-check';
import { z } from 'zod';
import { probeActivities } from '../../activities/probe-vendors.js';
import { driftIn, keepDrift } from '../../activities/record-drift.js';
import { replayRuns } from '../../activities/replay-runs.js';
import type { AccessFinding } from '../../connectors/connector.js';
import { vendorFailure } from '../../connectors/failure.js';
import type { HttpResponse } from '../../connectors/http.js';
import { loadConfiguration } from '../../connectors/registry.js';
import { parseAnswer } from '../../connectors/wire.js';
import { mappedPlaces } from '../../domain/mapped-places.js';
import { replayEvent } from '../../domain/replay-event.js';
import { routeOf } from '../../ingress/routing.js';
import {
  confirmDriftOfMany,
  listDrift,
  recordDrift,
  type DriftStatus,
  type SeenDrift,
} from '../../ledger/vendor-drift.js';
import {
  hireConfirmationWorkflowId,
  hireWorkflowId,
  interviewWorkflowId,
  referralStatusWorkflowId,
  referralWorkflowId,
  referredUserWorkflowId,
  screeningWorkflowId,
} from '../../workflows/contract.js';
import { FailureType } from '../../workflows/failure-types.js';
import { Ground } from '../reconciliation/ground.js';
import { act } from './ground.js';

const configuration = loadConfiguration({});
const answer = (value: unknown): HttpResponse => ({
  ...{ status: 200, headers: {}, text: JSON.stringify(value), url: 'http://vendor.test' },
  json: () => value,
});
const failureOf = (call: () => unknown): ApplicationFailure => {
  try {
    call();
  } catch (error) {
    if (error instanceof ApplicationFailure) return error;
    throw error;
  }
  throw new Error('it did not fail');
};

describe('what a failure says of drift', () => {
  const Offers = z.array(z.object({ custom_fields: z.object({ reports_to: z.object({ id: z.number() }) }) }));

  it('names place, expected and found of an answer of another form, in any row, without the value', () => {
    const rows = [{ custom_fields: { reports_to: { id: 1 } } }, { custom_fields: { reports_to: 'Ada Byron' } }];
    const failure = failureOf(() => parseAnswer('greenhouse', 'GET /v3/offers/17', Offers, answer(rows)));
    const [seen, ...others] = driftIn(configuration, failure);
    assert.deepEqual(others, []);
    assert.equal(seen?.place, '[].custom_fields.reports_to');
    assert.equal(seen.operation, 'GET /v3/offers/{id}');
    assert.equal(seen.found, 'text');
    assert.deepEqual(seen.mappedAt, ['fields.manager.ats']);
    assert.ok(!JSON.stringify([seen, failure.message, failure.details]).includes('Byron'));
  });

  it('takes the place from the words of a failure that a connector has made itself', () => {
    const details = { vendor: 'greenhouse', operation: 'GET /v3/application_stages' };
    const make = (message: string) =>
      driftIn(configuration, vendorFailure(FailureType.VendorContract, message, details))[0];
    assert.deepEqual(
      [make('stage_id: expected a visit')?.place, make('stage_id: expected a visit')?.expected],
      ['stage_id', 'a visit'],
    );
    assert.equal(make('the next page was given before')?.place, 'the answer');
  });

  it('tells a value of another form from a field that is only empty', () => {
    const problem = {
      field: 'compensation',
      place: 'greenhouse offer.custom_fields.base_salary',
      found: 'text',
      expected: 'a currency',
    };
    const failure = ApplicationFailure.nonRetryable('…', FailureType.FieldsIncomplete, {
      ...{ fields: ['compensation', 'manager'], problems: [problem] },
    });
    assert.deepEqual(
      driftIn(configuration, failure).map(({ kind, place, mappedAt }) => [kind, place, mappedAt]),
      [
        ['value', 'offer.custom_fields.base_salary', ['fields.compensation.ats']],
        ['empty', 'offer.custom_fields.reports_to', ['fields.manager.ats']],
      ],
    );
  });

  it('says nothing of failures that are none', () => {
    for (const type of Object.values(FailureType)) {
      if (type === FailureType.VendorContract || type === FailureType.FieldsIncomplete) continue;
      const failure = vendorFailure(type, 'x: y', { vendor: 'gusto', operation: 'GET /v1/employees' });
      assert.deepEqual(driftIn(configuration, failure), [], type);
    }
    assert.deepEqual(driftIn(configuration, ApplicationFailure.nonRetryable('x', FailureType.FieldsIncomplete)), []);
  });
});

describe('where a place is mapped', () => {
  const at = (vendor: string, place: string) =>
    mappedPlaces(configuration.fieldMap, configuration.systems, vendor, place);
  for (const [vendor, place, mapped] of [
    ['greenhouse', 'candidate.first_name', ['fields.firstName.ats', 'referral.firstName.ats']],
    ['greenhouse', '[].custom_fields.advocate_id.value', ['referral.advocateId.ats']],
    ['greenhouse', 'offer.custom_fields.pay_period', ['fields.compensation.ats']],
    ['bamboohr', 'jobInfo.reportsTo', ['fields.manager.hris']],
    ['hubspot', 'results.[].properties.advocate_id', ['referral.advocateId.crm']],
    ['gusto', 'custom_fields.advocate_id', []],
    ['greenhouse', 'the answer', []],
    ['greenhouse', 'custom_fields.advocate_id_2', []],
  ] as const) {
    it(`${vendor} ${place}`, () => {
      assert.deepEqual(at(vendor, place), mapped);
    });
  }

  it('every bound path is where it is bound, also within an answer', () => {
    const bound = Object.values(configuration.fieldMap.rules).flatMap(({ field, bindings }) =>
      (['ats', 'hris', 'payroll'] as const).flatMap((role) => {
        const path = bindings[role]?.['path'];
        return path ? [{ field, role, path }] : [];
      }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...bound),
        fc.constantFrom('', '[].'),
        fc.constantFrom('', '.value'),
        (one, before, after) => {
          const places = at(configuration.systems.roles[one.role], before + one.path + after);
          assert.ok(places.includes(`fields.${one.field}.${one.role}`));
        },
      ),
    );
  });
});

describe('what asks a run to go on', () => {
  it('leads to that very run', () => {
    const id = fc.stringMatching(/^[\w:.-]{1,20}$/);
    const ways: ((one: string) => string)[] = [
      (one) => hireWorkflowId('greenhouse', one),
      (one) => referralWorkflowId('saasquatch', one),
      (one) => referredUserWorkflowId('saasquatch', one),
      (one) => referralStatusWorkflowId('greenhouse', one),
      (one) => hireConfirmationWorkflowId('greenhouse', one),
      (one) => screeningWorkflowId('checkr', one),
      (one) => interviewWorkflowId('google-calendar', one),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...ways), id, (make, one) => {
        const workflowId = make(one);
        const event = replayEvent(workflowId, 'drift:1');
        assert.ok(event, workflowId);
        assert.equal(routeOf(configuration.systems, event).workflowId, workflowId);
      }),
    );
  });

  it('is nothing for what a schedule starts', () => {
    for (const other of ['reconciliation:2026-11-22', 'contract-probe', 'watchdog:x', 'go-live:1', '']) {
      assert.equal(replayEvent(other, 'drift:1'), undefined, other);
    }
  });
});

describe('vendor drift', function () {
  this.timeout(60_000);
  let ground: Ground;
  let findings: AccessFinding[];
  beforeEach(async () => {
    ground = await Ground.start();
    findings = [
      { check: 'reachable', subject: 'http://ats', status: 'ok', detail: 'It answers.' },
      {
        check: 'field',
        subject: 'offer.custom_fields.reports_to',
        status: 'ok',
        detail: 'x',
        mappedAt: 'fields.manager.ats',
      },
    ];
  });
  afterEach(() => ground.stop());

  const db = () => ground.database.pool;
  /** The ATS as its audit tells it, and no other system. */
  const deps = () => {
    const ats = { ...ground.deps.ats, auditAccess: () => Promise.resolve(findings) };
    const nobody = { calendar: undefined, comms: undefined, sms: undefined, advocacy: undefined, crm: undefined };
    const quiet = { auditAccess: () => Promise.resolve([]) };
    return {
      ...{ ...ground.deps, ...nobody, ats, screening: new Map() },
      ...{ hris: { ...ground.deps.hris, ...quiet }, payroll: { ...ground.deps.payroll, ...quiet } },
      chat: { ...ground.deps.chat, ...quiet },
    };
  };
  let probes = 0;
  const probe = () => act(probeActivities(deps()).probeVendors, [], `contract-probe:${(probes += 1)}`);
  const drift = async (...statuses: DriftStatus[]) =>
    (await listDrift(db(), statuses.length > 0 ? statuses : ['open'], 50)).map(({ place, status, runs }) => ({
      place,
      status,
      runs,
    }));
  const asked = async () =>
    (
      await db().query<{ event: { kind: string; applicationId?: string } }>('select event from deliveries order by seq')
    ).rows.map(({ event }) => event);
  const messages = async () =>
    (await ground.call<unknown[]>('GET', '/slack/_sandbox/messages?channel=C0HROPS')).map((message) =>
      JSON.stringify(message),
    );
  const says = (status: AccessFinding['status'], mappedAt = 'fields.manager.ats') => {
    findings = findings.map((finding) => (finding.mappedAt === mappedAt ? { ...finding, status } : finding));
  };
  const ANSWER: SeenDrift = {
    ...{ vendor: 'greenhouse', kind: 'answer', operation: 'GET /v3/offers', place: 'status' },
    ...{ expected: 'one of its words', found: 'text', mappedAt: [] },
  };

  it('notices what is newly gone, tells once where it is mapped, and notices when it is back', async () => {
    assert.deepEqual(await probe(), { found: 0, resolved: 0, canaries: 0 });
    says('missing');
    assert.equal((await probe()).found, 1);
    assert.equal((await probe()).found, 0);
    assert.deepEqual(await drift(), [{ place: 'offer.custom_fields.reports_to', status: 'open', runs: [] }]);
    const told = (await messages()).filter((message) => message.includes('not as mapped'));
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /fields\.manager\.ats/);
    says('ok');
    assert.equal((await probe()).resolved, 1);
    assert.deepEqual(await drift(), []);
  });

  it('takes what cannot be told, and an outage, for no change', async () => {
    await probe();
    says('unknown');
    assert.equal((await probe()).found, 0);
    findings = [{ check: 'reachable', subject: 'http://ats', status: 'missing', detail: 'It does not answer.' }];
    assert.equal((await probe()).found, 0);
    findings = [
      { check: 'reachable', subject: 'http://ats', status: 'ok', detail: 'It answers.' },
      {
        check: 'field',
        subject: 'offer.custom_fields.reports_to',
        status: 'missing',
        detail: 'x',
        mappedAt: 'fields.manager.ats',
      },
    ];
    assert.equal((await probe()).found, 1, 'it was fine before the outage');
  });

  it('an empty field is drift only if its place is gone; the runs that stopped on it go on when it is back', async () => {
    await probe();
    const failure = ApplicationFailure.nonRetryable('…', FailureType.FieldsIncomplete, {
      fields: ['manager'],
      problems: [],
    });
    await keepDrift(ground.deps, failure, 'hire:greenhouse:1');
    assert.deepEqual(await drift('suspected'), [
      { place: 'offer.custom_fields.reports_to', status: 'suspected', runs: ['hire:greenhouse:1'] },
    ]);
    await probe();
    assert.deepEqual(
      (await drift('suspected', 'dismissed')).map(({ status }) => status),
      ['dismissed'],
    );
    assert.deepEqual(await asked(), [], 'nobody has mended it');

    await keepDrift(ground.deps, failure, 'hire:greenhouse:2');
    says('missing');
    await probe();
    assert.ok((await drift()).some(({ runs }) => runs.includes('hire:greenhouse:2')));
    says('ok');
    await probe();
    assert.deepEqual(
      (await asked()).map(({ kind, applicationId }) => [kind, applicationId]),
      [['retryRequested', '2']],
    );
  });

  it('one run finds out whether an answer is of the right form again; then all others follow', async () => {
    for (const one of ['1', '2', '3']) await recordDrift(db(), ANSWER, `hire:greenhouse:${one}`);
    assert.equal((await probe()).canaries, 1);
    assert.equal((await asked()).length, 1);
    const settle = () => act(probeActivities(deps()).settleCanaries, [], 'contract-probe:settle');
    assert.deepEqual(await settle(), { resolved: 0 }, 'the wish has not been handed on');
    await db().query("update deliveries set status = 'forwarded', forwarded_at = now() - interval '5 minutes'");

    await db().query("update vendor_drift set canary_at = canary_at - interval '1 minute'");
    await recordDrift(db(), ANSWER, 'hire:greenhouse:1');
    assert.deepEqual(await settle(), { resolved: 0 }, 'it has stopped there again');

    assert.equal((await probe()).canaries, 1);
    await db().query("update deliveries set status = 'forwarded', forwarded_at = now() - interval '5 minutes'");
    assert.deepEqual(await settle(), { resolved: 1 });
    const retried = (await asked()).map(({ applicationId }) => applicationId);
    assert.deepEqual(new Set(retried), new Set(['1', '2', '3']));
    assert.equal((await drift()).length, 0);
  });

  it('a place that new referrals do not hold is asked for by one run, as old ones may hold it still', async () => {
    findings = [
      ...findings,
      {
        ...{ check: 'field', subject: 'user.customFields.jobId', status: 'ok', detail: 'filled in by 5 of 5' },
        mappedAt: 'referral.jobId.advocacy',
      },
    ];
    const seen: SeenDrift = {
      ...{ vendor: 'greenhouse', kind: 'empty', operation: 'reading jobId of referrals' },
      ...{ place: 'user.customFields.jobId', expected: 'a value', found: 'nothing' },
      mappedAt: ['referral.jobId.advocacy'],
    };
    for (const one of ['1', '2', '3']) await recordDrift(db(), seen, `referral:saasquatch:${one}`);
    await probe();
    assert.equal((await drift('suspected')).length, 1, 'that others are filled in says nothing');
    await confirmDriftOfMany(db(), seen, 4);
    assert.equal((await drift('suspected')).length, 1);
    await confirmDriftOfMany(db(), seen, 3);
    assert.equal((await probe()).canaries, 1);
    assert.equal((await asked()).length, 1);
  });

  it('is recorded once for all runs that meet it, and again after it was resolved', async () => {
    await Promise.all(['1', '2', '1'].map((one) => recordDrift(db(), ANSWER, `hire:greenhouse:${one}`)));
    const [entry, ...others] = await listDrift(db(), ['open'], 10);
    assert.deepEqual(others, []);
    assert.equal(entry?.times, 3);
    assert.equal(entry.runs.length, 2);
    await db().query("update vendor_drift set status = 'resolved'");
    await recordDrift(db(), ANSWER, 'hire:greenhouse:1');
    assert.equal((await listDrift(db(), ['open', 'resolved'], 10)).length, 2);
  });

  it('a run is asked once, until it stops again', async () => {
    await recordDrift(db(), ANSWER, 'hire:greenhouse:1');
    await recordDrift(db(), ANSWER, 'daily-something');
    const [entry] = await listDrift(db(), ['open'], 10);
    const replay = async () =>
      (await replayRuns(db(), entry?.id ?? 0, 'console:dana')).map(({ workflowId }) => workflowId);
    assert.deepEqual(await replay(), ['hire:greenhouse:1']);
    assert.deepEqual(await replay(), []);
    await recordDrift(db(), ANSWER, 'hire:greenhouse:1');
    assert.deepEqual(await replay(), ['hire:greenhouse:1']);
  });
});
