import { isCancellation, proxyActivities, setCurrentDetails, setHandler } from '@temporalio/workflow';
import type { GoLiveReport, GoLiveSectionId } from '../schemas/go-live.js';
import { failureOf } from './failure-of.js';
import {
  goLiveReportQuery,
  outcomeOf,
  type CapturedCandidate,
  type GoLiveActivities,
  type GoLiveInput,
  type StepResult,
  type TestCandidate,
} from './go-live-contract.js';

const DEFAULT_LIMIT_MS = 3 * 60_000;
/** Stages of one candidate: a plan that has more is not followed for ever. */
const MOST_STAGES = 20;

const retry = { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' } as const;
// Attempts at vendors are counted and spaced by the activities themselves (policy retry.*).
const steps = proxyActivities<GoLiveActivities>({
  startToCloseTimeout: '20 minutes',
  heartbeatTimeout: '15 seconds',
  retry,
});

const TITLES: Record<GoLiveSectionId, string> = {
  access: 'What the connected systems let hireline do',
  fields: 'A payload with every field of the map',
  duplicate: 'A duplicate',
  malformed: 'A malformed payload',
  candidates: 'Seeded test candidates through every stage',
  attribution: "The advocate's id in every system",
};

/**
 * The protocol before activation and on the first day: an audit of every API, then test candidates through the whole
 * chain. A step that fails is a failed check, and the next one follows.
 */
export async function goLiveCheck(input: GoLiveInput): Promise<{ outcome: 'passed' | 'failed' }> {
  const limitMs = input.stepLimitMs ?? DEFAULT_LIMIT_MS;
  let shown: GoLiveReport | null = null;
  setHandler(goLiveReportQuery, () => shown);
  let report = await steps.beginGoLive(input);

  await step('access', 'auditing the systems', () => steps.auditSystems());
  if (input.write) await tryOut();
  else skip('Nothing is written without --write.');

  const outcome = outcomeOf(report);
  report = shown = { ...report, doing: null };
  await steps.recordGoLive(report, true);
  show(outcome);
  await steps.tellGoLive(report);
  return { outcome };

  async function tryOut(): Promise<void> {
    const plan = await step('fields', 'looking for advocates and an open job', () => steps.planTestCandidates(input));
    await step('malformed', 'sending a malformed payload', () => steps.sendMalformed(input, limitMs));
    const captured: CapturedCandidate[] = [];
    for (const candidate of plan?.candidates ?? []) {
      const caught = await apply(candidate, captured.length === 0 ? 'fields' : 'candidates');
      if (caught) captured.push(caught);
    }
    const [first] = captured;
    if (first) {
      await step('fields', 'comparing every field', () => steps.compareFields(first));
      await step('duplicate', 'sending the same webhook again', () => steps.repeatDelivery(first));
      await step('duplicate', 'applying again', () => steps.applyAgain(first, limitMs));
    } else {
      skip('No test candidate reached the ATS.', ['duplicate', 'candidates']);
    }
    for (const candidate of captured) await follow(candidate);
    await step('attribution', "comparing the advocate's id", () => steps.compareAdvocateIds(captured));
  }

  /** Applies and waits until the ATS has it. */
  async function apply(candidate: TestCandidate, section: GoLiveSectionId): Promise<CapturedCandidate | undefined> {
    const name = candidate.referredUserId;
    const applied = await step(section, `${name}: applying`, () => steps.applyThroughLink(candidate));
    if (!applied) return undefined;
    const caught = await step(section, `${name}: waiting for the capture`, () =>
      steps.awaitCapture(candidate, limitMs),
    );
    return caught?.captured ?? undefined;
  }

  async function follow(candidate: CapturedCandidate): Promise<void> {
    for (let number = 1; number <= MOST_STAGES; number += 1) {
      const doing = `${candidate.referredUserId}: stage ${number}`;
      const moved = await step('candidates', doing, () => steps.advanceStage(candidate, number, limitMs));
      if (!moved || moved.last) return;
    }
  }

  /** Undefined when the step has failed, which is one of the section's checks then. */
  async function step<R extends StepResult>(
    section: GoLiveSectionId,
    doing: string,
    take: () => Promise<R>,
  ): Promise<R | undefined> {
    report = shown = { ...report, doing };
    show(doing);
    await steps.recordGoLive(report, false);
    try {
      const result = await take();
      add(section, result);
      return result;
    } catch (error) {
      if (isCancellation(error)) throw error;
      const detail = failureOf(error);
      add(section, { checks: [{ name: doing, status: 'failed', expected: null, found: null, detail, link: null }] });
      return undefined;
    }
  }

  function add(id: GoLiveSectionId, { checks, leftBehind = [] }: StepResult): void {
    const known = report.sections.find((section) => section.id === id);
    const section = { id, title: TITLES[id], checks: [...(known?.checks ?? []), ...checks] };
    const others = report.sections.filter((one) => one !== known);
    const order = Object.keys(TITLES);
    const sections = [...others, section].sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
    report = { ...report, sections, leftBehind: [...report.leftBehind, ...leftBehind] };
  }

  function skip(
    why: string,
    ids: GoLiveSectionId[] = ['fields', 'duplicate', 'malformed', 'candidates', 'attribution'],
  ) {
    for (const id of ids) {
      const check = {
        name: TITLES[id],
        status: 'skipped' as const,
        expected: null,
        found: null,
        detail: why,
        link: null,
      };
      add(id, { checks: [check] });
    }
  }

  function show(doing: string): void {
    const failed = report.sections.flatMap(({ checks }) => checks).filter(({ status }) => status === 'failed').length;
    setCurrentDetails(`**Go-live check ${input.goLiveId}**: ${doing}. ${failed} checks have failed.`);
  }
}
