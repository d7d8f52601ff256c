/** What is told of running hireline itself. Implemented in activities/. */
export interface OperationsActivities {
  /**
   * Tells HR ops of the failed runs of the last day, by the class of their cause.
   * @returns how many; null where nobody went live lately.
   */
  reviewErrors(): Promise<{ reviewed: number | null }>;
  /** Tells HR ops what changed in the configuration that was loaded with this digest. */
  reportConfigurationChange(digest: string): Promise<void>;
}
