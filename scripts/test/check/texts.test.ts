// Words and colours planted in components; the check must name the file, the line and what is wrong.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readSourceTree } from '../../check/source-tree.ts';
import { checkTexts } from '../../check/texts.ts';
import { copyProject, SOURCE, type Copy } from './planted.ts';

interface Planted {
  readonly title: string;
  readonly file: string;
  readonly from: string | RegExp;
  readonly to: string;
  /** Text on the line that must be named; the planted text when left out. */
  readonly at?: string;
  /** undefined: nothing is wrong with it. */
  readonly says: RegExp | undefined;
}

const TEMPLATE = 'lwc/orderList/orderList.html';
const STYLE = 'lwc/statusBadge/statusBadge.css';
const SCRIPT = 'lwc/orderList/orderList.ts';

const PLANTED: readonly Planted[] = [
  {
    title: 'a text of a template',
    file: TEMPLATE,
    from: '<p>{row.products}</p>',
    to: '<p>Ordered: {row.products}</p>',
    says: /‘Ordered:\s*’ is a text of the template/,
  },
  {
    title: 'a Japanese text of a template',
    file: TEMPLATE,
    from: '<p>{row.products}</p>',
    to: '<p>{row.products}円</p>',
    says: /円/,
  },
  {
    title: 'an expression beside a sign',
    file: TEMPLATE,
    from: '<p>{row.products}</p>',
    to: '<p>{row.products}&nbsp;: –</p><!-- Nobody reads this. -->',
    says: undefined,
  },
  {
    title: 'a label of a base component',
    file: TEMPLATE,
    from: 'label={label.orderMore}',
    to: 'label="Order more"',
    says: /label=‘Order more’ is shown/,
  },
  {
    title: 'what only a screen reader says',
    file: TEMPLATE,
    from: '<ul lwc:if={rows.length} ',
    to: '<ul lwc:if={rows.length} aria-label="Orders" ',
    says: /aria-label=‘Orders’ is shown/,
  },
  {
    title: 'names for the machine',
    file: TEMPLATE,
    from: '<ul lwc:if={rows.length} ',
    to: '<ul lwc:if={rows.length} aria-labelledby="heading" role="list" data-action="orders" ',
    says: undefined,
  },
  {
    title: 'a text of a script',
    file: SCRIPT,
    from: '  pageNumber = 1;',
    to: "  pageNumber = 1;\n  heading = 'Your orders';",
    at: "heading = 'Your orders'",
    says: /‘Your orders’ is shown/,
  },
  {
    title: 'a colour by its number',
    file: STYLE,
    from: 'background: var(--dxp-g-neutral);',
    to: 'background: #fff;',
    says: /the colour #fff/,
  },
  {
    title: 'a colour by its parts',
    file: STYLE,
    from: 'background: var(--dxp-g-neutral);',
    to: 'box-shadow: 0 0 2px rgba(0, 0, 0, 0.2);',
    says: /the colour rgba\(/,
  },
  {
    title: 'a colour by its name',
    file: STYLE,
    from: 'background: var(--dxp-g-neutral);',
    to: 'border: 1px solid white;',
    says: /the colour white/,
  },
  {
    title: 'a colour that a hook falls back to',
    file: STYLE,
    from: 'background: var(--dxp-g-neutral);',
    to: 'white-space: nowrap; background: var(--dxp-g-neutral, #eee); color: currentcolor;',
    says: undefined,
  },
];

let copy: Copy;
before(async () => {
  copy = await copyProject();
});
after(() => copy.remove());

for (const { title, file, from, to, at, says } of PLANTED) {
  test(`the check of texts ${says ? 'finds' : 'has nothing against'} ${title}`, async () => {
    await using _ = await copy.edit(file, from, to);
    const findings = checkTexts(readSourceTree(copy.root)).findings.filter((each) => each.file === `${SOURCE}/${file}`);
    if (!says) return assert.deepEqual(findings, []);
    const line = await copy.lineOf(file, at ?? to);
    assert.ok(
      findings.some((finding) => finding.line === line && says.test(finding.what)),
      `${line}: ${JSON.stringify(findings)}`,
    );
  });
}

test('the project’s own components have no texts and colours of their own', () => {
  assert.deepEqual(checkTexts(readSourceTree(copy.root)).findings, []);
});
