import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Key pairs of the sandbox's vendors that sign or verify with them; made once for a data directory. */
export interface SandboxKeys {
  /** What SENDGRID_WEBHOOK_PUBLIC_KEY takes: base64 of the SPKI DER. */
  sendgridPublicKey: string;
  /** PKCS #8 PEM: signs SendGrid's event webhook. */
  sendgridPrivateKey: string;
  /** PKCS #8 PEM: signs SaaSquatch's webhooks; its public half is what the simulator publishes. */
  saasquatchPrivateKey: string;
  /** What GOOGLE_SERVICE_ACCOUNT_KEY_FILE takes: the path of a service account's key file. */
  googleKeyFile: string;
}

/** Reads the keys of a data directory, or makes them. */
export function sandboxKeys(dataDir: string): SandboxKeys {
  const folder = join(dataDir, 'sandbox', 'keys');
  mkdirSync(folder, { recursive: true });
  const sendgrid = kept(join(folder, 'sendgrid.json'), () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    return {
      publicKey: pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
      privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }),
    };
  });
  const saasquatch = kept(join(folder, 'saasquatch.json'), () => {
    const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
    return { privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) };
  });
  const google = join(folder, 'google-service-account.json');
  kept(google, () => {
    const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
    return {
      type: 'service_account',
      project_id: 'hireline-sandbox',
      private_key_id: 'sandbox',
      private_key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }),
      client_email: 'hireline@hireline-sandbox.iam.gserviceaccount.com',
      // GOOGLE_TOKEN_URL names the simulator's, wherever it listens today.
      token_uri: 'https://oauth2.googleapis.com/token',
    };
  });
  return {
    sendgridPublicKey: sendgrid['publicKey'] ?? '',
    sendgridPrivateKey: sendgrid['privateKey'] ?? '',
    saasquatchPrivateKey: saasquatch['privateKey'] ?? '',
    googleKeyFile: google,
  };
}

function kept(file: string, make: () => Record<string, string | Buffer>): Record<string, string> {
  if (!existsSync(file)) {
    writeFileSync(`${file}.new`, JSON.stringify(make(), null, 2), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
}
