/** The fields of the simulated account, as GET /meta/fields and GET /meta/tables tell them. */
export interface FieldDefinition {
  id: number;
  name: string;
  alias: string;
  type:
    'text' | 'email' | 'phone' | 'date' | 'list' | 'status' | 'employee' | 'currency' | 'pay_type' | 'employee_number';
}

const field = (id: number, alias: string, name: string, type: FieldDefinition['type'] = 'text'): FieldDefinition => ({
  id,
  alias,
  name,
  type,
});

/** Fields held on the employee itself. */
export const EMPLOYEE_FIELDS: readonly FieldDefinition[] = [
  field(1, 'firstName', 'First Name'),
  field(2, 'lastName', 'Last Name'),
  field(3, 'hireDate', 'Hire Date', 'date'),
  field(5, 'middleName', 'Middle Name'),
  field(6, 'dateOfBirth', 'Birth Date', 'date'),
  field(8, 'address1', 'Address Line 1'),
  field(9, 'address2', 'Address Line 2'),
  field(10, 'city', 'City'),
  field(11, 'zipcode', 'ZIP Code'),
  field(12, 'country', 'Country'),
  field(13, 'state', 'State'),
  field(14, 'mobilePhone', 'Mobile Phone', 'phone'),
  field(15, 'homePhone', 'Home Phone', 'phone'),
  field(16, 'workPhone', 'Work Phone', 'phone'),
  field(17, 'homeEmail', 'Home Email', 'email'),
  field(18, 'workEmail', 'Work Email', 'email'),
  field(19, 'preferredName', 'Preferred Name'),
  field(20, 'employeeNumber', 'Employee #', 'employee_number'),
  field(21, 'originalHireDate', 'Original Hire Date', 'date'),
  field(4400, 'customAtsApplicationId', 'ATS Application Id'),
];

/** Fields computed from table rows. */
export const COMPUTED_FIELDS: readonly FieldDefinition[] = [
  field(30, 'jobTitle', 'Job Title', 'list'),
  field(31, 'department', 'Department', 'list'),
  field(32, 'division', 'Division', 'list'),
  field(33, 'location', 'Location', 'list'),
  field(34, 'supervisor', 'Reporting to', 'employee'),
  field(35, 'employmentHistoryStatus', 'Employment Status', 'list'),
  field(36, 'payRate', 'Pay rate', 'currency'),
  field(37, 'payType', 'Pay type', 'pay_type'),
  field(38, 'payPer', 'Paid per', 'list'),
  field(39, 'status', 'Status', 'status'),
  field(40, 'terminationDate', 'Termination Date', 'date'),
];

export const ALL_FIELDS: readonly FieldDefinition[] = [...EMPLOYEE_FIELDS, ...COMPUTED_FIELDS];

export const DATE_FIELDS: ReadonlySet<string> = new Set(
  EMPLOYEE_FIELDS.filter((one) => one.type === 'date').map((one) => one.alias),
);

export const isEmployeeField = (name: string): boolean => EMPLOYEE_FIELDS.some((one) => one.alias === name);

export interface TableDefinition {
  alias: string;
  /** The column that rows are dated by. */
  dateColumn: string;
  columns: readonly FieldDefinition[];
}

export const TABLES: readonly TableDefinition[] = [
  {
    alias: 'jobInfo',
    dateColumn: 'date',
    columns: [
      field(100, 'date', 'Job Information: Date', 'date'),
      field(101, 'location', 'Location', 'list'),
      field(102, 'department', 'Department', 'list'),
      field(103, 'division', 'Division', 'list'),
      field(104, 'jobTitle', 'Job Title', 'list'),
      field(105, 'reportsTo', 'Reporting to', 'employee'),
    ],
  },
  {
    alias: 'compensation',
    dateColumn: 'startDate',
    columns: [
      field(110, 'startDate', 'Compensation: Date', 'date'),
      field(111, 'rate', 'Pay rate', 'currency'),
      field(112, 'type', 'Pay type', 'pay_type'),
      field(113, 'reason', 'Change reason', 'list'),
      field(114, 'comment', 'Compensation: Comment'),
      field(115, 'paidPer', 'Paid per', 'list'),
    ],
  },
  {
    alias: 'employmentStatus',
    dateColumn: 'date',
    columns: [
      field(120, 'date', 'Employment Status: Date', 'date'),
      field(121, 'employmentStatus', 'Employment Status', 'list'),
      field(122, 'comment', 'Employment Status: Comment'),
    ],
  },
];

export const tableNamed = (alias: string): TableDefinition | undefined => TABLES.find((one) => one.alias === alias);

export const EMPLOYMENT_STATUSES = ['Full-time', 'Part-time', 'Contractor', 'Intern', 'Terminated'] as const;
export const PAY_TYPES = ['Salary', 'Hourly', 'Exception Hourly', 'Commission Only', 'Monthly', 'Pro Rata'] as const;
export const PAID_PER = [
  'Hour',
  'Day',
  'Week',
  'Every other week',
  'Twice a month',
  'Month',
  'Quarter',
  'Year',
  'Pay Period',
] as const;

/** The employee field under which a webhook reports a table column (GET /webhooks/monitor_fields). */
export const MONITORED_AS: Readonly<Record<string, string>> = {
  'jobInfo.jobTitle': 'jobTitle',
  'jobInfo.department': 'department',
  'jobInfo.division': 'division',
  'jobInfo.location': 'location',
  'jobInfo.reportsTo': 'supervisor',
  'compensation.rate': 'payRate',
  'compensation.type': 'payType',
  'compensation.paidPer': 'payPer',
  'employmentStatus.employmentStatus': 'employmentHistoryStatus',
};
