import { createTransport } from 'nodemailer';

const TIMEOUT_MS = 10_000;

/** A mail in plain text. The same id is the same mail: a server may have it twice after a time-out. */
export interface Mail {
  id: string;
  to: string[];
  subject: string;
  text: string;
}
/** Sends a mail; rejects when the server did not take it for everybody. */
export type SendMail = (mail: Mail) => Promise<void>;

/** Hands mails to an SMTP server, such as `smtps://user:password@mail.example.com`. */
export function createMailer({ url, from }: { url: string; from: string }): SendMail {
  const timeouts = { connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS };
  const { protocol, hostname, port, username, password } = new URL(url);
  const transport = createTransport({
    host: hostname,
    secure: protocol === 'smtps:',
    ...(port === '' ? {} : { port: Number(port) }),
    ...(username === '' ? {} : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    ...timeouts,
  });
  const domain = from.slice(from.lastIndexOf('@') + 1).replace('>', '');
  return async ({ id, to, subject, text }) => {
    const messageId = `<${Buffer.from(id).toString('hex')}@${domain}>`;
    const { rejected } = await transport.sendMail({ from, to, subject, text, messageId }).catch((cause: unknown) => {
      throw new Error('The mail server did not take the mail.', { cause });
    });
    if (rejected.length > 0) throw new Error(`The mail server refused ${rejected.length} of ${to.length} addresses.`);
  };
}
