/** Something that went wrong in a way a person can understand: shown as it is, without a stack trace. */
export class CliFailure extends Error {
  override name = 'CliFailure';
}

/** A command line that can't be meant: exit code 2. */
export class UsageFailure extends CliFailure {
  override name = 'UsageFailure';
}
