// A figure of the bench: what was measured, and what it was meant to reach where the product promises something.

export interface Figure {
  readonly scenario: string;
  readonly figure: string;
  readonly measured: number;
  readonly unit: string;
  /** The promise; undefined = told for information. */
  readonly wanted?: { readonly atLeast?: number; readonly atMost?: number };
}

export function isReached({ measured, wanted }: Figure): boolean {
  return measured >= (wanted?.atLeast ?? -Infinity) && measured <= (wanted?.atMost ?? Infinity);
}

/** A Markdown table, readable on a terminal too. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.scenario,
    figure.figure,
    `${rounded(figure.measured)} ${figure.unit}`.trim(),
    promise(figure),
    figure.wanted ? (isReached(figure) ? 'yes' : 'NO') : '',
  ]);
  const head = ['scenario', 'figure', 'measured', 'wanted', 'reached'];
  const widths = head.map((title, column) =>
    Math.max(...[head, ...rows].map((row) => row[column]!.length), title.length),
  );
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

function promise({ wanted, unit }: Figure): string {
  if (wanted?.atLeast !== undefined) return `≥ ${rounded(wanted.atLeast)} ${unit}`.trim();
  return wanted?.atMost !== undefined ? `≤ ${rounded(wanted.atMost)} ${unit}`.trim() : '';
}

function rounded(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 1 ? 2 : 4;
  return String(Number(value.toFixed(digits)));
}
