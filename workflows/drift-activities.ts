/** What a probe has come to. */
export interface ProbeResult {
  /** Places that are newly not as expected. */
  found: number;
  /** Places that are fine again. */
  resolved: number;
  /** Runs that were asked to try again, so that it shows whether the others may. */
  canaries: number;
}

/** The steps of looking whether the vendors are still as mapped. Implemented in activities/. */
export interface DriftActivities {
  /** Audits every account, compares with the last time, ends what is fine again, and tells people what is new. */
  probeVendors(): Promise<ProbeResult>;
  /** Ends what the runs that were asked to try again have not stopped on any more. */
  settleCanaries(): Promise<{ resolved: number }>;
  /** Tells HR ops that a vendor's limit is near. */
  alertLimit(limit: NearLimit): Promise<void>;
}

/** How near to a limit one hour came. */
export interface NearLimit {
  vendor: string;
  /** ISO 8601 UTC: its beginning. */
  hour: string;
  used: number;
  limit: number;
}
