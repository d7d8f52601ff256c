import { text } from 'node:stream/consumers';
import { hashPassword } from './password.js';

// Reads a password from standard input, so that it stands in no shell history and no process list.
const password = (await text(process.stdin)).replace(/\r?\n$/, '');
if (password.length < 12) {
  console.error('expected a password of at least 12 characters on standard input');
  process.exitCode = 1;
} else {
  console.log(await hashPassword(password));
}
