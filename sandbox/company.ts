/**
 * The test company that all simulators share: the same people under the same e-mail addresses, each system with
 * its own ids. All names and addresses are made up.
 */
export interface SandboxPerson {
  firstName: string;
  lastName: string;
  workEmail: string;
  employeeNumber: string;
  jobTitle: string;
  department: string;
  greenhouseUserId: number;
  bamboohrEmployeeId: string;
}

const person = (
  firstName: string,
  lastName: string,
  mailbox: string,
  number: number,
  jobTitle: string,
  department: string,
): SandboxPerson => ({
  firstName,
  lastName,
  workEmail: `${mailbox}@acme.example`,
  employeeNumber: `E-${1000 + number}`,
  jobTitle,
  department,
  greenhouseUserId: 4000 + number,
  bamboohrEmployeeId: String(100 + number),
});

/** Managers and colleagues. The two Sam Carters are two people: only their e-mail tells them apart. */
export const PEOPLE: readonly SandboxPerson[] = [
  person('Maya', 'Lindqvist', 'maya.lindqvist', 1, 'VP Engineering', 'Engineering'),
  person('Tomás', 'Rivera', 'tomas.rivera', 2, 'Head of Sales', 'Sales'),
  person('Sam', 'Carter', 'sam.carter', 3, 'Engineering Manager', 'Engineering'),
  person('Sam', 'Carter', 'samuel.carter', 4, 'Support Manager', 'Support'),
  person('Dana', 'Brooks', 'dana.brooks', 5, 'HR Operations Lead', 'People'),
  person('Priya', 'Nair', 'priya.nair', 6, 'HR Operations Partner', 'People'),
  person('Alex', 'Kim', 'alex.kim', 7, 'Recruiter', 'People'),
];

export const DEPARTMENTS: readonly { id: number; name: string }[] = [
  { id: 501, name: 'Engineering' },
  { id: 502, name: 'Sales' },
  { id: 503, name: 'Support' },
  { id: 504, name: 'People' },
];

export const JOBS: readonly { id: number; name: string; departmentId: number; requisitionId: string }[] = [
  { id: 601, name: 'Software Engineer', departmentId: 501, requisitionId: 'ENG-12' },
  { id: 602, name: 'Account Executive', departmentId: 502, requisitionId: 'SAL-4' },
  { id: 603, name: 'Support Specialist', departmentId: 503, requisitionId: 'SUP-7' },
];

export const CHANNELS = {
  hrOps: { id: 'C0HROPS', name: 'hr-ops' },
  recruiting: { id: 'C0RECRUIT', name: 'recruiting' },
} as const;

/** Who uses Slack. Dana and Priya decide about holds; Alex may not. */
export const SLACK_USERS: readonly { id: string; name: string; realName: string; email: string; approver: boolean }[] =
  [
    { id: 'U0DANA', name: 'dana', realName: 'Dana Brooks', email: 'dana.brooks@acme.example', approver: true },
    { id: 'U0PRIYA', name: 'priya', realName: 'Priya Nair', email: 'priya.nair@acme.example', approver: true },
    { id: 'U0ALEX', name: 'alex', realName: 'Alex Kim', email: 'alex.kim@acme.example', approver: false },
  ];
