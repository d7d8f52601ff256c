import addressparser from 'nodemailer/lib/addressparser';
import { requireVariable, type Environment } from '../config/environment.js';

/** Whom a mail comes from. */
export interface SenderAddress {
  email: string;
  name: string | null;
}

/**
 * The sender in a variable: "Acme Recruiting <jobs@acme.example>" or the address alone.
 * @throws Error that names the variable when it is unset or holds anything but one address.
 */
export function senderAddress(environment: Environment, variable: string): SenderAddress {
  const text = requireVariable(environment, variable, 'a sender: "Name <mail@host>" or an address');
  const [sender, ...others] = addressparser(text, { flatten: true });
  if (!sender || others.length > 0 || !/^[^\s@<>]+@[^\s@<>]+$/.test(sender.address)) {
    throw new Error(`${variable} is not one sender: expected "Name <mail@host>" or an address.`);
  }
  return { email: sender.address, name: sender.name.trim() || null };
}
