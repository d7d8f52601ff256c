/**
 * Where Twilio tells what becomes of a text. It echoes no fields of ours, so the key stands in the address.
 * @param ourUrl hireline's public URL, without a trailing slash.
 */
export const callbackUrl = (ourUrl: string, messageKey: string): string =>
  `${ourUrl}/webhooks/twilio?key=${encodeURIComponent(messageKey)}`;

/** The key in such an address, or null when it has none. */
export function messageKeyOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).searchParams.get('key') || null : null;
}
