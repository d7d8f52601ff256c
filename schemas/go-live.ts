export const GO_LIVE_STATUSES = ['passed', 'failed', 'unknown', 'skipped'] as const;
export type GoLiveStatus = (typeof GO_LIVE_STATUSES)[number];

/** One thing that was checked before going live. Holds nothing of a real person. */
export interface GoLiveCheck {
  name: string;
  /** unknown: it cannot be told from outside; skipped: it was not tried. */
  status: GoLiveStatus;
  expected: string | null;
  found: string | null;
  detail: string | null;
  /** Where to see it: a run, a delivery. */
  link: string | null;
}

export interface GoLiveSection {
  id: GoLiveSectionId;
  title: string;
  checks: GoLiveCheck[];
}
export const GO_LIVE_SECTIONS = ['access', 'fields', 'duplicate', 'malformed', 'candidates', 'attribution'] as const;
export type GoLiveSectionId = (typeof GO_LIVE_SECTIONS)[number];

/** A test record that stays where it was made. */
export interface LeftBehind {
  system: string;
  /** "referral", "application" … */
  kind: string;
  id: string;
}

/** What a go-live check has found, as far as it is. */
export interface GoLiveReport {
  goLiveId: string;
  deployment: 'sandbox' | 'production';
  /** Whether test records were written. */
  write: boolean;
  /** What it is at; null when it is through. */
  doing: string | null;
  sections: GoLiveSection[];
  leftBehind: LeftBehind[];
}
