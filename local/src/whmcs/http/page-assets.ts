// Style and script of the page, served as files of their own so that the page needs nothing inline.

export const PAGE_STYLE = `
@import url("/fonts/wght.css");
:root {
  color-scheme: light dark;
  --ink: light-dark(#1c2733, #e6ebf0); --soft: light-dark(#5a6a7a, #9fb0c0); --line: light-dark(#dbe2e9, #33404d);
  --page: light-dark(#f4f6f8, #141a20); --card: light-dark(#ffffff, #1c242c); --link: light-dark(#0b5cab, #7fbcff);
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", "Hiragino Sans", "Yu Gothic UI", Meiryo, "Noto Sans JP Variable", sans-serif;
}
header { display: flex; gap: 1rem; align-items: baseline; flex-wrap: wrap; padding: .8rem 1.5rem; background: #17385c; color: #fff; }
header .home { color: #fff; font-weight: 650; font-size: 1.1rem; text-decoration: none; }
header .version { margin-left: auto; opacity: .8; }
main { max-width: 72rem; margin: 0 auto; padding: 1rem 1.5rem 2rem; }
footer { max-width: 72rem; margin: 0 auto; padding: 0 1.5rem 2rem; color: var(--soft); font-size: .85rem; }
h1 { font-size: 1.5rem; margin: .6rem 0 1rem; }
h2 { font-size: 1.05rem; margin: 0 0 .6rem; }
.skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; top: .5rem; padding: .4rem; background: var(--card); z-index: 1; }
main:focus { outline: none; }
.number { text-align: right; padding-right: 1.6rem; }
td a, dd a { display: inline-block; min-height: 24px; }
.more { color: var(--soft); font-weight: 400; font-size: .85rem; margin-left: .5rem; }
a { color: var(--link); }
a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 2px; }
header a:focus-visible { outline-color: #fff; }
section, dl, .figures li { background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
section { padding: 1rem 1.2rem; margin: 0 0 1rem; }
section dl { border: 0; padding: 0; margin: 0; }
.figures { list-style: none; display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .8rem; padding: 0; margin: 0 0 1rem; }
.figures a { display: block; padding: .8rem 1.2rem; color: var(--soft); text-decoration: none; }
.figures strong { display: block; font-size: 1.7rem; line-height: 1.2; color: var(--ink); font-variant-numeric: tabular-nums; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); gap: .8rem 1.5rem; padding: 1rem 1.2rem; margin: 0 0 1rem; }
dt { color: var(--soft); font-size: .8rem; }
dd { margin: 0; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th { text-align: left; color: var(--soft); font-size: .8rem; font-weight: 600; }
th, td { padding: .4rem .8rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
tbody tr:last-child td { border-bottom: 0; }
.empty { color: var(--soft); margin: 0; }
.badge { display: inline-block; padding: 0 .55rem; border-radius: 999px; font-size: .82rem; font-weight: 600; background: #dfe5eb; color: #2b3947; }
.badge.active, .badge.paid, .badge.completed { background: #d3f0dc; color: #0b5226; }
.badge.pending, .badge.unpaid, .badge.payment-pending { background: #fdecc8; color: #6b4300; }
.badge.suspended, .badge.fraud, .badge.collections { background: #fbdcd9; color: #8a1c12; }
.badge.overdue { background: #fbdcd9; color: #8a1c12; }
.deeds { display: flex; flex-wrap: wrap; gap: .6rem; margin: 0 0 1rem; }
button { font: inherit; font-weight: 600; padding: .4rem 1rem; min-height: 2.2rem; border-radius: 8px; border: 1px solid var(--line); background: var(--card); color: var(--ink); cursor: pointer; }
button.main { background: #17385c; border-color: #17385c; color: #fff; }
button.grave { color: light-dark(#8a1c12, #ffb3aa); }
button:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.alert { padding: .6rem 1.2rem; border-radius: 8px; background: #fbdcd9; color: #8a1c12; margin: 0 0 1rem; }
@media (max-width: 40rem) {
  main, header { padding-left: 1rem; padding-right: 1rem; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { display: block; padding: .5rem 0; border-bottom: 1px solid var(--line); }
  tbody tr:last-child { border-bottom: 0; }
  td, td.number { text-align: left; display: flex; gap: 1rem; border: 0; padding: .1rem 0; }
  td:empty { display: none; }
  td::before { content: attr(data-label); flex: 0 0 6rem; color: var(--soft); }
}
`;

/**
 * Fetches the page again and swaps `main` when its version differs; the link or button that had the focus has it again after.
 * Waits while the tab is hidden or text is selected.
 */
export const PAGE_SCRIPT = `
const EVERY_MS = 2000;
async function refresh() {
  if (document.hidden || getSelection().type === 'Range') return;
  const reply = await fetch(location.href, { cache: 'no-store' });
  const fresh = new DOMParser().parseFromString(await reply.text(), 'text/html').querySelector('main');
  const shown = document.querySelector('main');
  if (!fresh || fresh.dataset.version === shown.dataset.version) return;
  const focused = shown.contains(document.activeElement) ? document.activeElement : null;
  const sameAs = (each) => each.href === focused?.href && each.textContent === focused?.textContent;
  const alike = (main) => [...main.querySelectorAll('a, button')].filter(sameAs);
  const place = alike(shown).indexOf(focused);
  shown.replaceWith(fresh);
  if (focused) (alike(fresh)[place] ?? fresh).focus({ preventScroll: true });
}
// Chromium leaves text blank that it laid out before the font for its characters came, when the machine has none itself.
// A font property that is new each time has it laid out again; any number above 0 leaves kerning on, as it is.
let timesLaidOut = 0;
function layOutAgain() {
  document.body.style.fontFeatureSettings = '"kern" ' + ++timesLaidOut;
}
document.fonts.addEventListener('loadingdone', layOutAgain);
document.fonts.ready.then(layOutAgain);
setInterval(() => refresh().catch(() => {}), EVERY_MS);
`;
