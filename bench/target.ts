/** What a measurement is held to, and whether it is met. */
export interface Target {
  name: string;
  /** What is wanted, in words. */
  wanted: string;
  ratio: number;
  met: boolean;
}
