import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import { HireGround } from './ground.js';

describe('writing a hire whose person the HRIS knows', () => {
  let ground: HireGround;
  beforeEach(async () => {
    ground = await HireGround.start();
  });
  afterEach(() => ground.stop());

  const refusal = (...words: RegExp[]) => {
    return (error: unknown) => {
      assert.ok(error instanceof ApplicationFailure);
      assert.deepEqual([error.type, error.nonRetryable], ['DuplicateRecords', true]);
      for (const word of words) assert.match(error.message, word);
      assert.doesNotMatch(error.message, /ada|byron|mail\.example/i);
      return true;
    };
  };

  it('stops before a second record, and names both applications and what to do', async () => {
    ground.accepted('100');
    ground.accepted('200', { startDate: '2099-12-15', jobTitle: 'Architect' });
    const { employeeId } = await ground.write('100');
    const before = await ground.written();
    await assert.rejects(
      ground.write('200'),
      refusal(
        new RegExp(`^employee ${employeeId} of the HRIS has the e-mail address of application 200, is employed`),
        /belongs to application 100\./,
        new RegExp(`write 200 as the application id of employee ${employeeId} in the HRIS`),
        /withdraw application 200 in the ATS/,
      ),
    );
    assert.deepEqual(await ground.written(), before, 'nothing was written');
  });

  it('stops for somebody who works there under another last name', async () => {
    ground.accepted('100', { startDate: '2020-01-01' });
    const { employeeId } = await ground.write('100');
    await ground.bench.api('POST', `/api/v1/employees/${employeeId}`, { lastName: 'King' });
    ground.accepted('200');
    await assert.rejects(ground.write('200'), refusal(/belongs to application 100\./));
  });

  it('stops for somebody whom the HRIS has without an application', async () => {
    ground.accepted('100', { startDate: '2020-01-01' });
    const { employeeId } = await ground.write('100');
    await ground.bench.api('POST', `/api/v1/employees/${employeeId}`, { customAtsApplicationId: '' });
    ground.accepted('200');
    await assert.rejects(ground.write('200'), refusal(/belongs to no application yet\./));
  });

  it('goes on with the employee once a person has written the application id to it', async () => {
    ground.accepted('100', { startDate: '2020-01-01' });
    ground.accepted('200', { startDate: '2099-12-15', jobTitle: 'Architect' });
    const { employeeId } = await ground.write('100');
    await assert.rejects(ground.write('200'));
    await ground.bench.api('POST', `/api/v1/employees/${employeeId}`, { customAtsApplicationId: '200' });
    assert.deepEqual(await ground.act('createEmployee', '200'), { employeeId });
    const { rows } = await ground.database.pool.query(
      'select application_id, employee_id, superseded_by from hires order by application_id',
    );
    assert.deepEqual(rows, [
      { application_id: '100', employee_id: employeeId, superseded_by: '200' },
      { application_id: '200', employee_id: employeeId, superseded_by: null },
    ]);
  });

  it('rehires whose employment has ended, and stops where another one has not', async () => {
    ground.accepted('100', { startDate: '2020-01-01' });
    const { employeeId } = await ground.write('100');
    await ground.bench.control('POST', `/employees/${employeeId}/terminate`, { date: '2023-06-30' });
    ground.accepted('200');
    assert.deepEqual(await ground.write('200'), { employeeId, rehired: true });
    ground.accepted('300');
    await assert.rejects(ground.write('300'), refusal(/belongs to application 200\./));
  });

  it('writes two people of one name', async () => {
    ground.accepted('100');
    ground.accepted('200', { personalEmail: 'ada.2@mail.example' });
    const [first, second] = [await ground.write('100'), await ground.write('200')];
    assert.notEqual(first.employeeId, second.employeeId);
  });

  it('finds what an attempt has left although its name was changed since', async () => {
    ground.accepted('100');
    const { employeeId } = await ground.write('100');
    await ground.bench.api('POST', `/api/v1/employees/${employeeId}`, { lastName: 'King' });
    await ground.database.pool.query(`update hires set employee_id = null; delete from outbound_writes`);
    ground.accepted('100');
    await assert.rejects(ground.write('100'), /lastName read back differently|lastName/);
    const { rows } = await ground.database.pool.query('select employee_id from hires');
    assert.deepEqual(rows, [{ employee_id: employeeId }]);
  });
});
