/** The made-up person behind an application; another one for each, by its id alone. */
export function candidateOf(applicationId: string): {
  firstName: string;
  lastName: string;
  email: string;
  phone: string;
} {
  return {
    firstName: 'Robin',
    lastName: `Applicant-${applicationId}`,
    email: `robin.${applicationId}@bench.example`,
    phone: `+1 212 555 ${String(Number(applicationId) % 10_000).padStart(4, '0')}`,
  };
}
