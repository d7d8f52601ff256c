/**
 * Deliveries of one key are handed on in the order they came. An event of the HRIS names only the employee: until it
 * is known whose hire that is, it waits under the employee's key.
 */
export const employeeOrderKey = (hris: string, employeeId: string): string => `employee:${hris}:${employeeId}`;

export const payrollOrderKey = (payroll: string, payrollEmployeeId: string): string =>
  `payroll:${payroll}:${payrollEmployeeId}`;
