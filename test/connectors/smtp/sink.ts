import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail as a server took it. */
export interface TakenMail {
  from: string;
  to: string[];
  raw: string;
  user: string | undefined;
}

/** A mail server on this machine that keeps what it takes. */
export async function startSink(options: SMTPServerOptions = {}) {
  const mails: TakenMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    logger: false,
    onAuth: ({ username, password }, _session, done) => {
      if (username === 'hireline' && password === 'p@ss/word') done(null, { user: username });
      else done(new Error('Invalid username or password'));
    },
    onData(stream, { envelope, user }, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        mails.push({
          from: envelope.mailFrom ? envelope.mailFrom.address : '',
          to: envelope.rcptTo.map(({ address }) => address),
          raw: Buffer.concat(parts).toString('utf8'),
          user: user as string | undefined,
        });
        done(null, 'queued as 4711');
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return {
    mails,
    host: `127.0.0.1:${port}`,
    url: `smtp://127.0.0.1:${port}`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** What a scripted server answers to a line, or to the end of the content: a reply, silence (undefined), or "drop". */
export type Reply = string | undefined;

/**
 * A server that follows a script, for what real ones do only when they fail.
 * @param replies by the first word of the line; "." is the end of the content, "connect" the greeting.
 */
export async function startScript(replies: Record<string, Reply>) {
  const lines: string[] = [];
  const sockets = new Set<Socket>();
  const usual: Record<string, Reply> = {
    connect: '220 mail.example',
    EHLO: '250 mail.example',
    MAIL: '250 2.1.0 Ok',
    RCPT: '250 2.1.5 Ok',
    DATA: '354 Go on',
    '.': '250 2.0.0 Ok',
    QUIT: '221 Bye',
  };
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    let content = false;
    let rest = '';
    const answer = (to: string) => {
      const reply = to in replies ? replies[to] : usual[to];
      if (reply === 'drop') return void socket.destroy();
      if (reply === undefined) return;
      content = to === 'DATA' && reply.startsWith('354');
      socket.write(`${reply}\r\n`);
    };
    answer('connect');
    socket.on('data', (chunk) => {
      const parts = (rest + chunk.toString()).split('\r\n');
      rest = parts.pop() ?? '';
      for (const line of parts) {
        lines.push(line);
        if (!content) answer(line.split(/[ :]/)[0] ?? '');
        else if (line === '.') answer('.');
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    lines,
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      sockets.forEach((socket) => socket.destroy());
      server.close();
      await once(server, 'close');
    },
  };
}
