// The page as the server sends it: everything the browser needs to show the view with no further question but for files.
import { escapeHtml } from '../../ui/html.ts';
import type { SiteData } from '../site-data.ts';

export interface ShellParts {
  readonly language: string;
  readonly title: string;
  readonly description: string;
  readonly nonce: string;
  readonly styles: readonly string[];
  /** Specifier → address. */
  readonly imports: Readonly<Record<string, string>>;
  /** Modules that the first view needs: fetched at once, not one after the other. */
  readonly preload: readonly string[];
  readonly data: SiteData;
}

export function shell({ language, title, description, nonce, styles, imports, preload, data }: ShellParts): string {
  const links = [
    ...styles.map((href) => `<link rel="stylesheet" href="${href}">`),
    ...preload.map((href) => `<link rel="modulepreload" href="${href}">`),
  ];
  return `<!doctype html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<meta name="description" content="${escapeHtml(description)}">
<script type="importmap" nonce="${nonce}">${inScript({ imports })}</script>
${links.join('\n')}
</head>
<body class="slds-scope">
<div id="site-root"></div>
<script type="application/json" id="site-data">${inScript(data)}</script>
<script type="module" nonce="${nonce}">import '@site/page';</script>
</body>
</html>
`;
}

/** JSON that cannot end the script it stands in. */
const inScript = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');

/** Scripts only from the site itself; styles also inline, as components set them. */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'self'",
  ].join('; ');
}
