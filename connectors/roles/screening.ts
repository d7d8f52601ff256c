import type { ScreeningResult } from '../../schemas/screening-result.js';
import type { Connector } from '../connector.js';

/** A result, and whose it is. */
export interface ScreeningReading {
  result: ScreeningResult;
  /** The ATS application it was ordered for, where the vendor was told. */
  applicationId: string | null;
  /** The candidate's address as the vendor has it, to find them in the ATS otherwise. Never logged. */
  email: string | null;
}

export interface ScreeningConnector extends Connector {
  /**
   * Reads a result as it stands now.
   * @throws VendorNotFound when there is none; VendorContract for a state that the documentation does not name.
   */
  readResult(resultId: string): Promise<ScreeningReading>;
}
