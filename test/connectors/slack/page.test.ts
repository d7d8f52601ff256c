import assert from 'node:assert/strict';
import { Script } from 'node:vm';
import fc from 'fast-check';
import { holdMessage } from '../../../connectors/slack/blocks/hold-message.js';
import { mrkdwnToHtml } from '../../../connectors/slack/simulator/page/mrkdwn-html.js';
import { SCRIPT } from '../../../connectors/slack/simulator/page/script.js';
import { holdNotice } from './notices.js';
import { slackServer, type SlackServer } from './slack-server.js';

const names = { user: (id: string) => (id === 'U0DANA' ? 'Dana Brooks' : undefined), channel: () => undefined };
const rendered = (markup: string) => mrkdwnToHtml(markup, names).html;

describe("Slack's markup as HTML", () => {
  for (const [markup, expected] of [
    ['*bold* _italic_ ~gone~ `a*b*c`', '<strong>bold</strong> <em>italic</em> <s>gone</s> <code>a*b*c</code>'],
    ['snake_case_name and 2*3*4', 'snake_case_name and 2*3*4'],
    [
      '<https://a.example/?a=1&amp;b|A &amp; B>',
      '<a href="https://a.example/?a=1&amp;b" target="_blank" rel="noreferrer">A &amp; B</a>',
    ],
    ['<javascript:alert(1)|x>', '&lt;javascript:alert(1)|x&gt;'],
    ['<@U0DANA> and <@U1>', '<span class="mention">@Dana Brooks</span> and <span class="mention">@U1</span>'],
    [':warning: :nothing_known:', '⚠️ :nothing_known:'],
    ['&lt;script&gt; a\nb', '&lt;script&gt; a<br>b'],
    ['```\n*x*\n```', '<pre>*x*</pre>'],
    ['> quoted', '<span class="quote">quoted</span>'],
  ] as const) {
    it(markup.replace('\n', '⏎'), () => assert.equal(rendered(markup), expected));
  }

  it('formats dates and keeps the fallback as the title', () => {
    assert.match(
      rendered('<!date^1795255200^{date_num} {time}|then>'),
      /^<time datetime="2026-11-21T10:00:00\.000Z" title="then">2026-11-2\d \d+:\d\d.[AP]M<\/time>$/,
    );
    assert.equal(rendered('<!date^soon^{date}|then>'), 'then');
  });

  it('never lets data become tags or attributes', () => {
    const nasty = fc.array(
      fc.constantFrom(
        '<',
        '>',
        '"',
        "'",
        '&',
        '*',
        '_',
        '`',
        '|',
        '<http://x|',
        'onload=',
        '<!date^1^',
        'script',
        '\n',
        '\uE0000\uE001',
        ' ',
      ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(nasty, (parts) => {
        const tags = rendered(parts.join('')).match(/<[^>]*>/g) ?? [];
        for (const tag of tags) {
          assert.match(
            tag,
            /^<\/?(strong|em|s|code|pre|br|span|a|time)( (class|href|target|rel|datetime|title)="[^"<>]*")*>$/,
          );
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('The page of the Slack simulator', () => {
  let slack: SlackServer;
  beforeEach(async () => (slack = await slackServer()));
  afterEach(() => slack.close());

  it('shows the channel with its buttons, and escapes what people wrote', async () => {
    const notice = holdNotice({ hire: 'Ada "<img src=x onerror=alert(1)>" Byron' });
    await slack.call('chat.postMessage', { channel: 'C0HROPS', ...holdMessage(notice) });
    await slack.control('say', { channel: 'C0HROPS', user: 'U0ALEX', text: '<b>not bold</b>' });
    const response = await fetch(`${slack.base}/?channel=C0HROPS&user=U0PRIYA`);
    const page = await response.text();
    assert.match(String(response.headers.get('content-security-policy')), /default-src 'none'/);
    assert.match(page, /data-action="approve"/);
    assert.match(page, /<option value="U0PRIYA" selected>Priya Nair/);
    assert.ok(!page.includes('<img') && !page.includes('<b>'));
    assert.match(page, /Ada &quot;&lt;img/);
  });

  it('sends people to the address with the slash, below which its parts are', async () => {
    const response = await fetch(slack.base, { redirect: 'manual' });
    assert.deepEqual([response.status, response.headers.get('location')], [302, '/slack/']);
    for (const part of ['script.js', 'style.css']) {
      assert.equal((await fetch(`${slack.base}/_sandbox/page/${part}`)).status, 200);
    }
  });

  it('tells the page only what has changed', async () => {
    const state = (query: string) => fetch(`${slack.base}/_sandbox/page/state?channel=C0HROPS&user=${query}`);
    const first = (await (await state('U0DANA')).json()) as Record<string, any>;
    assert.equal((await state(`U0DANA&revision=${first['revision']}`)).status, 204);
    await slack.call('chat.postEphemeral', { channel: 'C0HROPS', user: 'U0ALEX', text: 'only you' });
    const dana = (await (await state(`U0DANA&revision=${first['revision']}`)).json()) as Record<string, any>;
    const alex = (await (await state('U0ALEX')).json()) as Record<string, any>;
    assert.deepEqual([dana['entries'].length, alex['entries'].length], [0, 1]);
    assert.match(alex['entries'][0].html, /Only visible to you/);
  });

  it('has a script that a browser can read', () => assert.doesNotThrow(() => new Script(SCRIPT)));
});
