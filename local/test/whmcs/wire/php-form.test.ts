import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePhpForm, type PhpValue } from '../../../src/whmcs/wire/php-form.ts';

type Plain = string | [number | string, Plain][];

function plain(value: PhpValue): Plain {
  return typeof value === 'string' ? value : [...value].map(([key, item]) => [key, plain(item)]);
}

/** Form text → what PHP's $_POST would hold, as entries so that order and key types show. */
const CASES: readonly (readonly [title: string, body: string, post: Plain])[] = [
  ['a repeated bare name keeps the last value', 'pid=1&pid=2', [['pid', '2']]],
  [
    'explicit indexes make a list',
    'pid[0]=12&pid[1]=15',
    [
      [
        'pid',
        [
          [0, '12'],
          [1, '15'],
        ],
      ],
    ],
  ],
  ['percent-encoded brackets are brackets', 'pid%5B0%5D=12', [['pid', [[0, '12']]]]],
  [
    'empty brackets append',
    'pid[]=12&pid[]=15',
    [
      [
        'pid',
        [
          [0, '12'],
          [1, '15'],
        ],
      ],
    ],
  ],
  [
    'appending goes on after the highest index',
    'pid[4]=1&pid[]=2',
    [
      [
        'pid',
        [
          [4, '1'],
          [5, '2'],
        ],
      ],
    ],
  ],
  [
    'a gap stays a gap',
    'pid[0]=1&pid[2]=3',
    [
      [
        'pid',
        [
          [0, '1'],
          [2, '3'],
        ],
      ],
    ],
  ],
  [
    'order of first mention is kept',
    'pid[1]=b&pid[0]=a',
    [
      [
        'pid',
        [
          [1, 'b'],
          [0, 'a'],
        ],
      ],
    ],
  ],
  [
    'names nest',
    'a[b][c]=1&a[b][]=2',
    [
      [
        'a',
        [
          [
            'b',
            [
              ['c', '1'],
              [0, '2'],
            ],
          ],
        ],
      ],
    ],
  ],
  ['a list replaces a text', 'a=1&a[x]=2', [['a', [['x', '2']]]]],
  ['a text replaces a list', 'a[x]=2&a=1', [['a', '1']]],
  [
    'only canonical integers become integer keys',
    'a[01]=x&a[-5]=y&a[5]=z',
    [
      [
        'a',
        [
          ['01', 'x'],
          [-5, 'y'],
          [5, 'z'],
        ],
      ],
    ],
  ],
  [
    'plus is a space, %2B a plus',
    'a=1+1&b=1%2B1',
    [
      ['a', '1 1'],
      ['b', '1+1'],
    ],
  ],
  [
    'a malformed percent stays',
    'a=100%&b=%zz',
    [
      ['a', '100%'],
      ['b', '%zz'],
    ],
  ],
  ['bytes that are not UTF-8 become U+FFFD', 'a=%ff', [['a', '\ufffd']]],
  ['UTF-8 is read', 'a=%E6%9D%B1%E4%BA%AC', [['a', '東京']]],
  [
    'a name without a value is empty',
    'a&b=',
    [
      ['a', ''],
      ['b', ''],
    ],
  ],
  [
    'dots and spaces in names become underscores',
    'a.b=1&c d=2',
    [
      ['a_b', '1'],
      ['c_d', '2'],
    ],
  ],
  ['dots in brackets stay', 'a[example.test]=1', [['a', [['example.test', '1']]]]],
  ['an unclosed bracket becomes an underscore', 'a[b=1', [['a_b', '1']]],
  ['text after the last bracket is dropped', 'a[b]c=1', [['a', [['b', '1']]]]],
  ['a name that starts with a bracket is ignored', '[a]=1&b=2', [['b', '2']]],
  ['empty pairs are ignored', '&&a=1&', [['a', '1']]],
  ['__proto__ is a name like any other', '__proto__=1', [['__proto__', '1']]],
];

for (const [title, body, post] of CASES) {
  test(title, () => assert.deepEqual(plain(parsePhpForm(body).values), post));
}

test('variables past max_input_vars are dropped, and counted', () => {
  const body = Array.from({ length: 1003 }, (_, i) => `v${i}=1`).join('&');
  const { values, dropped } = parsePhpForm(body);
  assert.equal(values.size, 1000);
  assert.equal(dropped, 3);
});

test('a variable nested past PHP’s limit is dropped', () => {
  const { values, dropped } = parsePhpForm(`a${'[x]'.repeat(70)}=1&b=2`);
  assert.deepEqual(plain(values), [['b', '2']]);
  assert.equal(dropped, 1);
});
