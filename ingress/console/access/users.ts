import { join } from 'node:path';
import { z } from 'zod';
import type { Environment } from '../../../config/environment.js';
import { configFolder } from '../../../config/root.js';
import { readYamlFile } from '../../../config/yaml-file.js';
import { parsePasswordHash, type PasswordHash } from './password.js';
import { ROLES, type Role } from './session.js';

/** Somebody who may use the console. */
export interface User {
  name: string;
  role: Role;
  password: PasswordHash;
}

const UserEntry = z.strictObject({
  // A colon would end the name in HTTP Basic.
  name: z.string().regex(/^[\p{L}\p{N}._@+-]{1,64}$/u, 'expected letters, digits and . _ @ + - only, at most 64'),
  role: z.enum(ROLES, { error: `expected one of ${ROLES.join(', ')}` }),
  password: z.string().refine((text) => parsePasswordHash(text) !== undefined, {
    error: 'expected scrypt$N$r$p$salt$hash, as ingress/console/access/hash-password-main.js prints it',
  }),
});

const UsersFile = z
  .array(UserEntry, { error: 'expected a list of {name, role, password}' })
  .min(1, 'expected at least one user')
  .superRefine((users, context) => {
    users.forEach(({ name }, index) => {
      if (users.findIndex((other) => other.name === name) === index) return;
      context.addIssue({ code: 'custom', path: [index, 'name'], message: 'is there twice' });
    });
  });

/**
 * The console's users: CONSOLE_USERS_FILE, else console-users.yaml in the config folder.
 * @throws ConfigError with file, line and what was expected; never with a part of a password.
 */
export function loadUsers(environment: Environment): ReadonlyMap<string, User> {
  const file = environment['CONSOLE_USERS_FILE'] || join(configFolder(environment), 'console-users.yaml');
  const { content } = readYamlFile(file, UsersFile);
  return new Map(
    content.flatMap(({ name, role, password }) => {
      const parsed = parsePasswordHash(password);
      return parsed ? [[name, { name, role, password: parsed }]] : [];
    }),
  );
}
