// The branding set of a site as styling hooks, and what of SLDS follows them.
// @see LWR Sites for Experience Cloud, "--dxp Styling Hooks": palette hooks `--dxp-g-*`, and those of parts `--dxp-s-*`
// Names of hooks are documented; which SLDS hook each drives is this stand-in's choice.

const PALETTE: Readonly<Record<string, string>> = {
  Background: 'root',
  PrimaryAccent: 'brand',
  Neutral: 'neutral',
  Destructive: 'destructive',
  Info: 'info',
  Success: 'success',
  Warning: 'warning',
  Offline: 'offline',
};

/** Part of the page → start of its hooks. Properties follow in kebab case. */
const PARTS: readonly (readonly [prefix: string, hook: string])[] = [
  ['SecondaryButton', 'secondary-button'],
  ['TertiaryButton', 'tertiary-button'],
  ['Button', 'button'],
  ['Dropdown', 'dropdown'],
  ['FormElementLabel', 'form-element-label'],
  ['FormElementCaption', 'form-element-caption'],
  ['FormElementCheckbox', 'form-checkbox'],
  ['FormElement', 'form-element'],
  ['HeadingExtraExtraSmall', 'text-heading-extra-extra-small'],
  ['HeadingExtraLarge', 'text-heading-extra-large'],
  ['HeadingExtraSmall', 'text-heading-extra-small'],
  ['HeadingLarge', 'text-heading-large'],
  ['HeadingMedium', 'text-heading-medium'],
  ['HeadingSmall', 'text-heading-small'],
  ['BodySmall', 'body-small'],
  ['Body', 'body'],
  ['Link', 'link'],
];

/** Hooks whose names do not follow from the value's. */
const NAMED: Readonly<Record<string, string>> = {
  TextColor: '--dxp-g-root-contrast',
  BaseFont: '--dxp-s-html-font-family',
  BaseFontSize: '--dxp-s-html-font-size',
  ButtonTextColor: '--dxp-s-button-color-contrast',
  _ButtonColor1: '--dxp-s-button-color-1',
  _ButtonTextColor1: '--dxp-s-button-color-contrast-1',
  ButtonFocusColor: '--dxp-s-button-color-focus',
  ButtonHoverColor: '--dxp-s-button-color-hover',
  SecondaryButtonTextColor: '--dxp-s-secondary-button-text-color',
  LinkColor: '--dxp-s-link-text-color',
  _LinkColor1: '--dxp-s-link-text-color-1',
  LinkHoverColor: '--dxp-s-link-text-color-hover',
  MaxContentWidthDesktop: '--dxp-s-section-content-max-width',
  HorizontalRowPaddingDesktop: '--dxp-s-section-horizontal-spacing',
  HorizontalRowPaddingMobile: '--dxp-s-section-horizontal-spacing-mobile',
  VerticalRowPaddingDesktop: '--dxp-s-section-vertical-spacing',
  VerticalRowPaddingMobile: '--dxp-s-section-vertical-spacing-mobile',
  ColumnSpacerSizeDesktop: '--dxp-s-section-column-spacing',
  ComponentSpacerSizeDesktop: '--dxp-s-component-wrapper-spacer-size',
};

/** SLDS asks for these; the branding answers. */
const SLDS: Readonly<Record<string, string>> = {
  '--slds-g-color-brand-base-50': 'var(--dxp-g-brand)',
  '--slds-g-color-brand-base-contrast-1': 'var(--dxp-g-brand-contrast)',
  '--lwc-brandAccessible': 'var(--dxp-g-brand)',
  '--lwc-brandAccessibleActive': 'var(--dxp-g-brand-1)',
  '--lwc-colorTextActionLabel': 'var(--dxp-g-root-contrast)',
  '--sds-c-button-brand-color-background': 'var(--dxp-s-button-color)',
  '--sds-c-button-brand-color-border': 'var(--dxp-s-button-color)',
  '--sds-c-button-brand-text-color': 'var(--dxp-s-button-color-contrast)',
  '--sds-c-button-brand-color-background-hover': 'var(--dxp-g-brand-1)',
  '--sds-c-button-brand-color-border-hover': 'var(--dxp-g-brand-1)',
  '--sds-c-button-neutral-text-color': 'var(--dxp-s-button-color)',
  '--sds-c-button-text-color': 'var(--dxp-s-button-color)',
};

/** A style sheet of custom properties. Values that could end the declaration are left out. */
export function brandingCss(values: Readonly<Record<string, unknown>>): string {
  const hooks = new Map<string, string>([['--dxp-g-root-font-family', FONTS]]);
  for (const [name, value] of Object.entries(values)) {
    const hook = hookOf(name);
    if (hook && (typeof value === 'string' || typeof value === 'number') && /^[^;{}<>]+$/.test(String(value)))
      hooks.set(hook, String(value));
  }
  const lines = [...hooks, ...Object.entries(SLDS)].map(([hook, value]) => `${hook}:${value};`);
  return `:root{${lines.join('')}}`;
}

const FONTS = `-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Noto Sans JP Variable', 'Noto Sans JP', sans-serif`;

function hookOf(name: string): string | undefined {
  if (Object.hasOwn(NAMED, name)) return NAMED[name];
  const [, root = '', contrast, step] = /^_?([A-Z][a-zA-Z]*?)(Foreground)?Color(\d?)$/.exec(name) ?? [];
  const palette = Object.hasOwn(PALETTE, root) ? PALETTE[root] : undefined;
  if (palette) return `--dxp-g-${palette}${contrast ? '-contrast' : ''}${step ? `-${step}` : ''}`;
  if (/^_TextColor\d$/.test(name)) return `--dxp-g-root-contrast-${name.at(-1)}`;
  const part = PARTS.find(([prefix]) => name.replace(/^_/, '').startsWith(prefix));
  if (!part) return undefined;
  const rest = name
    .replace(/^_/, '')
    .slice(part[0].length)
    .replace(/^Text(?=Font|Line)/, '');
  return `--dxp-s-${part[1]}${rest.replace(/([A-Z]|\d+)/g, (letters) => `-${letters.toLowerCase()}`)}`;
}
