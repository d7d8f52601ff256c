import type { ChatMessageRef } from '../connectors/roles/chat.js';
import type { WriteTrace } from '../connectors/write-trace.js';
import type { Notice } from '../schemas/notice.js';
import type { HireRef } from '../workflows/hire-activities.js';
import type { Dependencies } from './dependencies.js';
import { mailFailure } from './failure-mail.js';
import { allWritten, outboundStep } from './outbound-step.js';
import { runRef } from './run.js';

/** Which message of a run this is, and whom it is about. */
interface Message {
  hire: HireRef | null;
  /** Unique within the run: the same message is posted once, however often the step is tried. */
  step: string;
  channelId: string;
}

/** Posts a notice effectively once. A failure goes out by mail as well, whichever of the two is down. */
export async function postOnce(deps: Dependencies, message: Message, notice: Notice): Promise<ChatMessageRef> {
  const posting = sendOnce(deps, message, (reference, trace) =>
    deps.chat.post(message.channelId, notice, reference, trace),
  );
  if (notice.kind === 'alert' && notice.severity === 'failure') {
    await allWritten([posting, mailFailure(deps, runRef(deps, message.hire, null), message.step, notice)]);
  }
  return posting;
}

/** Replies below a message effectively once. */
export function replyOnce(
  deps: Dependencies,
  message: Omit<Message, 'channelId'>,
  to: ChatMessageRef,
  reply: { text: string; mention?: readonly string[] },
): Promise<ChatMessageRef> {
  return sendOnce(deps, { ...message, channelId: to.channelId }, (reference, trace) =>
    deps.chat.reply(to, reply, reference, trace),
  );
}

async function sendOnce(
  deps: Dependencies,
  { hire, step: name, channelId }: Message,
  send: (reference: string, trace: WriteTrace) => ReturnType<Dependencies['chat']['post']>,
): Promise<ChatMessageRef> {
  const run = runRef(deps, hire, null);
  const reference = `${run.workflowId}:${name}`;
  const writes = [{ step: name, vendor: deps.chat.vendor, operation: 'post message' }];
  return outboundStep(deps, run, writes, async (step) => {
    const id = await step.createOnce(name, {
      async find(state) {
        const found = state.fresh ? undefined : await deps.chat.findMessage(channelId, reference, state.intendedAt);
        return found && encodeRef(found);
      },
      async create() {
        const { ref, ...receipt } = await send(reference, step.trace);
        return { ...receipt, recordId: encodeRef(ref) };
      },
    });
    return decodeRef(id);
  });
}

/** Brings a message to what it should say now. */
export async function updateMessage(
  deps: Dependencies,
  message: { hire: HireRef; step: string },
  ref: ChatMessageRef,
  notice: Notice,
): Promise<void> {
  const writes = [{ step: message.step, vendor: deps.chat.vendor, operation: 'update message' }];
  await outboundStep(deps, runRef(deps, message.hire, null), writes, (step) =>
    step.put(message.step, () => deps.chat.update(ref, notice, step.trace)),
  );
}

const encodeRef = (ref: ChatMessageRef): string => `${ref.channelId}/${ref.messageId}`;

function decodeRef(id: string): ChatMessageRef {
  const [channelId = '', messageId = ''] = id.split('/');
  return { channelId, messageId };
}
