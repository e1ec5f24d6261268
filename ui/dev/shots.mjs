// Takes pictures of every page and reports what the browser complains about. Development only; see README.md.
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
const require = createRequire(process.cwd() + '/');
const puppeteer = require('puppeteer-core');
const [out = 'shots', filter = ''] = process.argv.slice(2);
const base = `http://127.0.0.1:${process.env.PORT ?? 8765}/`;

// name, query, route, what to do before the picture
const click = id => async page => { await page.click(`[data-testid="${id}"]`); };
const type = (id, words) => async page => { await page.type(`[data-testid="${id}"]`, words); };
const all = (...steps) => async page => { for (const step of steps) { await step(page); await pause(120); } };
const pause = ms => new Promise(done => setTimeout(done, ms));
const push = event => page => page.evaluate(event => window.__mock.push(event), event);
const pages = [
  ['welcome', 'phase=empty', ''],
  ['passphrase', 'phase=empty', '', all(click('create-wallet'), type('passphrase', 'tofu lighthouse 23'), type('passphrase-again', 'tofu lighthouse 23'))],
  ['restore', 'phase=empty', '', all(click('restore-wallet'), type('word-1', 'abandon '), type('word-2', 'ab'))],
  ['words-context', '', 'words', all(type('words-passphrase', 'x'), click('words-continue'))],
  ['words', '', 'words', all(type('words-passphrase', 'x'), click('words-continue'), click('show-words'))],
  ['word-check', '', 'word-check', all(type('check-0', 'wrong'), type('check-1', 'wrong'), type('check-2', 'wrong'), click('check-words'))],
  ['lock', 'phase=locked', ''],
  ['lock-wait', 'phase=locked', '', all(type('unlock-passphrase', 'wrong'), click('unlock'))],
  ['problem', 'phase=troubled', ''],
  ['home', '', 'home'],
  ['home-large', 'text=200', 'home'],
  ['approve-large', 'text=200', 'requests/r1', () => pause(700)],
  ['home-new', 'content=empty&unchecked', 'home'],
  ['home-stale', 'content=stale', 'home', push({ event: 'content-changed' })],
  ['requests', '', 'requests'],
  ['requests-empty', 'content=empty', 'requests'],
  ['paste', '', 'open', type('link', 'openid4vp://?client_id=x&request_uri=https%3A%2F%2Fedu.haitang.example%2Fr%2F0417')],
  ['paste-error', '', 'open', all(type('link', 'http://x'), click('open-link'), () => pause(700))],
  ['paste-stranger', '', 'open', type('link', 'openid4vp://?client_id=x&request_uri=https%3A%2F%2Fevil.example%2Fr')],
  ['paste-forbidden', '', 'open', type('link', 'openid4vp://?client_id=x&request_uri=https%3A%2F%2F169.254.169.254%2Fr')],
  ['paste-inside', '', 'open', type('link', 'openid4vp://?client_id=x&request=eyJ')],
  ['paste-failed', '', 'open', all(type('link', 'openid4vp://?client_id=x&request_uri=https%3A%2F%2Fnowhere.example%2Fr'), click('open-link'), () => pause(900))],
  ['unproven', '', 'unproven/u1'],
  ['snooze', '', 'requests/r1', all(() => pause(700), click('snooze'))],
  ['unsent', 'review=unsent', 'requests/r1', () => pause(700)],
  ['maybe-sent', 'review=maybe', 'requests/r1', () => pause(700)],
  ['offer', '', 'offers/o1'],
  ['offer-code', '', 'offers/o1', all(click('accept-offer'), type('transaction-code', '1111'), click('code-confirm'), () => pause(600))],
  ['approve', '', 'requests/r1', () => pause(700)],
  ['approve-optional', '', 'requests/r1', all(() => pause(700), page => page.click('[data-testid="optional-items"] summary'), click('leave-out-household.members'), click('give-household.since'), click('term-other'))],
  ['approve-denied', 'review=denied', 'requests/r1', () => pause(700)],
  ['approve-officer', 'review=officer', 'requests/r1', () => pause(700)],
  ['approve-disagreed', 'review=disagreed', 'requests/r1', () => pause(700)],
  ['approve-ended', 'review=ended', 'requests/r1', () => pause(700)],
  ['approve-answered', 'review=answered', 'requests/r1', () => pause(700)],
  ['approve-modify', 'review=modify', 'requests/r1', () => pause(700)],
  ['approve-reaching', 'review=reaching', 'requests/r1', () => pause(700)],
  ['approve-two', 'review=two', 'requests/r1', () => pause(700)],
  ['approve-missing', 'review=missing', 'requests/r1', () => pause(700)],
  ['approve-offered', 'review=offered', 'requests/r1', () => pause(700)],
  ['approve-not-taken', 'review=not-taken', 'requests/r1', () => pause(700)],
  ['less', '', 'requests/r1', all(() => pause(700), click('leave-out-household.members'), click('offer-less'), click('less-days-fewer'))],
  ['less-change', 'review=mixed', 'requests/r1', all(() => pause(700), click('offer-less'), click('give-1-of-household.address'))],
  ['approve-confirm', '', 'requests/r1', all(() => pause(700), click('approve'))],
  ['approve-progress', 'hold', 'requests/r1', all(() => pause(700), click('approve'), type('approve-passphrase', 'x'), click('confirm-approve'), () => pause(1700))],
  ['receipt', '', 'requests/r1', all(() => pause(700), click('approve'), type('approve-passphrase', 'x'), click('confirm-approve'), () => pause(3200))],
  ['refuse', '', 'requests/r1', all(() => pause(700), click('refuse'))],
  ['documents', 'silent', 'documents'],
  ['documents-empty', 'content=empty', 'documents'],
  ['document', '', 'documents/d1'],
  ['document-superseded', '', 'documents/d5'],
  ['permissions', '', 'permissions'],
  ['permissions-ended', '', 'permissions', click('permissions-ended')],
  ['permissions-empty', 'content=empty', 'permissions'],
  ['permission', '', 'permissions/g1'],
  ['withdraw', '', 'permissions/g1', click('withdraw')],
  ['invoices', '', 'invoices'],
  ['invoices-table', '', 'invoices', click('as-table')],
  ['invoice', '', 'invoices', click('open-invoice')],
  ['invoices-empty', 'content=empty', 'invoices'],
  ['certificates', '', 'certificates'],
  ['certificates-empty', 'content=empty', 'certificates'],
  ['activity', 'alarm', 'activity'],
  ['activity-empty', 'content=empty', 'activity'],
  ['departments', '', 'departments'],
  ['settings', '', 'settings/general'],
  ['security', '', 'settings/security'],
  ['change-passphrase', '', 'settings/security', click('change-passphrase')],
  ['network', '', 'settings/network'],
  ['about', '', 'settings/about'],
  ['proof', '', 'certificates', click('sync-state')],
  ['proof-contradicted', 'proof=contradicted', 'home', click('sync-state')],
  ['failing', 'content=failing', 'invoices', () => pause(200)],
  ['loading', 'content=slow', 'activity', () => pause(1300)],
  ['lock-warning', '', 'home', push({ event: 'lock-warned', seconds: 58 })],
  ['keys', '', 'home', page => page.keyboard.press('F1')],
  ['menu', '', 'home', async page => { if (page.viewport().width < 800) await click('menu')(page); }],
  ['toast', '', 'requests/r1', all(() => pause(700), click('refuse'), click('refuse-confirm'))],
  ['nowhere', '', 'nowhere'],
];
const looks = (process.env.LOOKS ?? 'zh-light-1100,en-light-1100,zh-dark-1100,en-light-760').split(',');

await mkdir(out, { recursive: true });
const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--lang=zh-CN'], headless: true });
let complaints = 0;
const axe = process.env.AXE ? require('axe-core').source : null;
for (const look of looks) {
  const [lang, theme, width] = look.split('-');
  const size = { width: Number(width), height: width === '760' ? 560 : 760 };
  for (const [name, query, route, before] of pages) {
    if (filter && !name.match(new RegExp(`^(${filter})$`))) continue;
    const page = await browser.newPage();
    await page.setBypassCSP(Boolean(axe));
    await page.setViewport(size);
    const say = words => { complaints++; console.log(`${name} ${look}: ${words}`); };
    page.on('console', message => { if (['error', 'warning'].includes(message.type())) say(message.text().slice(0, 300)); });
    page.on('pageerror', error => say(String(error).slice(0, 300)));
    try {
      await page.goto(`${base}?lang=${lang}&theme=${theme}&${query}#/${route}`);
      await page.waitForSelector('main, .stage', { timeout: 15000 });
      await pause(250);
      if (before) { await before(page); await pause(250); }
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wide > 0) say(`scrolls sideways by ${wide}`);
      const keys = await page.evaluate(() => document.body.innerText.match(/\b[a-z]+(-[a-z0-9]+){1,4}\b/g)?.filter(w => /^(error|home|nav|approve|step|label|attribute|column|status|seal|band|law|did|basis|state|verdict)-/.test(w)) ?? []);
      if (keys.length) say(`keys shown: ${keys}`);
      if (axe) {
        await page.evaluate(axe);
        const found = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then(r => r.violations.map(v => `${v.id}: ${v.nodes.map(n => n.target.join(' ')).slice(0, 3).join(' | ')}`)));
        found.forEach(say);
      }
      await page.screenshot({ path: `${out}/${name}.${look}.png`, fullPage: process.env.FULL === '1' });
    } catch (error) { say(String(error).slice(0, 200)); }
    await page.close();
  }
}
await browser.close();
console.log(`${complaints} complaints`);
